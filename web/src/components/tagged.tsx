/** Words with marked places: `Отправьте <c>/newbot</c>`. Each mark is drawn as its part; nothing in the words is ever read as HTML. */
import { cloneElement, Fragment, type ReactElement } from "react";

export interface TaggedProps {
  text: string;
  /** By the letter of the mark: an element that the marked words are put into. An unknown mark leaves its words bare. */
  parts: Record<string, ReactElement>;
}

export function Tagged({ text, parts }: TaggedProps) {
  // Odd places hold the letter, the ones after them the marked words.
  const pieces = text.split(/<(\w)>(.*?)<\/\1>/s);
  return pieces.map((piece, index) => {
    const mark = index % 3 === 2 ? parts[pieces[index - 1] ?? ""] : undefined;
    if (index % 3 === 1) return null;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never change places
    return mark ? cloneElement(mark, { key: index }, piece) : <Fragment key={index}>{piece}</Fragment>;
  });
}
