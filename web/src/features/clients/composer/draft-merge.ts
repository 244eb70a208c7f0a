/**
 * What becomes of unsent words when the server's copy of them comes in. `known` is what this device knows the server to have had:
 * words that differ from it were written here since, and are given up for nothing.
 */
import type { DraftForm, Draft as Kept } from "@/api/types";
import { type Draft, emptyDraft, isEmpty } from "./drafts";

export type Verdict = { todo: "nothing" | "send" } | { todo: "take"; draft: Draft };

export interface Sides {
  here: Draft;
  there: Kept | null;
  known: string | undefined;
  /** Somebody is writing in this very field. */
  focused: boolean;
}

export function merge({ here, there, known, focused }: Sides): Verdict {
  const mine = signOf(formOf(here));
  const theirs = there === null ? NONE : signOf(formOf(draftOf(there)));
  if (mine === theirs) return { todo: "nothing" };
  const changedHere = mine !== (known ?? NONE);
  const changedThere = theirs !== (known ?? NONE);
  if (!changedHere) return { todo: "take", draft: there === null ? emptyDraft : draftOf(there) };
  // Emptied here, written anew elsewhere: nothing of this device can be lost.
  if (there !== null && changedThere && isEmpty(here)) return { todo: "take", draft: draftOf(there) };
  if (there === null || !changedThere || focused) return { todo: "send" };
  const newer = there.updated_at > here.at ? draftOf(there) : here;
  const older = newer === here ? draftOf(there) : here;
  return { todo: "take", draft: joined(newer, older) };
}

/** Written on both sides without knowing of each other: the newer comes first, the older stays under it unless it is in it. */
function joined(newer: Draft, older: Draft): Draft {
  const words = older.text.trim();
  const inside = words === "" || newer.text.includes(words);
  return {
    text: inside ? newer.text : newer.text.trim() === "" ? older.text : `${newer.text}\n${words}`,
    reply_to: newer.reply_to ?? older.reply_to,
    files: [...newer.files, ...older.files.filter((file) => newer.files.every((other) => other.id !== file.id))],
    // Where words for the team and for the client meet in one field, all of them are for the team.
    comment: (newer.comment && newer.text.trim() !== "") || (older.comment && !inside),
    at: newer.at,
  };
}

export function draftOf({ text, reply_to, files, comment, updated_at: at }: Kept): Draft {
  return { text, reply_to, files, comment, at };
}

export function formOf(draft: Draft): DraftForm | null {
  if (isEmpty(draft)) return null;
  const { text, comment, reply_to, files } = draft;
  return { text, comment, reply_to: reply_to?.id ?? null, file_ids: files.map((file) => file.id) };
}

/** Of no draft at all. */
export const NONE = "";

/** A short mark of what a draft says; equal drafts have equal marks. */
export function signOf(form: DraftForm | null): string {
  if (form === null) return NONE;
  const text = JSON.stringify([form.text, form.comment, form.reply_to, form.file_ids]);
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}.${text.length}`;
}
