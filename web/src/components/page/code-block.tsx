/** Code or raw text with its parts coloured, and a copy button in the corner. */
import { CopyIcon } from "@/components/copy-button";
import styles from "./page.module.css";

export interface CodePart {
  part: "key" | "text" | "number" | "tag" | "note" | null;
  text: string;
}

const JSON_PARTS = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;
const HTML_PARTS = /(<!--.*?-->|^\/\/.*$)|(<\/?[a-z]+|>)|([a-z-]+)(?==)|("[^"]*")/gm;

/** Pretty JSON with keys and values marked; text that is no JSON stays as it is. */
export function jsonParts(raw: string): CodePart[] {
  let pretty: string;
  try {
    pretty = JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return [{ part: null, text: raw }];
  }
  return split(
    pretty,
    JSON_PARTS,
    (match) => (match[1] ? (match[2] ? "key" : "text") : "number"),
    (match) => match[1] ?? match[0],
  );
}

export function htmlParts(code: string): CodePart[] {
  return split(code, HTML_PARTS, (match) => (match[1] ? "note" : match[2] ? "tag" : match[3] ? "key" : "text"));
}

function split(
  text: string,
  pattern: RegExp,
  kind: (match: RegExpMatchArray) => CodePart["part"],
  marked: (match: RegExpMatchArray) => string = (match) => match[0],
): CodePart[] {
  const parts: CodePart[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index ?? 0;
    if (start > at) parts.push({ part: null, text: text.slice(at, start) });
    const word = marked(match);
    parts.push({ part: kind(match), text: word });
    at = start + word.length;
  }
  if (at < text.length) parts.push({ part: null, text: text.slice(at) });
  return parts;
}

export function CodeBlock(props: { parts: CodePart[]; label: string; copy?: { text: string; label: string }; wrap?: boolean }) {
  return (
    <div className={styles.codeBox}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls, and must scroll from the keyboard too */}
      <pre className={styles.code} data-wrap={props.wrap || undefined} aria-label={props.label} role="region" tabIndex={0}>
        {props.parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <i key={at} data-part={part.part ?? undefined}>
            {part.text}
          </i>
        ))}
      </pre>
      {props.copy ? (
        <span className={styles.codeCopy}>
          <CopyIcon text={props.copy.text} label={props.copy.label} />
        </span>
      ) : null}
    </div>
  );
}
