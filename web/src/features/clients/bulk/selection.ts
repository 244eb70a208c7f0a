/**
 * Which dialogs are chosen for one action. By id, so that new messages and scrolling change nothing; or all that fit the list
 * but some, for what is not loaded. Null: nothing is being chosen.
 */
import type { ListFilter } from "@/api/keys";
import type { Selection } from "@/api/types";
import { createStore } from "@/lib/store";

export type Picked = { list: ListFilter | null; ids: ReadonlySet<number>; anchor: number | null };

/** With a list: all of it but `ids`. */
export const picked = createStore<Picked | null>(null);

/** What the server takes by name. */
export const NAMED_MAX = 1_000;

export function isPicked(now: Picked | null, client: number): boolean {
  return now !== null && now.ids.has(client) !== (now.list !== null);
}

/** One more or one less; whoever takes the last one away goes on choosing. */
export function toggled(now: Picked | null, client: number): Picked {
  const ids = new Set(now?.ids);
  if (!ids.delete(client)) ids.add(client);
  return { list: now?.list ?? null, ids, anchor: client };
}

/** From the last one touched to this one, in the order of the rows; all become what the last one is. */
export function ranged(now: Picked | null, client: number, rows: readonly number[]): Picked {
  const from = rows.indexOf(now?.anchor ?? client);
  const to = rows.indexOf(client);
  if (now === null || from < 0 || to < 0) return toggled(now, client);
  const on = now.anchor === null || isPicked(now, now.anchor);
  const ids = new Set(now.ids);
  for (const id of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on === (now.list === null)) ids.add(id);
    else ids.delete(id);
  }
  return { ...now, ids };
}

export function pick(client: number, rows: readonly number[], range: boolean): void {
  picked.set((now) => (range ? ranged(now, client, rows) : toggled(now, client)));
}

export function selectionOf({ list, ids }: Picked): Selection {
  if (list) return { tab: list.tab, filter: list.filter, except_ids: [...ids] };
  return { client_ids: [...ids] };
}
