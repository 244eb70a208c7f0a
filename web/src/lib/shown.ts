/** What an employee can do without: kinds of notes in dialogs, parts of a row of the list. The profile keeps what he has put away. */
import type { Message } from "@/api/types";

export const noteKinds = ["assignments", "bot", "blocks", "labels", "deals", "callbacks", "service"] as const;
export type NoteKind = (typeof noteKinds)[number];
export const rowParts = ["labels", "responsible", "channel", "last_author", "time"] as const;
export type RowPart = (typeof rowParts)[number];

const kinds: Record<string, NoteKind> = {
  taken: "assignments",
  transferred: "assignments",
  released: "assignments",
  bot_paused: "bot",
  bot_resumed: "bot",
  client_blocked: "blocks",
  client_unblocked: "blocks",
  client_blocked_bot: "blocks",
  client_unblocked_bot: "blocks",
  label_added: "labels",
  label_removed: "labels",
  list_added: "labels",
  list_removed: "labels",
  list_moved: "labels",
  client_started: "service",
  service: "service",
  group_not_supported: "service",
};

/** Null for what is no note, and for a note of a kind this page does not know: nobody can have put that away. */
export function noteKind({ kind, note }: Pick<Message, "kind" | "note">): NoteKind | null {
  if (kind === "callback") return "callbacks";
  if (kind !== "note" || note === null) return null;
  return kinds[note.code] ?? (note.code.startsWith("deal_") ? "deals" : null);
}

export function isShown(message: Pick<Message, "kind" | "note">, hidden: readonly string[]): boolean {
  const kind = noteKind(message);
  return kind === null || !hidden.includes(kind);
}

/** One of them put away or brought back; what another version of the page has put away stays so. */
export function put(hidden: readonly string[], one: string, shown: boolean): string[] {
  const others = hidden.filter((name) => name !== one);
  return shown ? others : [...others, one];
}
