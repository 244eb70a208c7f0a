/**
 * What the search in a dialog tells the rest of the section: that it is open, and what to mark in which message.
 * Small on purpose: the search itself comes only when it is asked for.
 */
import type { Mark } from "@/api/types";
import { createStore, useStore } from "@/lib/store";

/** The dialog whose search is open; `turn` grows when it is asked for again. */
export const finding = createStore<{ client: number; turn: number } | null>(null);

export function openFind(client: number): void {
  finding.set((now) => ({ client, turn: (now?.turn ?? 0) + 1 }));
}

export interface Found {
  marks: ReadonlyMap<number, readonly Mark[]>;
  /** The message the reader has stepped to. */
  current: number | null;
}

export const nothingFound: Found = { marks: new Map(), current: null };
export const found = createStore<Found>(nothingFound);

const none: readonly Mark[] = [];

export function useFound(message: number): { marks: readonly Mark[]; current: boolean } {
  const marks = useStore(found, (all) => all.marks.get(message) ?? none);
  const current = useStore(found, (all) => all.current === message);
  return { marks, current };
}
