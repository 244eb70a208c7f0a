/** Connecting a Telegram bot: token, way of receiving, welcome. Only a token that Telegram refuses stops it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { channelKindsQuery, channelsQuery } from "@/api/queries";
import { post, problemOf } from "@/api/request";
import { useMe } from "@/api/session";
import type { Channel } from "@/api/types";
import { error } from "@/components/form/checks";
import { PlainSwitch, RadioCards } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import { TextArea } from "@/components/form/field";
import { putChannel } from "../cache";
import { TokenField, type TokenVerdict } from "../token-field";
import { BotFather } from "./choose";
import { STEPS, Stage, WizardFrame } from "./frame";
import { ChatPreview } from "./telegram-preview";
import styles from "./wizard.module.css";

type Mode = "webhook" | "poll";
const WELCOME_MAX = 4096;

export function ConnectTelegram({ onBack, onDone }: { onBack: () => void; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation("channels");
  const [token, setToken] = useState("");
  const [asked, setAsked] = useState(false);
  const [verdict, setVerdict] = useState<TokenVerdict>({ token: null, refused: false, check: null });
  const [chosenMode, setMode] = useState<Mode | null>(null);
  const [welcomeOn, setWelcomeOn] = useState(false);
  const [welcome, setWelcome] = useState(() => t("telegram.welcomeSample"));
  const client = useQueryClient();
  const publicUrl = useQuery(channelsQuery).data?.public_url ?? null;
  const possible = verdict.check?.webhook_possible ?? publicUrl !== null;
  const mode: Mode = possible ? (chosenMode ?? "webhook") : "poll";
  const connect = useMutation({
    mutationFn: async () => {
      const channel = await post<Channel>("/api/v1/channels", {
        kind: "telegram",
        token: verdict.token,
        mode,
        ...(welcomeOn && welcome.trim() !== "" ? { settings: { welcome: welcome.trim() } } : {}),
      });
      putChannel(client, channel);
      return channel;
    },
    onSuccess: onDone,
  });
  const ready = verdict.token !== null && !verdict.refused;
  const fine = ready && verdict.check?.account != null;
  const submit = () => {
    setAsked(true);
    if (ready) connect.mutate();
  };
  return (
    <WizardFrame title="Telegram" steps={STEPS.telegram} now={fine ? (welcomeOn ? "welcome" : "receive") : "access"} back={onBack}>
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
            <Stage
              number={4}
              state={fine && welcomeOn ? "now" : "later"}
              title={t("telegram.welcome")}
              aside={
                <>
                  {t("telegram.welcomeOn")}
                  <PlainSwitch label={t("telegram.welcomeOn")} checked={welcomeOn} onChange={setWelcomeOn} />
                </>
              }
            >
              {welcomeOn ? (
                <WelcomeText value={welcome} onChange={setWelcome} />
              ) : (
                <p className={styles.note}>{t("telegram.welcomeOff")}</p>
              )}
            </Stage>
            <Failure problem={connect.error ? problemOf(connect.error) : null} onRetry={submit} busy={connect.isPending} />
          </div>
        </div>
        <aside className={styles.side} aria-label={t("telegram.preview")}>
          <ChatPreview title={verdict.check?.account?.title ?? null} welcome={welcomeOn ? welcome : null} />
          <div className={styles.foot}>
            <Button size="md" variant="subtle" color="gray" onClick={onBack}>
              {t("wizard.back")}
            </Button>
            <Button
              size="md"
              type="submit"
              loading={connect.isPending}
              disabled={verdict.refused}
              title={ready ? undefined : t("telegram.noToken")}
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
        <Trans t={t} i18nKey="telegram.how1" components={parts} />
      </li>
      <li>
        <Trans t={t} i18nKey="telegram.how2" components={parts} />
      </li>
      <li>
        <Trans t={t} i18nKey="telegram.how3" components={parts} values={{ name: project }} />
      </li>
      <li>
        <Trans t={t} i18nKey="telegram.how4" components={parts} />
      </li>
      <li>
        {t("telegram.how5")}
        <p style={{ marginLeft: 0, marginTop: 6 }}>
          <Trans t={t} i18nKey="telegram.howOld" components={parts} />
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

export function WelcomeText({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("channels");
  const max = useQuery(channelKindsQuery).data?.items.find((info) => info.kind === "telegram")?.capabilities.text_max ?? WELCOME_MAX;
  return <TextArea label={t("telegram.welcomeText")} name="welcome" value={value} onChange={onChange} max={max} />;
}
