/** The smile of the toolbar and the emoji it opens over the field. */
import { Popover } from "@mantine/core";
import { IconMoodSmile } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "@/components/icon-button";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./emoji.module.css";

const EmojiPicker = lazy(() => withWords(() => import("./picker"), "work"));

export interface EmojiButtonProps {
  reason: string | null;
  onPick: (emoji: string) => void;
  /** After the emoji are closed again. */
  onClose: () => void;
}

export function EmojiButton({ reason, onPick, onClose }: EmojiButtonProps) {
  const { t } = useTranslation("clients");
  const [opened, setOpened] = useState<boolean | null>(null);
  const button = (
    <IconButton
      label={t("composer.emoji")}
      keys=":"
      reason={reason}
      on={opened === true}
      aria-haspopup="dialog"
      aria-expanded={opened === true}
      onClick={() => setOpened(!opened)}
    >
      <IconMoodSmile size={20} stroke={1.75} />
    </IconButton>
  );
  // The popover is made at the first press: a dialog is opened far more often than the emoji.
  if (opened === null) return button;
  const change = (next: boolean) => {
    setOpened(next);
    if (!next) onClose();
  };
  return (
    <Popover opened={opened} onChange={change} position="top-start" trapFocus={false} returnFocus={false} withRoles={false} shadow="md">
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown
        className={styles.dropdown ?? ""}
        role="dialog"
        aria-label={t("composer.emoji")}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          change(false);
        }}
      >
        <Suspense fallback={<div className={styles.picker} />}>
          <EmojiPicker onPick={onPick} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
