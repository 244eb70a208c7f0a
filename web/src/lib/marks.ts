/** A text cut at the stretches that were looked for. Offsets are UTF-16 units of the whole text, of which `text` begins at `at`. */
import type { Mark } from "@/api/types";

export interface Piece {
  text: string;
  marked: boolean;
  at: number;
}

export function cut(text: string, marks: readonly Mark[], at = 0): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const put = (to: number, marked: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to), marked, at: at + from });
    from = Math.max(from, to);
  };
  for (const mark of [...marks].sort((a, b) => a.offset - b.offset)) {
    const start = Math.min(text.length, mark.offset - at);
    const end = Math.min(text.length, mark.offset + mark.length - at);
    if (end <= from) continue;
    put(start, false);
    put(end, true);
  }
  put(text.length, false);
  return pieces;
}
