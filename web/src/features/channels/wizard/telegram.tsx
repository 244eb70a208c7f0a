/** Connecting a Telegram bot: token, way of receiving. Only a token that Telegram refuses stops it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { channelsQuery } from "@/api/queries";
import { post, problemOf } from "@/api/request";
import { useMe } from "@/api/session";
import type { Channel, NewChannelRequest } from "@/api/types";
import { error } from "@/components/form/checks";
import { RadioCards } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import { Tagged } from "@/components/tagged";
import { useTranslation } from "@/i18n/use-translation";
import { putChannel } from "../cache";
import { TokenField, type TokenVerdict } from "../token-field";
import { BotFather } from "./choose";
import { STEPS, Stage, WizardFrame } from "./frame";
import { ChatPreview } from "./telegram-preview";
import styles from "./wizard.module.css";

type Mode = "webhook" | "poll";

export function ConnectTelegram({ onBack, onDone }: { onBack: () => void; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation("channels");
  const [token, setToken] = useState("");
  const [asked, setAsked] = useState(false);
  const [verdict, setVerdict] = useState<TokenVerdict>({ token: null, refused: false, check: null });
  const [chosenMode, setMode] = useState<Mode | null>(null);
  const client = useQueryClient();
  const publicUrl = useQuery(channelsQuery).data?.public_url ?? null;
  const possible = verdict.check?.webhook_possible ?? publicUrl !== null;
  const mode: Mode = possible ? (chosenMode ?? "webhook") : "poll";
  const connect = useMutation({
    mutationFn: async (token: string) => {
      const wanted: NewChannelRequest = { kind: "telegram", token, mode };
      const channel = await post<Channel>("/api/v1/channels", wanted);
      putChannel(client, channel);
      return channel;
    },
    onSuccess: onDone,
  });
  const ready = verdict.refused ? null : verdict.token;
  const fine = ready !== null && verdict.check?.account != null;
  const submit = () => {
    setAsked(true);
    if (ready !== null) connect.mutate(ready);
  };
  return (
    <WizardFrame title="Telegram" steps={STEPS.telegram} now={fine ? "receive" : "access"} back={onBack}>
      <form
        className={styles.split}
        data-wide
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={`${styles.form} scroll`}>
          <div className={styles.column}>
            <Stage number={2} state={fine ? "done" : "now"} title={t("telegram.access")}>
              {fine ? null : <HowTo />}
              <TokenField
                label={t("telegram.token")}
                value={token}
                onChange={setToken}
                onVerdict={setVerdict}
                hint={fine ? "" : t("telegram.tokenHint")}
                error={asked && verdict.token === null ? error("required") : undefined}
                autoFocus
              />
            </Stage>
            <Stage number={3} state={fine ? "now" : "later"} title={t("telegram.receive")}>
              <Receive mode={mode} onChange={setMode} possible={possible} publicUrl={publicUrl} />
            </Stage>
            <Failure problem={connect.error ? problemOf(connect.error) : null} onRetry={submit} busy={connect.isPending} />
          </div>
        </div>
        <aside className={styles.side} aria-label={t("telegram.preview")}>
          <ChatPreview title={verdict.check?.account?.title ?? null} />
          <div className={styles.foot}>
            <Button size="md" variant="subtle" color="gray" onClick={onBack}>
              {t("wizard.back")}
            </Button>
            <Button
              size="md"
              type="submit"
              loading={connect.isPending}
              disabled={verdict.refused}
              title={ready === null ? t("telegram.noToken") : undefined}
            >
              {t("telegram.submit")}
            </Button>
          </div>
        </aside>
      </form>
    </WizardFrame>
  );
}

function HowTo(): ReactNode {
  const { t } = useTranslation("channels");
  const project = useMe().project?.name ?? "";
  const parts = { a: <BotFather />, c: <code /> };
  return (
    <ol className={styles.how} aria-label={t("telegram.how")}>
      <li>
        <Tagged text={t("telegram.how1")} parts={parts} />
      </li>
      <li>
        <Tagged text={t("telegram.how2")} parts={parts} />
      </li>
      <li>
        <Tagged text={t("telegram.how3", { name: project })} parts={parts} />
      </li>
      <li>
        <Tagged text={t("telegram.how4")} parts={parts} />
      </li>
      <li>
        {t("telegram.how5")}
        <p style={{ marginLeft: 0, marginTop: 6 }}>
          <Tagged text={t("telegram.howOld")} parts={parts} />
        </p>
      </li>
    </ol>
  );
}

/** Webhook or long polling, with the reason of the choice. Used again on the channel's own page. */
export function Receive(props: { mode: Mode; onChange: (mode: Mode) => void; possible: boolean; publicUrl: string | null }) {
  const { t } = useTranslation("channels");
  return (
    <>
      <RadioCards
        label={t("telegram.method")}
        value={props.mode}
        onChange={props.onChange}
        options={[
          {
            value: "webhook",
            title: (
              <>
                {t("telegram.webhook")}
                {props.possible ? <span className={styles.advised}>{t("telegram.advised")}</span> : null}
              </>
            ),
            text: t("telegram.webhookText"),
            disabled: !props.possible,
          },
          { value: "poll", title: t("telegram.poll"), text: t("telegram.pollText") },
        ]}
      />
      <p className={styles.note}>
        {!props.possible
          ? t("telegram.noUrl")
          : props.mode === "webhook"
            ? t("telegram.webhookWhy", { url: props.publicUrl ?? "" })
            : t("telegram.pollWhy")}
      </p>
    </>
  );
}
