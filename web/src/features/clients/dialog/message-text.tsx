/** The words of a message with their marks. Nothing in them is ever read as HTML. */
import { useMemo, useState } from "react";
import type { Entity, Mark } from "@/api/types";
import { Marked } from "@/components/marked";
import { useTranslation } from "@/i18n/use-translation";
import { type Run, runs } from "./entities";
import styles from "./message.module.css";

export interface Marking {
  marks: readonly Mark[];
  /** The reader has stepped to this message. */
  current: boolean;
}

export function MessageText({ text, entities, marking }: { text: string; entities: readonly Entity[]; marking: Marking }) {
  const parts = useMemo(() => {
    let at = 0;
    return runs(text, entities).map((run) => {
      const key = at;
      at += run.text.length;
      return { run, key };
    });
  }, [text, entities]);
  return (
    <span className={styles.text} dir="auto">
      {parts.map(({ run, key }) => (
        <Piece key={key} run={run}>
          <Marked text={run.text} at={key} {...marking} />
        </Piece>
      ))}
    </span>
  );
}

function Piece({ run, children }: { run: Run; children: React.ReactNode }) {
  const inner = run.types.reduce<React.ReactNode>((node, type) => wrap(type, node), children);
  if (!run.href) return inner;
  return (
    <a href={run.href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {inner}
    </a>
  );
}

function wrap(type: Entity["type"], node: React.ReactNode): React.ReactNode {
  switch (type) {
    case "bold":
      return <b>{node}</b>;
    case "italic":
      return <i>{node}</i>;
    case "underline":
      return <u>{node}</u>;
    case "strike":
      return <s>{node}</s>;
    case "code":
      return <code className={styles.code}>{node}</code>;
    case "pre":
      return <code className={styles.pre}>{node}</code>;
    case "quote":
      return <q className={styles.quoted}>{node}</q>;
    case "spoiler":
      return <Spoiler>{node}</Spoiler>;
    case "link":
      return node;
  }
}

function Spoiler({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation("clients");
  const [shown, setShown] = useState(false);
  if (shown) return children;
  return (
    <button type="button" className={styles.spoiler} aria-label={t("message.spoiler")} onClick={() => setShown(true)}>
      <span aria-hidden>{children}</span>
    </button>
  );
}
