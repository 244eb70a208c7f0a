/** What the live socket knows that no server answer holds: the connection itself, who types, who looks. */
import { createStore } from "@/lib/store";

/**
 * `connecting` before the first welcome, `open` in order; while reconnecting `lost`, or `away` when the server answers
 * but cannot reach its own storage.
 */
export type Connection = "connecting" | "open" | "lost" | "away";

export interface Typist {
  who: "client" | "employee";
  employee_id: number | null;
  name: string;
  until: number;
}

export const connection = createStore<Connection>("connecting");
export const isLost = (state: Connection): state is "lost" | "away" => state === "lost" || state === "away";
/** The version of the server behind the socket; another one than at start means a newer page is there. */
export const serverVersion = createStore<string | null>(null);
/** By client id. */
export const typists = createStore<ReadonlyMap<number, readonly Typist[]>>(new Map());
/** Who has the dialog open besides me, by client id; known of the open one only. */
export const viewers = createStore<ReadonlyMap<number, readonly number[]>>(new Map());

const TYPING_MS = 6_000;

export function noteTyping(client: number, typist: Omit<Typist, "until">, now: number): void {
  typists.set((all) => {
    const others = (all.get(client) ?? []).filter((t) => t.until > now && !(t.who === typist.who && t.employee_id === typist.employee_id));
    return new Map(all).set(client, [...others, { ...typist, until: now + TYPING_MS }]);
  });
  setTimeout(() => expireTyping(client), TYPING_MS + 50);
}

/** A message has come: its author no longer types. */
export function endTyping(client: number, who: Typist["who"], employee: number | null): void {
  const left = (typists.get().get(client) ?? []).filter((t) => !(t.who === who && t.employee_id === employee));
  replaceTypists(client, left);
}

function expireTyping(client: number): void {
  const now = Date.now();
  const left = (typists.get().get(client) ?? []).filter((t) => t.until > now);
  replaceTypists(client, left);
}

function replaceTypists(client: number, left: readonly Typist[]): void {
  const all = typists.get();
  if ((all.get(client)?.length ?? 0) === left.length) return;
  const next = new Map(all);
  if (left.length === 0) next.delete(client);
  else next.set(client, left);
  typists.set(next);
}
