/**
 * Tells the server that the newest message has really been seen: the window is visible, the end of the dialog is on
 * the screen, and something there was unread. Reading is never guessed from opening a dialog.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { changeDialog } from "@/api/dialog-cache";
import { isUnread, seenUpTo } from "@/api/dialogs";
import { connection, isLost } from "@/api/live-state";
import { ProblemError, put } from "@/api/request";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useStore } from "@/lib/store";

const LOOK_MS = 300;
/** After an answer that may be another one in a moment. */
const AGAIN_MS = 5_000;

export function useSeen(dialog: Dialog | undefined, atEnd: boolean): void {
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  const visible = useVisible();
  const online = !isLost(useStore(connection));
  const client = dialog?.client_id;
  const held = useHeldMark(dialog);
  const upTo = dialog && !held && isUnread(dialog, me) ? dialog.in_count : null;
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a reason to run again.
  useEffect(() => {
    if (client === undefined || upTo === null || !visible || !atEnd || !online) return;
    let over = false;
    let timer = setTimeout(() => {
      put<void>(`/api/v1/dialogs/${client}/seen`, { in_count: upTo }).then(
        () => changeDialog(queryClient, client, (d) => ({ ...seenUpTo(d, me, upTo), marked_unread: false }), me),
        // The count stays as it is; a refusal for good is left to the next look.
        (error: unknown) => {
          if (!over && error instanceof ProblemError && error.transient) timer = setTimeout(() => setAttempt((n) => n + 1), AGAIN_MS);
        },
      );
    }, LOOK_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, upTo, visible, atEnd, online, me, queryClient, attempt]);
}

/**
 * A mark made while the dialog is open stays until the dialog is opened again: whoever marks it and goes on looking has not
 * come back to it yet. A mark that was there at the opening is what this opening takes away.
 */
function useHeldMark(dialog: Dialog | undefined): boolean {
  const [opening, setOpening] = useState(true);
  if (opening && dialog && !dialog.marked_unread) setOpening(false);
  return !opening && dialog?.marked_unread === true;
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === "visible");
  useEffect(() => {
    const onChange = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);
  return visible;
}
