/**
 * Keys of the page, matched by their place on the keyboard (`event.code`), so they work in every layout.
 * Single keys are silent inside fields and open windows, and all that print a character can be turned off in the profile
 * (WCAG 2.1.4): letters, brackets, slash, digits.
 */
import { useEffect, useRef } from "react";
import { useMe } from "@/api/session";

export type Keys = Partial<Record<string, (event: KeyboardEvent) => void>>;

const printing = /^(Shift\+)?(Key|Bracket|Slash|Digit)/;

/** Names: "KeyJ", "Shift+KeyA", "Mod+KeyF" (Ctrl, on a Mac Cmd). */
export function useShortcuts(keys: Keys): void {
  const letters = useMe().employee.letter_keys;
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing || elsewhere(event.target, event.code.startsWith("Arrow"))) return;
      const name = nameOf(event);
      if (!letters && printing.test(name)) return;
      const run = latest.current[name];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [letters]);
}

function nameOf(event: KeyboardEvent): string {
  // Where the question mark lies elsewhere it is found by its sign.
  if (event.key === "?") return "Shift+Slash";
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  // Shift is part of "?" and the like; it counts only with letters.
  const shift = event.shiftKey && (event.code.startsWith("Key") || event.code === "Slash") ? "Shift+" : "";
  return mod + shift + event.code;
}

/** Fields, menus and windows keep their keys; in the log and on the grip the arrows already have a meaning. */
function elsewhere(target: EventTarget | null, arrow: boolean): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (arrow && target.closest("[role=log], [role=separator]")) return true;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=dialog], [role=tablist]")) return true;
  return document.querySelector(".mantine-Modal-content, .mantine-Drawer-content") !== null;
}
