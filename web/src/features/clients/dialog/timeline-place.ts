/** Where the reader stands in the timeline: the place of the opening, and the ways to one message of it. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStore } from "@/lib/store";
import { wantedMessage } from "../jump";
import type { Line } from "./timeline-items";
import type { useMessages } from "./use-messages";

const FLASH_MS = 1_600;

type Virtual = { scrollToIndex: (index: number, options?: { align?: "start" | "center" | "end" }) => void; scrollToEnd: () => void };

/**
 * Opening: at the divider when something is unread, otherwise at the end. Once, then the reader is in charge.
 * Until it is true nothing may be reported as seen and no older page asked for: the box still stands at its top.
 */
export function useFirstPlace(lines: Line[], ready: boolean, virtual: Virtual): boolean {
  const [placed, setPlaced] = useState(false);
  useLayoutEffect(() => {
    if (placed || lines.length === 0 || !ready) return;
    const divider = lines.findIndex((line) => line.kind === "new");
    if (divider > 0) virtual.scrollToIndex(Math.max(0, divider - 2), { align: "start" });
    else virtual.scrollToEnd();
    // Rows are measured in the frames after the jump; the place is final when they are.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPlaced(true));
    });
    return () => cancelAnimationFrame(frame);
  }, [lines, ready, placed, virtual]);
  return placed;
}

/** To a quoted message: scroll to it when it is loaded, else load the page around it. */
export function useJump(lines: Line[], window: Pick<ReturnType<typeof useMessages>, "showAround">, virtual: Virtual) {
  const [target, setTarget] = useState<number | null>(null);
  const [flash, setFlash] = useState<number | null>(null);
  const index = target === null ? -1 : lines.findIndex((line) => line.kind === "message" && line.message.id === target);
  useEffect(() => {
    if (target === null || index < 0) return;
    virtual.scrollToIndex(index, { align: "center" });
    setFlash(target);
    setTarget(null);
  }, [target, index, virtual]);
  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);
  const latest = useRef({ lines, window });
  latest.current = { lines, window };
  // Always the same function: a new one would have every message drawn again on every step of scrolling.
  const to = useCallback((message: number) => {
    const now = latest.current;
    const loaded = now.lines.some((line) => line.kind === "message" && line.message.id === message);
    setTarget(message);
    if (!loaded) now.window.showAround(message).catch(() => setTarget(null));
  }, []);
  return { to, flash };
}

/** A message asked for from outside this log. */
export function useWanted(client: number, placed: boolean, to: (message: number) => void): void {
  const wanted = useStore(wantedMessage);
  const latest = useRef(to);
  latest.current = to;
  useEffect(() => {
    if (!placed || wanted?.client !== client) return;
    wantedMessage.set(null);
    latest.current(wanted.message);
  }, [wanted, placed, client]);
}
