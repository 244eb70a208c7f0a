/** The row under the field: files, whom the words are for, how long they are, and the button that lets them go. */
import { Button } from "@mantine/core";
import { IconAt, IconLock, IconPaperclip, IconSend2, IconUsers } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { ChannelBadge } from "@/components/channel-badge";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./composer.module.css";
import { partsOf, showsCounter } from "./parts";

/** The messenger, or the team when the words are a comment. */
export function Addressee({ dialog, comment }: { dialog: Dialog; comment: boolean }) {
  const { t } = useTranslation(["clients", "common"]);
  return (
    <span className={styles.channel}>
      {comment ? <IconUsers size={16} stroke={1.75} aria-hidden /> : <ChannelBadge kind={dialog.channel_kind} inline />}
      <span>{comment ? t("comment.toTeam") : t(`common:channelKind.${dialog.channel_kind}`)}</span>
    </span>
  );
}

export function Attach({ onFiles, reason }: { onFiles: (files: Iterable<File>) => void; reason: string | null }) {
  const { t } = useTranslation("clients");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          if (event.currentTarget.files) onFiles(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <IconButton label={t("composer.attach")} reason={reason} onClick={() => input.current?.click()}>
        <IconPaperclip size={20} stroke={1.75} />
      </IconButton>
    </>
  );
}

export function MentionButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("clients");
  return (
    <IconButton label={t("comment.mention")} keys="@" onClick={onClick}>
      <IconAt size={20} stroke={1.75} />
    </IconButton>
  );
}

export interface CounterProps {
  length: number;
  max: number | undefined;
  /** A long message is cut by the server; a long comment is too long. */
  cut: boolean;
}

export function Counter({ length, max, cut }: CounterProps) {
  const { t } = useTranslation("clients");
  if (!showsCounter(length, max)) return null;
  const parts = partsOf(length, max);
  return (
    <span className={styles.counter} role="status" data-over={parts > 1 || undefined}>
      {length} / {max}
      {parts > 1 ? ` · ${cut ? t("composer.parts", { count: parts }) : t("comment.tooLong")}` : ""}
    </span>
  );
}

/** Comment mode on and off; what is written stays in the field. */
export function CommentSwitch({ on, reason, onClick }: { on: boolean; reason: string | null; onClick: () => void }) {
  const { t } = useTranslation("clients");
  return (
    <Button
      className={styles.switch ?? ""}
      variant="subtle"
      color="gray"
      leftSection={<IconLock size={16} stroke={1.75} aria-hidden />}
      aria-pressed={on}
      aria-keyshortcuts="C"
      aria-disabled={reason !== null || undefined}
      data-off={reason !== null || undefined}
      title={reason ?? `${on ? t("comment.toClient") : t("comment.convert")}  C`}
      onClick={reason === null ? onClick : undefined}
    >
      <span className={styles.switchWord}>{t("message.comment")}</span>
    </Button>
  );
}

export interface SendButtonProps {
  ready: boolean;
  editing: boolean;
  comment: boolean;
  busy: boolean;
  onClick: () => void;
  /** The caret beside it. */
  menu: ReactNode;
}

export function SendButton({ ready, editing, comment, busy, onClick, menu }: SendButtonProps) {
  const { t } = useTranslation(["clients", "common"]);
  const key = useMe().employee.send_key === "enter" ? "Enter" : "Ctrl+Enter";
  const label = editing ? t("common:save") : comment ? t("comment.leave") : t("composer.send");
  const button = (
    <Button
      className={`${styles.send} ${comment ? styles.leave : ""}`}
      leftSection={
        <>
          {/* Without its word the button must not look like the switch beside it. */}
          {comment ? <IconLock className={styles.lockIcon} size={18} stroke={1.75} aria-hidden /> : null}
          <IconSend2 className={comment ? styles.sendIcon : undefined} size={18} stroke={1.75} aria-hidden />
        </>
      }
      aria-disabled={!ready}
      data-off={!ready || undefined}
      loading={busy}
      title={`${label}  ${key}`}
      onClick={onClick}
    >
      <span className={styles.sendWord}>{label}</span>
    </Button>
  );
  return menu === null ? (
    button
  ) : (
    <Button.Group>
      {button}
      {menu}
    </Button.Group>
  );
}
