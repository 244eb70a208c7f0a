/** The field and the list of the palette: a combobox whose list box is always open. */
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Marked as MarkedWords } from "@/components/marked";
import { useTranslation } from "@/i18n/use-translation";
import { type Item, type Line, SEARCH } from "./items";
import styles from "./palette.module.css";

const TEXT_MAX = 100;

export interface ViewProps {
  text: string;
  onText: (text: string) => void;
  context: { dialog: Dialog; alone: boolean } | null;
  groups: readonly { key: string; title: string; items: readonly Line[] }[];
  failed: boolean;
  /** The messages were not answered. */
  silent: boolean;
  /** The messages are on their way. */
  pending: boolean;
  onClose: () => void;
  onContext: (dialog: Dialog | null) => void;
  onRun: (item: Item) => void;
}

export function View({ text, onText, context, groups, failed, silent, pending, onClose, onContext, onRun }: ViewProps) {
  const { t } = useTranslation(["palette", "common"]);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const lines = groups.flatMap((group) => group.items);
  const [chosen, setChosen] = useState<string | null>(null);
  // What is chosen stays while lines come and go around it; else the first.
  const at = Math.max(
    0,
    lines.findIndex((line) => line.id === chosen),
  );
  const active = lines[at];
  const search = lines.find((line) => line.id === SEARCH);
  // The line of the search is always there; it is nothing that was found.
  const found = lines.length - (search ? 1 : 0);
  const optionId = (line: Line) => `${id}-${line.id}`;
  useEffect(() => {
    list.current?.querySelector(`[data-line="${active?.id}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);
  const step = (by: number) => setChosen(lines[(at + by + lines.length) % Math.max(1, lines.length)]?.id ?? null);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "PageDown") setChosen(lines[Math.min(lines.length - 1, at + 6)]?.id ?? null);
    else if (event.key === "PageUp") setChosen(lines[Math.max(0, at - 6)]?.id ?? null);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && search) onRun(search);
    else if (event.key === "Enter" && active) onRun(active);
    else if (event.key === "Tab") {
      // Nothing else in the window takes the focus; Tab means the actions of the line.
      if (!event.shiftKey && active?.dialog && !context?.alone) onContext(active.dialog);
      else if (event.shiftKey && context?.alone) onContext(null);
    } else if (event.key === "Backspace" && text === "" && context) onContext(null);
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (context?.alone) onContext(null);
      else onClose();
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.head}>
        <IconSearch size={20} stroke={1.75} aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: a window that is opened to be typed into
          autoFocus
          data-autofocus
          className={styles.field}
          role="combobox"
          aria-label={t("title")}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? optionId(active) : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={TEXT_MAX}
          placeholder={t("placeholder")}
          value={text}
          onChange={(event) => {
            setChosen(null);
            onText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        {context ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.chip}
            aria-label={t("leave", { name: context.dialog.name })}
            onClick={() => onContext(null)}
          >
            <Avatar id={context.dialog.client_id} name={context.dialog.name} url={context.dialog.avatar_url} size={18} />
            <span className="ellipsis">{context.dialog.name}</span>
            <IconX size={14} stroke={2} aria-hidden />
          </button>
        ) : null}
        <kbd aria-hidden>Esc</kbd>
      </div>
      {found === 0 && !pending ? (
        <p className={styles.nothing}>
          <b>{t("nothing")}</b>
          {t("nothingText")}
        </p>
      ) : null}
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t("list")} className={`${styles.list} scroll`}>
        {groups.map((group) => (
          <div key={group.key} role="group" aria-labelledby={`${id}-${group.key}`}>
            <div id={`${id}-${group.key}`} role="presentation" className={styles.title}>
              {group.title}
            </div>
            {group.items.map((line) => (
              <Option key={line.id} id={optionId(line)} line={line} active={line.id === active?.id} onChoose={setChosen} onRun={onRun} />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={failed || silent ? styles.failed : "visually-hidden"}>
        {failed ? t("failed") : silent ? t("silent") : pending ? "" : t("found", { count: found })}
      </p>
      <div className={styles.foot} aria-hidden>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t("foot.choose")}
        </span>
        <span>
          <kbd>Enter</kbd> {t("foot.open")}
        </span>
        <span>
          {context?.alone ? (
            <>
              <kbd>Esc</kbd> {t("foot.back")}
            </>
          ) : (
            <>
              <kbd>Tab</kbd> {t("foot.actions")}
            </>
          )}
        </span>
      </div>
    </>
  );
}

interface OptionProps {
  id: string;
  line: Line;
  active: boolean;
  onChoose: (id: string) => void;
  onRun: (item: Item) => void;
}

function Option({ id, line, active, onChoose, onRun }: OptionProps) {
  const Icon = line.icon;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of its list
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
    <div
      id={id}
      role="option"
      aria-selected={active}
      data-line={line.id}
      data-danger={line.danger || undefined}
      className={styles.line}
      onPointerMove={() => (active ? undefined : onChoose(line.id))}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onRun(line)}
    >
      {Icon ? (
        <Icon size={20} stroke={1.75} aria-hidden />
      ) : line.dialog ? (
        <Avatar
          id={line.dialog.client_id}
          name={line.dialog.name}
          url={line.dialog.avatar_url}
          size={28}
          channel={line.dialog.channel_kind}
        />
      ) : null}
      <span className={`${styles.label} ${line.marks ? styles.words : ""} ellipsis`}>
        {line.marks ? <MarkedWords text={line.label} marks={line.marks} /> : <Marked line={line} />}
      </span>
      {line.hint ? <span className={`${styles.hint} ellipsis`}>{line.hint}</span> : null}
      {line.keys ? (
        <kbd className={styles.keys} aria-hidden>
          {line.keys}
        </kbd>
      ) : null}
    </div>
  );
}

function Marked({ line: { label, hit } }: { line: Line }) {
  if (!hit) return label;
  return (
    <>
      {label.slice(0, hit.from)}
      <mark>{label.slice(hit.from, hit.to)}</mark>
      {label.slice(hit.to)}
    </>
  );
}
