/** The parts that pages are laid out from: header, state tag, tiles, code, tables' waiting rows. */
import { TextInput } from "@mantine/core";
import { IconArrowLeft, IconBrandTelegram, IconMessageCircle, IconMoodSmile, IconSearch, IconTerminal2 } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import type { ChannelKind } from "@/api/types";
import { CopyIcon } from "@/components/copy-button";
import { IconButton } from "@/components/icon-button";
import styles from "./page.module.css";

export { styles as page };

/** The header of a page; with `onBack` it starts with the arrow. */
export function PageHead(props: {
  title: ReactNode;
  lead?: ReactNode;
  back?: { label: string; go: () => void; phonesOnly?: boolean };
  children?: ReactNode;
}) {
  return (
    <header className={styles.head} data-back={props.back && !props.back.phonesOnly ? true : undefined}>
      {props.back ? (
        <IconButton
          label={props.back.label}
          onClick={props.back.go}
          className={props.back.phonesOnly ? "mantine-hidden-from-sm" : undefined}
          size="lg"
        >
          <IconArrowLeft size={20} stroke={1.75} />
        </IconButton>
      ) : null}
      {typeof props.title === "string" ? <h1>{props.title}</h1> : props.title}
      {props.lead ? <span className={styles.lead}>{props.lead}</span> : null}
      <span className={styles.grow} />
      {props.children}
    </header>
  );
}

export function Box(props: { label?: string; pad?: boolean; className?: string | undefined; children: ReactNode }) {
  return (
    <section
      className={`${styles.box} ${props.className ?? ""}`}
      {...(props.label ? { "aria-label": props.label } : {})}
      data-pad={props.pad || undefined}
    >
      {props.children}
    </section>
  );
}

export type Tone = "good" | "bad" | "wait" | "quiet";

/** State in an icon and a word, never in a colour alone. */
export function StateTag({ tone, icon, children }: { tone: Tone; icon: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}

const marks = { telegram: IconBrandTelegram, site_chat: IconMessageCircle, demo: IconMoodSmile } as const;

/** The messenger as a square tile, for lists and headers of channels. */
export function ChannelTile({ kind, size = 40 }: { kind: ChannelKind; size?: number }) {
  const Mark = marks[kind];
  return (
    <span className={styles.tile} data-kind={kind} style={{ width: size, height: size, borderRadius: size * 0.26 }} aria-hidden>
      <Mark stroke={1.75} />
    </span>
  );
}

export function SearchField(props: { label: string; value: string; onChange: (value: string) => void; small?: boolean }) {
  return (
    <TextInput
      className={styles.search}
      variant="filled"
      size="sm"
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      maxLength={100}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
    />
  );
}

/** A command for the server's console, with a copy button. */
export function Command({ before, command, copyLabel }: { before?: string; command: string; copyLabel: string }) {
  return (
    <div className={styles.command}>
      <IconTerminal2 size={16} stroke={1.75} aria-hidden />
      <span>
        {before ? `${before} ` : null}
        <code>{command}</code>
      </span>
      <CopyIcon text={command} label={copyLabel} />
    </div>
  );
}

/** Rows of the real height while the real ones are on their way; nothing for the first 300 ms. */
export function WaitingRows({ rows = 4, label }: { rows?: number; label: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return <div style={{ minHeight: 58 * rows }} aria-busy="true" />;
  return (
    <div className={styles.skeleton} aria-busy="true" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div className={styles.skeletonRow} key={row}>
          <i style={{ width: 40, height: 40 }} />
          <span style={{ display: "grid", gap: 6, flex: 1 }}>
            <i style={{ width: "28%", height: 10 }} />
            <i style={{ width: "18%", height: 8 }} />
          </span>
        </div>
      ))}
    </div>
  );
}
