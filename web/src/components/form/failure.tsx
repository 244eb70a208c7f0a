/** Why the whole form was refused, with «Повторить»; what was typed stays where it is. */
import { Button } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { Problem } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./form.module.css";

export function Failure({ problem, onRetry, busy }: { problem: Problem | null; onRetry?: () => void; busy?: boolean }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (problem === null) return null;
  return (
    <div className={styles.failure} role="alert">
      <IconAlertCircle size={20} stroke={1.75} aria-hidden />
      <span>{problemText(problem)}</span>
      {onRetry ? (
        <Button size="xs" variant="default" onClick={onRetry} loading={busy ?? false}>
          {t("retry")}
        </Button>
      ) : null}
    </div>
  );
}
