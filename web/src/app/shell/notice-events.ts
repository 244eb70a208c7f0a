/** Which event a new message is for this employee; null: nothing to tell. */
import type { DialogRow, Message } from "@/api/types";
import type { NoticeEvent } from "@/lib/notice-prefs";

export function eventOf(message: Message, dialog: DialogRow | null, me: number): NoticeEvent | null {
  // Without its row nobody knows whose client it is, or whether he is blocked: silence is the smaller fault.
  if (message.kind !== "in" || dialog === null || dialog.blocked) return null;
  if (dialog.responsible_id === me) return "own";
  return dialog.responsible_id === null ? "free" : null;
}
