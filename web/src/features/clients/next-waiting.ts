/** The next dialog below this one that waits for an answer of this employee; then from the top of the list. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys, type ListFilter } from "@/api/keys";
import type { Dialog, DialogsPage } from "@/api/types";

export function nextWaiting(client: QueryClient, filter: ListFilter, current: number, me: number): number | null {
  const list = client.getQueryData<InfiniteData<DialogsPage>>(keys.list(filter));
  const rows = list?.pages.flatMap((page) => page.items) ?? [];
  const at = rows.findIndex((row) => row.client_id === current);
  const inOrder = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))];
  const waits = (row: Dialog) =>
    row.client_id !== current && row.unanswered && !row.blocked && (row.responsible_id === null || row.responsible_id === me);
  return inOrder.find(waits)?.client_id ?? null;
}
