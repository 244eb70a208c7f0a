/** A row of tabs with one focus stop: arrows, Home and End move and choose at once. */
import { type KeyboardEvent, type ReactNode, useRef } from "react";

export interface RovingTabsProps<Name extends string> {
  label: string;
  names: readonly Name[];
  /** The chosen one may stand elsewhere, in a menu beside the row. */
  value: string;
  onChange: (name: Name) => void;
  /** Id of the panel that the tabs change. */
  controls: string;
  className?: string | undefined;
  tabClassName?: string | undefined;
  children: (name: Name) => ReactNode;
}

export function RovingTabs<Name extends string>(props: RovingTabsProps<Name>) {
  const { names, value, onChange } = props;
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const chosen = (names as readonly string[]).indexOf(value);
  const move = (to: number) => {
    const index = (to + names.length) % names.length;
    const name = names[index];
    if (name !== undefined) onChange(name);
    buttons.current[index]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.key === "ArrowRight") move(index + 1);
    else if (event.key === "ArrowLeft") move(index - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(names.length - 1);
    else return;
    event.preventDefault();
  };
  return (
    <div role="tablist" aria-label={props.label} className={props.className}>
      {names.map((name, index) => (
        <button
          key={name}
          ref={(element) => {
            buttons.current[index] = element;
          }}
          type="button"
          role="tab"
          aria-selected={index === chosen}
          aria-controls={props.controls}
          tabIndex={index === Math.max(0, chosen) ? 0 : -1}
          className={props.tabClassName}
          onClick={() => onChange(name)}
          onKeyDown={(event) => onKeyDown(event, index)}
        >
          {props.children(name)}
        </button>
      ))}
    </div>
  );
}
