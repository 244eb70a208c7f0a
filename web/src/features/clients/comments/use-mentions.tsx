/** The list of colleagues that "@" opens in a field for comments: arrows move, Enter or Tab takes, Esc closes. */
import { type ChangeEvent, type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from "react";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Employee } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./comments.module.css";
import { matching, mentionAt, mentionable, mentionIds, mentionWord } from "./mentions";

const SHOWN = 8;

export interface MentionsOf {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  /** Messages to the client name nobody. */
  on: boolean;
  responsible: number | null;
}

export interface Mentions {
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
  /** The "@" of the toolbar. */
  begin: () => void;
  /** Whom these words name. */
  ids: (text: string) => number[];
}

export function useMentions({ field, text, onText, on, responsible }: MentionsOf): Mentions {
  const id = useId();
  const employees = useEmployees();
  const me = useMe().employee.id;
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState<number | null>(null);
  const people = mentionable(employees, responsible, me);
  const typed = on ? mentionAt(text, caret) : null;
  const found = typed && closed !== typed.from ? matching(people, typed.query).slice(0, SHOWN) : [];
  const active = Math.min(at, found.length - 1);

  const place = (next: string, to: number) => {
    onText(next);
    setCaret(to);
    setAt(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(to, to);
    });
  };
  const take = (employee: Employee) => {
    // Where the caret is now: its last report may be a letter behind a fast hand.
    const at = field.current?.selectionStart ?? caret;
    const typed = mentionAt(text, at);
    if (!typed) return;
    const word = `@${mentionWord(employee, employees)} `;
    const rest = text.slice(at).replace(/^ /, "");
    place(text.slice(0, typed.from) + word + rest, typed.from + word.length);
  };
  const begin = () => {
    const from = field.current?.selectionStart ?? text.length;
    const sign = /(^|\s)$/.test(text.slice(0, from)) ? "@" : " @";
    setClosed(null);
    place(text.slice(0, from) + sign + text.slice(from), from + sign.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (found.length === 0 || typed === null || event.ctrlKey || event.metaKey) return false;
    const chosen = found[active];
    if (event.key === "ArrowDown") setAt((active + 1) % found.length);
    else if (event.key === "ArrowUp") setAt((active - 1 + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
    else if (event.key === "Escape") setClosed(typed.from);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    list: found.length > 0 ? <List id={id} people={found} active={active} onTake={take} /> : null,
    field: {
      onChange: (event) => {
        setCaret(event.currentTarget.selectionStart);
        onText(event.currentTarget.value);
      },
      onSelect: () => {
        setCaret(field.current?.selectionStart ?? 0);
        if (typed === null) setClosed(null);
      },
      ...(on ? { "aria-autocomplete": "list" as const } : {}),
      ...(found.length > 0 ? { "aria-controls": id, "aria-activedescendant": `${id}-${found[active]?.id}` } : {}),
    },
    onKeyDown,
    begin,
    ids: (words) => mentionIds(words, people, employees),
  };
}

function List({ id, people, active, onTake }: { id: string; people: Employee[]; active: number; onTake: (one: Employee) => void }) {
  const { t } = useTranslation(["clients", "common"]);
  return (
    <div id={id} role="listbox" aria-label={t("comment.colleagues")} className={styles.people}>
      {people.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field points at it by aria-activedescendant
        <div
          key={one.id}
          id={`${id}-${one.id}`}
          role="option"
          aria-selected={index === active}
          className={styles.person}
          // A press must not take the focus out of the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(one)}
        >
          <Avatar id={one.id} name={one.name} url={one.avatar_url} size={28} />
          <span className="ellipsis">{one.name}</span>
          <small data-on={one.status === "on_shift" || undefined}>{t(`common:status.${one.status}`)}</small>
        </div>
      ))}
    </div>
  );
}
