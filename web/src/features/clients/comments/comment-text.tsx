/** The words of a comment with the colleagues it names. */
import { useMemo } from "react";
import { useEmployees } from "@/api/queries";
import type { Mark } from "@/api/types";
import { Marked } from "@/components/marked";
import styles from "./comments.module.css";
import { allWords, mentionRuns } from "./mentions";

export interface CommentTextProps {
  text: string;
  className?: string | undefined;
  marking?: { marks: readonly Mark[]; current: boolean };
}

const unmarked = { marks: [], current: false };

export function CommentText({ text, className, marking = unmarked }: CommentTextProps) {
  const employees = useEmployees();
  const runs = useMemo(() => mentionRuns(text, allWords(employees)), [text, employees]);
  return (
    <span className={className} dir="auto">
      {runs.map((run) =>
        run.mention ? (
          <span key={run.at} className={styles.mention}>
            <Marked text={run.text} at={run.at} {...marking} />
          </span>
        ) : (
          <Marked key={run.at} text={run.text} at={run.at} {...marking} />
        ),
      )}
    </span>
  );
}
