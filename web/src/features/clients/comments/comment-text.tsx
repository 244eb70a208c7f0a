/** The words of a comment with the colleagues it names. */
import { useMemo } from "react";
import { useEmployees } from "@/api/queries";
import styles from "./comments.module.css";
import { allWords, mentionRuns } from "./mentions";

export function CommentText({ text, className }: { text: string; className?: string | undefined }) {
  const employees = useEmployees();
  const runs = useMemo(() => mentionRuns(text, allWords(employees)), [text, employees]);
  return (
    <span className={className} dir="auto">
      {runs.map((run) =>
        run.mention ? (
          <span key={run.at} className={styles.mention}>
            {run.text}
          </span>
        ) : (
          run.text
        ),
      )}
    </span>
  );
}
