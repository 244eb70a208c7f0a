/** A line has room for a few words: what was looked for must be among them. */
import type { Mark } from "@/api/types";

/** Characters kept before the first mark. */
const BEFORE = 24;

/** The text from a word shortly before its first mark; the marks move along. Line breaks become spaces, one for one. */
export function shorten(text: string, marks: readonly Mark[]): { text: string; marks: Mark[] } {
  const line = text.replace(/\s/g, " ");
  const first = Math.min(...marks.map((mark) => mark.offset));
  if (marks.length === 0 || first <= BEFORE) return { text: line, marks: [...marks] };
  const space = line.indexOf(" ", first - BEFORE);
  const from = space >= 0 && space < first ? space + 1 : first;
  return { text: `…${line.slice(from)}`, marks: marks.map((mark) => ({ ...mark, offset: mark.offset - from + 1 })) };
}
