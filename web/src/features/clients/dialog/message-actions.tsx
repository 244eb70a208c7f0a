/** What can be done with one message: the bar beside the bubble, and below it the way out when it was lost. */
import { Button, Menu } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { markDeleted, putMessage } from "@/api/message-cache";
import { post, problemOf, put, remove } from "@/api/request";
import { useCan } from "@/api/session";
import type { Message } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { copyText } from "@/lib/text";
import styles from "./message.module.css";

const path = (message: Message) => `/api/v1/dialogs/${message.client_id}/messages/${message.id}`;

export function MessageBar({
  message,
  onReply,
  onEdit,
}: {
  message: Message;
  onReply: (m: Message) => void;
  onEdit: (m: Message) => void;
}) {
  const { t } = useTranslation(["clients", "common"]);
  const mayWrite = useCan("dialogs.write");
  const mayDelete = useCan("messages.delete") && message.can_delete;
  const erase = useErase(message);
  const copy = useCopy();
  const replies = mayWrite && message.kind !== "comment";
  if (!replies && message.text === "" && !mayDelete && !message.can_edit) return null;
  return (
    <span className={styles.bar} role="toolbar" aria-label={t("message.actions")}>
      {replies ? (
        <IconButton size="sm" label={t("message.reply")} keys="R" onClick={() => onReply(message)}>
          <IconArrowBackUp size={18} stroke={1.75} />
        </IconButton>
      ) : null}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <IconButton size="sm" label={t("common:more")}>
            <IconDots size={18} stroke={1.75} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {replies ? (
            <Menu.Item
              leftSection={<IconArrowBackUp size={18} stroke={1.75} />}
              rightSection={<kbd>R</kbd>}
              onClick={() => onReply(message)}
            >
              {t("message.reply")}
            </Menu.Item>
          ) : null}
          {message.text !== "" ? (
            <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(message.text)}>
              {t("message.copy")}
            </Menu.Item>
          ) : null}
          {message.can_edit && mayWrite ? (
            <Menu.Item leftSection={<IconPencil size={18} stroke={1.75} />} rightSection={<kbd>↑</kbd>} onClick={() => onEdit(message)}>
              {t("message.edit")}
            </Menu.Item>
          ) : null}
          {mayDelete ? (
            <>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={18} stroke={1.75} />} onClick={erase}>
                {t("common:delete")}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function useErase(message: Message): () => void {
  const { t } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const erase = useMutation({
    mutationFn: () => remove(path(message)),
    onSuccess: () => markDeleted(queryClient, message.client_id, message.id, Date.now()),
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  return () =>
    modals.openConfirmModal({
      title: t("message.deleteTitle"),
      children: t("message.deleteText"),
      labels: { confirm: t("common:delete"), cancel: t("common:cancel") },
      confirmProps: { color: "red", size: "md" },
      cancelProps: { size: "md" },
      onConfirm: () => erase.mutate(),
    });
}

export function useCopy(): (text: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text) => {
    const done = await copyText(text);
    notifications.show(done ? { message: t("copied"), autoClose: 2000 } : { message: t("copyFailed"), color: "red" });
  };
}

/** Failed: why, «Повторить». Unknown: the operator decides, nothing is sent again by itself. */
export function LostReason({ message }: { message: Message }) {
  const { t, i18n } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const copy = useCopy();
  const step = useMutation({
    mutationFn: (what: "repeat" | "arrived") =>
      what === "repeat" ? post<Message>(`${path(message)}/attempts`) : put<Message>(`${path(message)}/delivery`),
    onSuccess: (changed) => putMessage(queryClient, changed, "frame"),
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  const key = `lost.${message.error?.code ?? "other"}` as "lost.other";
  const reason =
    message.state === "unknown"
      ? t("lost.unknown")
      : i18n.exists(key, { ns: "clients" })
        ? String(t(key, { text: message.error?.provider_text ?? "" } as never))
        : message.error?.provider_text || t("lost.other");
  return (
    <div className={styles.lostReason}>
      <span title={message.error?.provider_text || undefined}>{reason}</span>
      {message.can_repeat ? (
        <Button variant="subtle" size="xs" loading={step.isPending} onClick={() => step.mutate("repeat")}>
          {t("common:retry")}
        </Button>
      ) : null}
      {message.state === "unknown" ? (
        <Button variant="subtle" size="xs" disabled={step.isPending} onClick={() => step.mutate("arrived")}>
          {t("lost.arrived")}
        </Button>
      ) : null}
      {message.text !== "" ? (
        <Button variant="subtle" size="xs" onClick={() => void copy(message.text)}>
          {t("message.copy")}
        </Button>
      ) : null}
    </div>
  );
}
