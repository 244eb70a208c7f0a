/** Words with what was looked for marked in them. */
import type { Mark } from "@/api/types";
import { cut } from "@/lib/marks";
import styles from "./marked.module.css";

export interface MarkedProps {
  text: string;
  marks: readonly Mark[];
  /** Where this stretch begins in the text that the marks count in. */
  at?: number;
  /** The place the reader has stepped to. */
  current?: boolean;
}

export function Marked({ text, marks, at = 0, current = false }: MarkedProps) {
  if (marks.length === 0) return text;
  return cut(text, marks, at).map((piece) =>
    piece.marked ? (
      <mark key={piece.at} className={`${styles.mark} ${current ? styles.current : ""}`}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
