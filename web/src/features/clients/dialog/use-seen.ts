/**
 * Tells the server that the newest message has really been seen: the window is visible, the end of the dialog is on
 * the screen, and something there was unread. Reading is never guessed from opening a dialog.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { changeDialog } from "@/api/dialog-cache";
import { unread } from "@/api/dialogs";
import { connection, isLost } from "@/api/live-state";
import { put } from "@/api/request";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useStore } from "@/lib/store";

const LOOK_MS = 300;

export function useSeen(dialog: Dialog | undefined, atEnd: boolean): void {
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  const visible = useVisible();
  const online = !isLost(useStore(connection));
  const client = dialog?.client_id;
  const upTo = dialog && unread(dialog, me) > 0 ? dialog.in_count : null;
  useEffect(() => {
    if (client === undefined || upTo === null || !visible || !atEnd || !online) return;
    const timer = setTimeout(() => {
      put<void>(`/api/v1/dialogs/${client}/seen`, { in_count: upTo }).then(
        () => changeDialog(queryClient, client, (d) => seen(d, me, upTo), me),
        // The count stays as it is and the next look tries again.
        () => undefined,
      );
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [client, upTo, visible, atEnd, online, me, queryClient]);
}

function seen(d: Dialog, me: number, upTo: number): Dialog {
  return d.responsible_id === me
    ? { ...d, responsible_seen_in: Math.max(d.responsible_seen_in, upTo) }
    : { ...d, my_seen_in: Math.max(d.my_seen_in, upTo) };
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
