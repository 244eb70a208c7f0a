/** A toast that says what was done and takes it back. It stays ten seconds, the time the design gives to every undo. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./page.module.css";

const UNDO_MS = 10_000;

export function useUndo(): (done: string, takeBack: () => void) => void {
  const { t } = useTranslation();
  return (done, takeBack) => {
    const id = notifications.show({
      autoClose: UNDO_MS,
      icon: <IconCircleCheck size={18} stroke={1.75} />,
      message: (
        <span className={styles.undo}>
          <span>{done}</span>
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              takeBack();
            }}
          >
            {t("undo")}
          </Button>
        </span>
      ),
    });
  };
}
