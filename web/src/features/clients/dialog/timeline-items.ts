/**
 * From messages to what the timeline draws: day pills, the divider of new messages, groups of one author,
 * and at the end what is still on its way. A pure function, so that the rules can be tested.
 */
import type { Message, ScheduledMessage } from "@/api/types";
import { type Clock, dayKey } from "@/lib/time";
import type { Outgoing } from "../composer/outbox";

export type TimelineItem =
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string; count: number }
  | { kind: "message"; key: string; message: Message; first: boolean; last: boolean }
  | { kind: "pending"; key: string; entry: Outgoing; first: boolean; last: boolean };

/** And at the very end what waits for its time, and the dots of a client who is typing. */
export type Line = TimelineItem | { kind: "scheduled"; key: string; one: ScheduledMessage } | { kind: "typing"; key: string; name: string };

/** What was unread when the dialog was opened; the divider stands there until the dialog is left. */
export interface Opened {
  unread: number;
  /** The newest message at that moment. */
  lastN: number;
}

const GROUP_MS = 5 * 60_000;

export interface TimelineInput {
  messages: readonly Message[];
  pending: readonly Outgoing[];
  opened: Opened | null;
  clock: Clock;
  /** Pending messages are this employee's: they join the group of his last stored one. */
  me: number;
}

export function timelineItems({ messages, pending, opened, clock, me }: TimelineInput): TimelineItem[] {
  const items: TimelineItem[] = [];
  const there = new Set(messages.map((message) => message.client_ref).filter((ref) => ref !== null));
  // The stored message is already in the timeline: its bubble must not stand there twice.
  const waiting = pending.filter((entry) => !there.has(entry.client_ref));
  const all = [...messages.map(ofMessage), ...waiting.map((entry) => ofPending(entry, me))];
  const divider = dividerBefore(messages, opened);
  let day = "";
  all.forEach((one, index) => {
    const today = dayKey(one.at, clock);
    const after = all[index + 1];
    if (today !== day) items.push({ kind: "day", key: `day-${today}`, at: one.at });
    if (one.message !== null && one.message.id === divider && opened) items.push({ kind: "new", key: "new", count: opened.unread });
    const first = today !== day || (one.message !== null && one.message.id === divider) || !grouped(all[index - 1], one);
    const last =
      !grouped(one, after) ||
      (after?.message != null && after.message.id === divider) ||
      (after !== undefined && dayKey(after.at, clock) !== today);
    if (one.message !== null) items.push({ kind: "message", key: `m-${one.message.id}`, message: one.message, first, last });
    else items.push({ kind: "pending", key: `p-${one.entry.client_ref}`, entry: one.entry, first, last });
    day = today;
  });
  return items;
}

interface Said {
  at: number;
  /** Who speaks and how; null for what never joins a group. */
  voice: string | null;
}
type One = Said & ({ message: Message; entry: null } | { message: null; entry: Outgoing });

function ofMessage(message: Message): One {
  const alone = message.kind === "note" || message.kind === "callback";
  return { at: message.sent_at, voice: alone ? null : `${message.kind}|${message.author_kind}|${message.author_id}`, message, entry: null };
}

function ofPending(entry: Outgoing, me: number): One {
  return { at: entry.at, voice: `${entry.kind === "comment" ? "comment" : "out"}|employee|${me}`, message: null, entry };
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

function grouped(a: One | undefined, b: One | undefined): boolean {
  return a !== undefined && b !== undefined && a.voice !== null && a.voice === b.voice && b.at - a.at < GROUP_MS;
}
