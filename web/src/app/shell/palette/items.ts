/** What the palette offers. A group is a title and its lines; other searches add groups of their own. */
import type { IconPin } from "@tabler/icons-react";
import type { Dialog, Mark } from "@/api/types";
import { find, type Hit } from "./match";

/** The line that hands the typed words over to the search. */
export const SEARCH = "search";

export interface Item {
  id: string;
  label: string;
  hint?: string | undefined;
  keys?: string | undefined;
  icon?: typeof IconPin;
  /** A line that is a client: it has actions of its own, and a face instead of an icon. */
  dialog?: Dialog;
  /** Marks in the label that the server made: a message, which takes the room, and whose client stands in the hint. */
  marks?: readonly Mark[];
  danger?: boolean | undefined;
  /** Found by the server by what the line does not show: a phone, an e-mail. */
  sure?: boolean;
  /** Where the focus goes is settled by what is run: another dialog, a window. */
  leads?: boolean;
  run: () => void;
}

export interface Group {
  key: string;
  title: string;
  items: Item[];
}

export interface Line extends Item {
  hit: Hit | null;
}

/** The lines that answer what was typed, the best first, at most so many. Everything, when nothing was typed. */
export function answering(items: readonly Item[], words: readonly string[], most: number): Line[] {
  if (words.length === 0) return items.slice(0, most).map((item) => ({ ...item, hit: null }));
  return items
    .map((item) => ({ ...item, hit: find(item.label, words) }))
    .filter((line) => line.hit !== null || line.sure)
    .sort((a, b) => (a.hit?.rank ?? 3) - (b.hit?.rank ?? 3))
    .slice(0, most);
}
