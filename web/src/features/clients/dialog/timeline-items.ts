/**
 * From messages to what the timeline draws: day pills, the divider of new messages, groups of one author,
 * and at the end what is still on its way. A pure function, so that the rules can be tested.
 */
import type { Message } from "@/api/types";
import { type Clock, dayKey } from "@/lib/time";
import type { Outgoing } from "../composer/outbox";

export type TimelineItem =
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string; count: number }
  | { kind: "message"; key: string; message: Message; first: boolean; last: boolean }
  | { kind: "pending"; key: string; entry: Outgoing };

/** What was unread when the dialog was opened; the divider stands there until the dialog is left. */
export interface Opened {
  unread: number;
  /** The newest message at that moment. */
  lastN: number;
}

const GROUP_MS = 5 * 60_000;

export function timelineItems(
  messages: readonly Message[],
  pending: readonly Outgoing[],
  opened: Opened | null,
  clock: Clock,
): TimelineItem[] {
  const items: TimelineItem[] = [];
  const divider = dividerBefore(messages, opened);
  let day = "";
  messages.forEach((message, index) => {
    const today = dayKey(message.sent_at, clock);
    if (today !== day) items.push({ kind: "day", key: `day-${today}`, at: message.sent_at });
    if (message.id === divider && opened) items.push({ kind: "new", key: "new", count: opened.unread });
    const before = messages[index - 1];
    const after = messages[index + 1];
    const first = today !== day || message.id === divider || !grouped(before, message);
    const last = !grouped(message, after) || after?.id === divider || (after !== undefined && dayKey(after.sent_at, clock) !== today);
    items.push({ kind: "message", key: `m-${message.id}`, message, first, last });
    day = today;
  });
  const there = new Set(messages.map((message) => message.client_ref).filter((ref) => ref !== null));
  for (const entry of pending) {
    // The stored message is already in the timeline: its bubble must not stand there twice.
    if (there.has(entry.client_ref)) continue;
    const today = dayKey(entry.at, clock);
    if (today !== day) items.push({ kind: "day", key: `day-${today}`, at: entry.at });
    day = today;
    items.push({ kind: "pending", key: `p-${entry.client_ref}`, entry });
  }
  return items;
}

/** The id of the first message that was unread; undefined while it is above what is loaded. */
function dividerBefore(messages: readonly Message[], opened: Opened | null): number | undefined {
  if (!opened || opened.unread <= 0) return undefined;
  let left = opened.unread;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.kind !== "in" || message.n > opened.lastN) continue;
    left -= 1;
    if (left === 0) return message.id;
  }
  return undefined;
}

function grouped(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b) return false;
  if (a.kind !== b.kind || a.author_kind !== b.author_kind || a.author_id !== b.author_id) return false;
  if (a.kind === "note" || a.kind === "callback") return false;
  return b.sent_at - a.sent_at < GROUP_MS;
}
