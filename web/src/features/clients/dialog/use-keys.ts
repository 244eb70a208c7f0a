/** Keys of the open dialog: A take, B the bot's pause, E no answer needed, P pin, U unread. Shift+A opens the transfer menu of the header. */
import { useCan, useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useShortcuts } from "@/components/shortcuts";
import { useDialogActions } from "../use-actions";

/** The menu of the header that names whom to transfer to. */
export const openTransfer = () => document.querySelector<HTMLElement>("[data-transfer]")?.click();

export function useActionsOf(dialog: Dialog): void {
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const actions = useDialogActions(dialog.client_id);
  useShortcuts({
    KeyA: () => {
      if (mayWrite && dialog.responsible_id !== me) actions.take();
    },
    "Shift+KeyA": openTransfer,
    KeyB: () => {
      if (mayWrite) actions.pauseBot(dialog.paused_until === null || dialog.paused_until <= Date.now());
    },
    KeyU: () => {
      if (!dialog.marked_unread && !dialog.blocked) actions.markUnread();
    },
    KeyE: () => {
      if (mayWrite && dialog.unanswered) actions.answerNotNeeded();
    },
    KeyP: () => {
      if (mayWrite) actions.pin(!dialog.pinned);
    },
  });
}
