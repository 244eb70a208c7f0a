/** Which dialog of the list comes after this one. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys, type ListFilter } from "@/api/keys";
import type { Dialog, DialogsPage } from "@/api/types";

/** The next one below that waits for an answer of this employee; then from the top of the list. */
export function nextWaiting(client: QueryClient, filter: ListFilter, current: number, me: number): number | null {
  const rows = rowsOf(client, filter);
  const at = rows.findIndex((row) => row.client_id === current);
  const inOrder = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))];
  const waits = (row: Dialog) =>
    row.client_id !== current && row.unanswered && !row.blocked && (row.responsible_id === null || row.responsible_id === me);
  return inOrder.find(waits)?.client_id ?? null;
}

/** The row below, for the last one the row above. */
export function neighbour(client: QueryClient, filter: ListFilter, current: number): number | null {
  const rows = rowsOf(client, filter);
  const at = rows.findIndex((row) => row.client_id === current);
  return at < 0 ? null : ((rows[at + 1] ?? rows[at - 1])?.client_id ?? null);
}

function rowsOf(client: QueryClient, filter: ListFilter): Dialog[] {
  return client.getQueryData<InfiniteData<DialogsPage>>(keys.list(filter))?.pages.flatMap((page) => page.items) ?? [];
}
