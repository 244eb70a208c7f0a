/** Keys that work in every section: "?", G with a digit, Ctrl+K. What they open is loaded when it is first wanted. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { useShortcuts } from "@/components/shortcuts";
import { withWords } from "@/i18n";
import { createStore, useStore } from "@/lib/store";
import { useSections } from "./sections";

const KeysHelp = lazy(() => withWords(() => import("./keys-help")));
const Palette = lazy(() => withWords(() => import("./palette/palette")));

/** The window over the page: the keys open it, and so does the own menu where there are no keys. */
export const pageWindow = createStore<"help" | "palette" | null>(null);

/** How long G waits for its digit. */
const CHORD_MS = 1_500;

export function usePageKeys(): ReactNode {
  const open = useStore(pageWindow);
  const help = () => pageWindow.set("help");
  useSectionKeys();
  useShortcuts({ "Shift+Slash": help });
  useEffect(() => {
    // Before every field and every window: the palette answers from anywhere.
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      pageWindow.set((now) => (now === "palette" ? null : "palette"));
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
  const close = () => pageWindow.set(null);
  return (
    <Suspense fallback={null}>
      {open === "help" ? <KeysHelp onClose={close} /> : null}
      {open === "palette" ? <Palette onClose={close} onHelp={help} /> : null}
    </Suspense>
  );
}

/** G, then the place of a section in the rail. */
function useSectionKeys(): void {
  const navigate = useNavigate();
  const sections = useSections();
  const until = useRef(0);
  const digits = Array.from({ length: 9 }, (_, index) => [
    `Digit${index + 1}`,
    () => {
      const section = Date.now() < until.current ? sections[index] : undefined;
      until.current = 0;
      if (section) void navigate({ to: section.to });
    },
  ]);
  useShortcuts({
    KeyG: () => {
      until.current = Date.now() + CHORD_MS;
    },
    ...Object.fromEntries(digits),
  });
}
