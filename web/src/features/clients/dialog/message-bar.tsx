/** What can be done with one message: the bar beside the bubble, and all of it in the menu of the bar. */
import { Menu } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCopy, IconDots, IconPencil, IconPin, IconPinnedOff, IconSend, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, type MouseEvent, Suspense } from "react";
import { markDeleted } from "@/api/message-cache";
import { problemOf, remove } from "@/api/request";
import { useCan } from "@/api/session";
import { withoutSideMessage } from "@/api/side-cache";
import type { Dialog, Message } from "@/api/types";
import { useAsk } from "@/components/ask";
import { IconButton } from "@/components/icon-button";
import { backToOpener } from "@/components/menu-focus";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useCommentRights, useEraseComment } from "../comments/use-comment-actions";
import styles from "./message.module.css";
import { messagePath, RESEND_ID, useCopy } from "./message-actions";
import { ReactionChoice } from "./reactions";
import { usePinMessage } from "./use-pins";

const ResendForm = lazy(() => import("./resend"));

export interface MessageBarProps {
  message: Message;
  dialog: Dialog;
  onReply: (message: Message) => void;
  onEdit: (message: Message) => void;
}

export function MessageBar({ message, dialog, onReply, onEdit }: MessageBarProps) {
  const { t } = useTranslation(["clients", "common"]);
  const mayWrite = useCan("dialogs.write");
  const can = useMessageRights(message);
  const erase = useErase(message);
  const eraseComment = useEraseComment();
  const pinMessage = usePinMessage();
  const copy = useCopy();
  if (!mayWrite && message.text === "" && !can.erase) return null;
  const pinned = message.pinned_at !== null;
  const pin = () => pinMessage({ message, on: !pinned });
  const pinWord = pinned ? t("pins.unpin") : t("pins.pin");
  const PinIcon = pinned ? IconPinnedOff : IconPin;
  return (
    <span className={styles.bar} role="toolbar" aria-label={t("message.actions")}>
      {can.reply ? (
        <IconButton size="sm" label={t("message.reply")} keys="R" onClick={() => onReply(message)}>
          <IconArrowBackUp size={18} stroke={1.75} />
        </IconButton>
      ) : null}
      {mayWrite ? (
        <IconButton size="sm" label={pinWord} onClick={pin}>
          <PinIcon size={18} stroke={1.75} />
        </IconButton>
      ) : null}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <IconButton size="sm" label={t("common:more")} data-message-menu>
            <IconDots size={18} stroke={1.75} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown onClickCapture={backToOpener}>
          {mayWrite ? <ReactionChoice message={message} dialog={dialog} /> : null}
          {can.reply ? (
            <Menu.Item
              leftSection={<IconArrowBackUp size={18} stroke={1.75} />}
              rightSection={<kbd>R</kbd>}
              onClick={() => onReply(message)}
            >
              {t("message.reply")}
            </Menu.Item>
          ) : null}
          {mayWrite ? (
            <Menu.Item leftSection={<PinIcon size={18} stroke={1.75} />} onClick={pin}>
              {pinWord}
            </Menu.Item>
          ) : null}
          {message.text !== "" ? (
            <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(message.text)}>
              {t("message.copy")}
            </Menu.Item>
          ) : null}
          {can.resend ? (
            <Menu.Item leftSection={<IconSend size={18} stroke={1.75} />} onClick={() => openResend(message, t("resend.title"))}>
              {t("message.resend")}
            </Menu.Item>
          ) : null}
          {can.edit ? (
            <Menu.Item
              leftSection={<IconPencil size={18} stroke={1.75} />}
              rightSection={message.kind === "comment" ? null : <kbd>↑</kbd>}
              onClick={() => onEdit(message)}
            >
              {t("message.edit")}
            </Menu.Item>
          ) : null}
          {can.erase ? (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={18} stroke={1.75} />}
                onClick={() => (message.kind === "comment" ? eraseComment(message) : erase())}
              >
                {t("common:delete")}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/**
 * The right button, a long press and the menu key open the same menu; links, pictures and marked words keep the browser's own.
 * Buttons do not: those of the bar stand unseen beside the bubble, and a press there is a press on the message.
 */
export function onMessageMenu(event: MouseEvent<HTMLElement>): void {
  const own = event.target instanceof Element && event.target.closest("a, img, video, audio, input, [role=menu]");
  const marked = hasMarked() && (markedBefore || event.button !== 2);
  const more = event.currentTarget.querySelector<HTMLElement>("[data-message-menu]");
  if (own || marked || !more) return;
  event.preventDefault();
  if (more.getAttribute("aria-expanded") !== "true") more.click();
}

/** On macOS the right button itself marks the word under it: only what was marked before the press has been marked on purpose. */
let markedBefore = false;
const hasMarked = () => getSelection()?.isCollapsed === false;

export function onMessagePress(): void {
  markedBefore = hasMarked();
}

function openResend(message: Message, title: string): void {
  modals.open({
    modalId: RESEND_ID,
    title,
    children: (
      <Suspense>
        <ResendForm message={message} />
      </Suspense>
    ),
  });
}

function useMessageRights(message: Message): { reply: boolean; resend: boolean; edit: boolean; erase: boolean } {
  const mayWrite = useCan("dialogs.write");
  const mayDelete = useCan("messages.delete");
  const comment = useCommentRights()(message);
  if (message.kind === "comment") return { reply: false, resend: false, ...comment };
  const words = message.text !== "" || message.files.length > 0;
  return {
    reply: mayWrite,
    resend: mayWrite && words && (message.kind === "in" || message.kind === "out"),
    edit: message.can_edit && mayWrite,
    erase: mayDelete && message.can_delete,
  };
}

function useErase(message: Message): () => void {
  const { t } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const ask = useAsk();
  const erase = useMutation({
    mutationFn: () => remove(messagePath(message)),
    onSuccess: () => {
      markDeleted(queryClient, message.client_id, message.id, Date.now());
      withoutSideMessage(queryClient, message.client_id, message.id);
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  return () => ask({ title: t("message.deleteTitle"), text: t("message.deleteText"), onConfirm: () => erase.mutate() });
}
