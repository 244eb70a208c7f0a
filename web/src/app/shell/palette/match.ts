/** Whether a line of the palette answers what was typed, where in it, and how well. */
import { layouts } from "@/lib/keyboard-layout";
import { fold } from "@/lib/text";

export interface Hit {
  from: number;
  to: number;
  /** Smaller is better: at the beginning, at the beginning of a word, anywhere. */
  rank: 0 | 1 | 2;
}

/** What may have been meant, the typed words first. Empty: nothing was typed. */
export function wanted(text: string): string[] {
  return [...new Set(layouts(text).map(fold))].filter((words) => words !== "");
}

export function find(label: string, words: readonly string[]): Hit | null {
  // Letter by letter the same length, so that a place here is a place in the label.
  const line = label.toLowerCase().replaceAll("ё", "е");
  for (const one of words) {
    const at = line.indexOf(one);
    if (at < 0) continue;
    const word = [...line.matchAll(/[\p{L}\p{N}]+/gu)].find((match) => line.startsWith(one, match.index));
    const from = word?.index ?? at;
    return { from, to: from + one.length, rank: from === 0 ? 0 : word ? 1 : 2 };
  }
  return null;
}
