/** Code, look and signing of a site chat beside its live preview. The wizard and the channel's own page share it. */
import { Button } from "@mantine/core";
import { IconAlertCircle, IconCheck, IconLoader2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Channel, SiteChatSettings } from "@/api/types";
import { useClock } from "@/components/clock";
import type { Autosave } from "@/components/form/use-autosave";
import { page } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import { CodeForSite } from "./code-for-site";
import { Identity } from "./identity";
import { LookForm } from "./look-form";
import { Preview } from "./preview";
import styles from "./site.module.css";
import { useLook } from "./use-look";

export function SiteChatEditor({ channel, children }: { channel: Channel; children?: ReactNode }) {
  const look = useLook(channel);
  const { values: settings, change, save } = look;
  return (
    <div className={styles.split}>
      <div className={`${styles.form} scroll`}>
        <CodeForSite channel={channel} />
        <hr className={page.line} style={{ margin: "14px 0" }} />
        <LookForm look={look} />
        <hr className={page.line} style={{ margin: "14px 0" }} />
        <Identity
          channel={channel}
          required={settings.identity_required}
          onRequired={(identity_required) => change("identity_required", identity_required, "now")}
        />
      </div>
      <div className={styles.show}>
        <Preview channel={channel} settings={settings} savedAt={save.savedAt} />
        <div className={styles.foot}>
          <Saved save={save} />
          {children}
        </div>
      </div>
    </div>
  );
}

function Saved({ save }: { save: Autosave<SiteChatSettings> }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const problemText = useProblemText();
  const clock = useClock();
  if (save.state === "failed") {
    return (
      <span className={styles.saved} role="alert" style={{ color: "var(--danger)" }}>
        <IconAlertCircle size={16} stroke={1.75} aria-hidden />
        {t("site.failed")}
        {save.failure ? `: ${problemText(save.failure)}` : null}
        <Button size="xs" variant="default" onClick={save.retry}>
          {common("retry")}
        </Button>
      </span>
    );
  }
  if (save.state === "saving" || save.state === "waiting") {
    return (
      <span className={styles.saved} role="status">
        <IconLoader2 size={16} stroke={1.75} aria-hidden />
        {t("site.saving")}
      </span>
    );
  }
  return (
    <span className={styles.saved} role="status">
      {save.savedAt === null ? null : (
        <>
          <IconCheck size={16} stroke={1.75} aria-hidden />
          {t("site.saved", { time: timeOfDay(save.savedAt, clock) })}
        </>
      )}
    </span>
  );
}
