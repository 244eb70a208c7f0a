/**
 * The list that a sign typed in a field opens: "@" colleagues, ":" emoji. The field keeps the focus; arrows move, Enter or Tab
 * takes, Esc closes until the sign is typed anew.
 */
import { type ChangeEvent, type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from "react";
import styles from "./completion.module.css";

/** What is being typed at the caret: where its sign stands and what follows it. */
export interface Typed {
  from: number;
  query: string;
}

export interface Option {
  key: string;
  /** What takes the place of what was typed. */
  word: string;
  row: ReactNode;
}

/** One kind of words that can be completed. */
export interface Source {
  /** The name of the list. */
  label: string;
  at: (text: string, caret: number) => Typed | null;
  /** At most so many as the list shows. */
  find: (query: string) => readonly Option[];
}

export interface CompletionOf {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  /** The first that has something for what is typed is shown; none switches completion off. */
  sources: readonly Source[];
  /** The list opens under the field instead of above it. */
  below?: boolean;
}

export interface Completion {
  list: ReactNode;
  field: {
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => void;
    onSelect: () => void;
    "aria-autocomplete"?: "list";
    "aria-controls"?: string;
    "aria-activedescendant"?: string;
  };
  /** True when the key was meant for the list. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Writes at the caret, over what is marked, and leaves the caret behind it; `focus: false` leaves the keyboard where it is. */
  insert: (words: string | ((before: string) => string), how?: { focus: boolean }) => void;
}

export function useCompletion({ field, text, onText, sources, below }: CompletionOf): Completion {
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState<number | null>(null);
  const now = typedAt(sources, text, caret);
  const found = now && closed !== now.typed.from ? now.source.find(now.typed.query) : [];
  const active = Math.min(at, found.length - 1);

  const place = (next: string, to: number, focus = true) => {
    onText(next);
    setCaret(to);
    setAt(0);
    requestAnimationFrame(() => {
      if (focus) field.current?.focus();
      field.current?.setSelectionRange(to, to);
    });
  };
  const take = ({ word }: Option) => {
    // Where the caret is now: its last report may be a letter behind a fast hand.
    const at = field.current?.selectionStart ?? caret;
    const typed = now?.source.at(text, at);
    if (!typed) return;
    const rest = word.endsWith(" ") ? text.slice(at).replace(/^ /, "") : text.slice(at);
    place(text.slice(0, typed.from) + word + rest, typed.from + word.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (found.length === 0 || now === null || event.ctrlKey || event.metaKey) return false;
    const chosen = found[active];
    if (event.key === "ArrowDown") setAt((active + 1) % found.length);
    else if (event.key === "ArrowUp") setAt((active - 1 + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
    else if (event.key === "Escape") setClosed(now.typed.from);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    list:
      now && found.length > 0 ? (
        <List id={id} label={now.source.label} below={below ?? false} options={found} active={active} onTake={take} />
      ) : null,
    field: {
      onChange: (event) => {
        setCaret(event.currentTarget.selectionStart);
        onText(event.currentTarget.value);
      },
      onSelect: () => {
        setCaret(field.current?.selectionStart ?? 0);
        if (now === null) setClosed(null);
      },
      ...(sources.length > 0 ? { "aria-autocomplete": "list" as const } : {}),
      ...(found.length > 0 ? { "aria-controls": id, "aria-activedescendant": `${id}-${active}` } : {}),
    },
    onKeyDown,
    insert: (words, how) => {
      const from = field.current?.selectionStart ?? text.length;
      const to = field.current?.selectionEnd ?? from;
      const before = text.slice(0, from);
      const written = typeof words === "function" ? words(before) : words;
      setClosed(null);
      place(before + written + text.slice(to), from + written.length, how?.focus);
    },
  };
}

function typedAt(sources: readonly Source[], text: string, caret: number): { source: Source; typed: Typed } | null {
  for (const source of sources) {
    const typed = source.at(text, caret);
    if (typed) return { source, typed };
  }
  return null;
}

interface ListProps {
  id: string;
  label: string;
  below: boolean;
  options: readonly Option[];
  active: number;
  onTake: (option: Option) => void;
}

function List({ id, label, below, options, active, onTake }: ListProps) {
  return (
    <div id={id} role="listbox" aria-label={label} className={styles.list} data-below={below || undefined}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field points at it by aria-activedescendant
        <div
          key={option.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={styles.option}
          // A press must not take the focus out of the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          {option.row}
        </div>
      ))}
    </div>
  );
}
