/** Snapshots of this section; the live socket keeps them fresh afterwards. */
import { queryOptions, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { knownDialog } from "@/api/dialog-cache";
import { filterParam } from "@/api/filter";
import { keys, type ListFilter } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get } from "@/api/request";
import type { Client, Dialog, DialogsPage } from "@/api/types";

const PAGE = 50;

export function useDialogList(filter: ListFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      snapshot(() =>
        get<DialogsPage>("/api/v1/dialogs", {
          query: { tab: filter.tab, filter: filterParam(filter.filter), cursor: pageParam, limit: PAGE },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // While a filter changes the former rows stay until the new ones are there; another tab is another list.
    placeholderData: (former, query) => ((query?.queryKey[1] as ListFilter | undefined)?.tab === filter.tab ? former : undefined),
  });
  const rows = useMemo(() => distinct(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  return { ...query, rows };
}

/** A row that moved up while its old page was on the way would stand in the list twice. */
function distinct(rows: Dialog[]): Dialog[] {
  const seen = new Set<number>();
  return rows.filter((row) => (seen.has(row.client_id) ? false : seen.add(row.client_id)));
}

/** The row is drawn at once from the list; the server's own answer follows, exact to the last counter. */
export function useDialog(client: number) {
  const queryClient = useQueryClient();
  return useQuery<Dialog>({
    queryKey: keys.dialog(client),
    queryFn: ({ signal }) => snapshot(() => get<Dialog>(`/api/v1/dialogs/${client}`, { signal })),
    placeholderData: knownDialog(queryClient, client),
  });
}

export const clientQuery = (client: number) =>
  queryOptions({
    queryKey: keys.client(client),
    queryFn: ({ signal }) => snapshot(() => get<Client>(`/api/v1/clients/${client}`, { signal })),
  });
