/** Finding an emoji by what it is called, for `:name` in the field. */
import type { Typed } from "@/components/completion";

export interface NamedEmoji {
  emoji: string;
  annotation: string;
  tags?: readonly string[];
  shortcodes?: readonly string[];
}

const LEAST = 2;

/** The ":" being typed at the caret, from the second letter on: a time or an address is no name. */
export function emojiAt(text: string, caret: number): Typed | null {
  const found = /(?:^|[\s(«"])(:([\p{L}_+-][\p{L}\p{N}_+-]*))$/u.exec(text.slice(0, caret));
  const query = found?.[2] ?? "";
  return query.length < LEAST ? null : { from: caret - query.length - 1, query };
}

interface Entry {
  one: NamedEmoji;
  words: string[];
}

export type Index = readonly Entry[];

export function indexed(all: readonly NamedEmoji[]): Index {
  return all.map((one) => ({
    one,
    words: [...(one.shortcodes ?? []), ...one.annotation.split(/[\s,]+/), ...(one.tags ?? [])].map(fold),
  }));
}

/** Those who have a word that begins so; a word that is all of it comes first, then the order of the emoji themselves. */
export function emojiNamed(index: Index, query: string, most: number): NamedEmoji[] {
  const needle = fold(query);
  const whole: NamedEmoji[] = [];
  const begun: NamedEmoji[] = [];
  for (const { one, words } of index) {
    if (words.includes(needle)) whole.push(one);
    else if (begun.length < most && words.some((word) => word.startsWith(needle))) begun.push(one);
    if (whole.length >= most) break;
  }
  return [...whole, ...begun].slice(0, most);
}

const fold = (text: string) => text.toLowerCase().replaceAll("ё", "е");
