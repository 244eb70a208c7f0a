/**
 * Ctrl+F (by its place on the keyboard) opens the search in the open dialog, also from inside a field. In the search's own
 * field the key is the browser's again: who presses it twice wants to search the page.
 */
import { useEffect } from "react";
import { openFind } from "./found";

export const FIND_ID = "find-field";

export function useFindKey(client: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const mod = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!mod || event.code !== "KeyF" || event.defaultPrevented || event.isComposing) return;
      if (event.target instanceof HTMLElement && event.target.id === FIND_ID) return;
      if (document.querySelector(".mantine-Modal-content, .mantine-Drawer-content") !== null) return;
      event.preventDefault();
      openFind(client);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [client]);
}
