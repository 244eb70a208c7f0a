/** Known users of the site: the secret that signs them, and how to sign. */
import { Button } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { get, problemOf } from "@/api/request";
import { useCan } from "@/api/session";
import type { Channel, ChannelSecret } from "@/api/types";
import { CopyIcon } from "@/components/copy-button";
import { Segments, SwitchRow } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import { CodeBlock } from "@/components/page/code-block";
import { useTranslation } from "@/i18n/use-translation";
import { SIGNING_LANGUAGES, type SigningLanguage, signingExample } from "../snippet";
import styles from "./site.module.css";

const NAMES: { [language in SigningLanguage]: string } = { node: "Node", php: "PHP", python: "Python" };

export function Identity({
  channel,
  required,
  onRequired,
}: {
  channel: Channel;
  required: boolean;
  onRequired: (required: boolean) => void;
}) {
  const { t } = useTranslation("channels");
  const [language, setLanguage] = useState<SigningLanguage>("node");
  const mayWrite = useCan("channels.write");
  const code = signingExample(language, channel.key);
  return (
    <section aria-label={t("site.identity")}>
      <div className={styles.part} style={{ marginBottom: 0 }}>
        <h2>{t("site.identity")}</h2>
      </div>
      <p className={styles.note}>{t("site.identityText")}</p>
      <div className={styles.secret}>
        {mayWrite ? <Secret channel={channel} /> : null}
        <div className={styles.part} style={{ marginBottom: 0 }}>
          <span className={styles.note} style={{ flex: 1 }}>
            {t("site.exampleUse")}
          </span>
          <Segments
            label={t("site.example")}
            value={language}
            onChange={setLanguage}
            options={SIGNING_LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
          />
        </div>
        <CodeBlock parts={[{ part: null, text: code }]} label={t("site.example")} copy={{ text: code, label: t("site.copy") }} />
        <SwitchRow
          label={t("site.identityRequired")}
          text={t("site.identityRequiredText")}
          checked={required}
          onChange={onRequired}
          disabled={!mayWrite}
        />
      </div>
    </section>
  );
}

/** Asked for only when somebody wants to see it, and forgotten when hidden. */
function Secret({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const show = useMutation({ mutationFn: () => get<ChannelSecret>(`/api/v1/channels/${channel.id}/secret`) });
  return (
    <>
      {show.data ? (
        <div className={styles.secretRow}>
          <code>{show.data.identity_secret}</code>
          <CopyIcon text={show.data.identity_secret} label={t("site.copy")} />
        </div>
      ) : null}
      <div>
        <Button
          variant="default"
          size="xs"
          loading={show.isPending}
          leftSection={show.data ? <IconEyeOff size={16} stroke={1.75} /> : <IconEye size={16} stroke={1.75} />}
          onClick={() => (show.data ? show.reset() : show.mutate())}
        >
          {t(show.data ? "site.secretHide" : "site.secretShow")}
        </Button>
      </div>
      {show.data ? <p className={styles.note}>{t("site.secretHint")}</p> : null}
      <Failure problem={show.error ? problemOf(show.error) : null} onRetry={() => show.mutate()} busy={show.isPending} />
    </>
  );
}
