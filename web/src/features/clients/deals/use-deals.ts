/** Deals of a client: snapshots that the live socket keeps fresh, and what is done with them. */
import { notifications } from "@mantine/notifications";
import { type InfiniteData, type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get, patch, post, problemOf, put, remove } from "@/api/request";
import type { Deal, DealPatch, DealsPage, NewDeal, NewState } from "@/api/types";
import { useProblemText } from "@/components/problem-text";

const path = (deal: number) => `/api/v1/deals/${deal}`;

export function useDeals(client: number, open: boolean) {
  const query = useInfiniteQuery({
    queryKey: keys.dealList(client, open),
    queryFn: ({ pageParam, signal }) =>
      snapshot(() => get<DealsPage>(`/api/v1/clients/${client}/deals`, { query: { open, before: pageParam }, signal })),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
  });
  const last = query.data?.pages.at(-1);
  return { ...query, deals: query.data?.pages.flatMap((page) => page.items) ?? [], total: last?.total ?? 0, active: last?.open ?? 0 };
}

/** The deal that variables without a prefix are meant for. */
export function useCurrentDeal(client: number): Deal | undefined {
  const { deals } = useDeals(client, true);
  return deals.find((deal) => deal.current) ?? deals[0];
}

/** A list brings the first variables and the beginnings of long values: saving one of those would lose the rest. */
export function useWholeDeal(deal: Deal | undefined) {
  const query = useQuery({
    queryKey: keys.deal(deal?.client_id ?? 0, deal?.id ?? 0),
    queryFn: ({ signal }) => snapshot(() => get<Deal>(path(deal?.id ?? 0), { signal })),
    enabled: deal !== undefined && !deal.variables_complete,
  });
  return { ...query, deal: deal?.variables_complete ? deal : query.data };
}

type DealPages = InfiniteData<DealsPage, number | null>;

/** The answer stands at once where the deal belongs now; what is counted is asked for. */
export function putDeal(queryClient: QueryClient, deal: Deal): void {
  for (const open of [true, false]) {
    queryClient.setQueryData<DealPages>(keys.dealList(deal.client_id, open), (known) => (known ? withDeal(known, deal, open) : known));
  }
  queryClient.setQueryData<Deal>(keys.deal(deal.client_id, deal.id), (known) => (known ? deal : known));
  void queryClient.invalidateQueries({ queryKey: keys.deals(deal.client_id) });
}

/** Newest first; one older than everything loaded comes with its own page. At most one deal is the current one. */
export function withDeal(list: DealPages, deal: Deal, open: boolean): DealPages {
  const belongs = (deal.state === "open") === open;
  const others = (page: DealsPage) =>
    page.items.filter((one) => one.id !== deal.id).map((one) => (deal.current && one.current ? { ...one, current: false } : one));
  const place = list.pages.findIndex((page) => page.next === null || deal.id > page.next);
  const pages = list.pages.map((page, at) => {
    const items = others(page);
    return { ...page, items: belongs && at === place ? [...items, deal].sort((a, b) => b.id - a.id) : items };
  });
  return { ...list, pages };
}

/** Where the keyboard goes when a deal has moved to the others of its kind. */
export const dealHeadId = (deal: number) => `deal-${deal}`;
export const focusDeal = (deal: number) => requestAnimationFrame(() => document.getElementById(dealHeadId(deal))?.focus());

export function useCreateDeal(client: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (deal: NewDeal) => post<Deal>(`/api/v1/clients/${client}/deals`, deal),
    onSuccess: (deal) => putDeal(queryClient, deal),
  });
}

export function useDealActions(deal: Deal) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const onSuccess = (changed: Deal) => putDeal(queryClient, changed);
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const change = useMutation({ mutationFn: (todo: DealPatch) => patch<Deal>(path(deal.id), todo), onSuccess });
  const state = useMutation({
    mutationFn: (todo: NewState) => put<Deal>(`${path(deal.id)}/state`, todo),
    onSuccess: (changed) => {
      onSuccess(changed);
      focusDeal(changed.id);
    },
  });
  const current = useMutation({ mutationFn: () => put<Deal>(`${path(deal.id)}/current`), onSuccess, onError });
  const erase = useMutation({
    mutationFn: () => remove<void>(path(deal.id)),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.deals(deal.client_id) }),
    onError,
  });
  return { change, state, current, erase, onError };
}
