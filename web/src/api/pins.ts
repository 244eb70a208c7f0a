/** The pinned messages of a dialog: their order and how the bar steps through them. Pure functions. */
import type { Message } from "./types";

/** The list after one message was pinned, unpinned, changed or deleted; the same list when it is not concerned. */
export function withPin(pins: Message[], message: Message): Message[] {
  const there = pins.some((pin) => pin.id === message.id);
  const pinned = message.pinned_at !== null && message.deleted_at === null;
  if (!there && !pinned) return pins;
  const others = pins.filter((pin) => pin.id !== message.id);
  return pinned ? [...others, message].sort(latestPin) : others;
}

/** The latest pin first. */
function latestPin(a: Message, b: Message): number {
  return (b.pinned_at ?? 0) - (a.pinned_at ?? 0) || b.id - a.id;
}

/** Which of them the bar shows: the one it has stepped to, the latest when that one is gone. Counted from one. */
export function shownPin(pins: readonly Message[], at: number | null): { pin: Message; place: number; of: number } | null {
  const index = Math.max(
    0,
    pins.findIndex((pin) => pin.id === at),
  );
  const pin = pins[index];
  return pin ? { pin, place: index + 1, of: pins.length } : null;
}

/** The one after it, from the last one back to the latest. */
export function nextPin(pins: readonly Message[], at: number): number | null {
  const index = pins.findIndex((pin) => pin.id === at);
  return pins[(index + 1) % Math.max(1, pins.length)]?.id ?? null;
}
