/** Empty and error states: a 28 px icon, one bold line, one plain line, one button. */
import { Button } from "@mantine/core";
import { IconCloudOff, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { problemOf } from "@/api/request";
import { useTranslation } from "@/i18n/use-translation";
import { useProblemText } from "./problem-text";
import styles from "./state-note.module.css";

export function StateNote(props: { icon: ReactNode; title: string; text?: string; action?: ReactNode; role?: "status" | "alert" }) {
  return (
    <div className={styles.note} role={props.role ?? "status"}>
      <span className={styles.icon}>{props.icon}</span>
      <b>{props.title}</b>
      {props.text ? <p>{props.text}</p> : null}
      {props.action}
    </div>
  );
}

/** What failed, why, and «Повторить». */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <StateNote
      role="alert"
      icon={<IconCloudOff size={28} stroke={1.5} color="var(--danger)" />}
      title={t("loadFailed")}
      text={problemText(problemOf(error))}
      action={
        onRetry ? (
          <Button variant="default" size="xs" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            {t("retry")}
          </Button>
        ) : null
      }
    />
  );
}
