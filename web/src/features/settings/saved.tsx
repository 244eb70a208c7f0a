/** What has become of the last change: saved with the time, on its way, or refused with «Повторить». */
import { Button } from "@mantine/core";
import { IconAlertCircle, IconCheck, IconLoader2 } from "@tabler/icons-react";
import { useClock } from "@/components/clock";
import type { Autosave } from "@/components/form/use-autosave";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import styles from "./settings.module.css";

export function Saved<Values>({ save }: { save: Pick<Autosave<Values>, "state" | "savedAt" | "failure" | "retry"> }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const problemText = useProblemText();
  const clock = useClock();
  const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;
  if (save.state === "failed") {
    return (
      <span className={styles.saved} data-bad role="alert">
        <IconAlertCircle {...icon} />
        {t("profile.failed")}
        {save.failure ? `: ${problemText(save.failure)}` : null}
        <Button size="xs" variant="default" onClick={save.retry}>
          {common("retry")}
        </Button>
      </span>
    );
  }
  return (
    <span className={styles.saved} role="status">
      {save.state === "saving" || save.state === "waiting" ? (
        <>
          <IconLoader2 {...icon} />
          {t("profile.saving")}
        </>
      ) : save.savedAt !== null ? (
        <>
          <IconCheck {...icon} />
          {t("profile.saved", { time: timeOfDay(save.savedAt, clock) })}
        </>
      ) : null}
    </span>
  );
}
