/** What is found, place by place. All places are asked at once: the counts of those that are not open stand beside their names. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { filterParam } from "@/api/filter";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { Count, Dialog, DialogsPage, Found, Matching, MessageHit, SearchPlace } from "@/api/types";
import { useClock } from "@/components/clock";
import { momentsOf, type SearchAddress } from "./address";

const PAGE = 20;
/** Words of names are shorter than words of messages. */
const NAME_MAX = 100;
const KEPT_MS = 60_000;

export interface Part<T> {
  items: T[];
  count: Count | null;
  pending: boolean;
  error: Error | null;
  more: boolean;
  loading: boolean;
  load: () => void;
  retry: () => void;
}

export interface FoundMessages extends Part<MessageHit> {
  clients: ReadonlyMap<number, Dialog>;
  forms: string[];
  authors: Found["authors"];
  channels: Found["channels"];
}

export function useFoundIn(place: SearchPlace, address: SearchAddress): FoundMessages {
  const { now, timeZone } = useClock();
  const { from, to } = momentsOf(address, now, timeZone);
  const q = (address.q ?? "").trim();
  const asked = {
    q,
    place,
    exact: address.exact ?? null,
    from,
    to,
    authors: address.authors?.join(",") ?? null,
    channels: address.channels?.join(",") ?? null,
  };
  const query = useInfiniteQuery({
    queryKey: [...keys.search, asked],
    queryFn: ({ pageParam, signal }) => get<Found>("/api/v1/search", { query: { ...asked, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: q !== "",
    gcTime: KEPT_MS,
    // What was found a minute ago may lack what has been written since.
    staleTime: 0,
    // Conditions change under the rows, other words are another search.
    placeholderData: (former, before) => ((before?.queryKey[1] as typeof asked | undefined)?.q === q ? former : undefined),
  });
  const pages = query.data?.pages;
  const clients = useMemo(
    () => new Map((pages ?? []).flatMap((page) => page.clients.map((client) => [client.client_id, client] as const))),
    [pages],
  );
  const first = pages?.[0];
  return {
    ...partOf(query, q),
    items: useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]),
    count: first?.matching ?? null,
    clients,
    forms: useMemo(() => [...new Set(pages?.flatMap((page) => page.forms) ?? [])], [pages]),
    authors: first?.authors ?? [],
    channels: first?.channels ?? [],
  };
}

export function useFoundClients(address: SearchAddress): Part<Dialog> {
  const q = (address.q ?? "").trim().slice(0, NAME_MAX);
  const filter = filterParam({ q, ...(address.channels ? { channel_ids: address.channels } : {}) });
  const query = useInfiniteQuery({
    queryKey: [...keys.search, "clients", filter],
    queryFn: ({ pageParam, signal }) =>
      get<DialogsPage>("/api/v1/dialogs", { query: { tab: "all", filter, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: q !== "",
    gcTime: KEPT_MS,
    staleTime: 0,
  });
  const counted = useQuery({
    queryKey: [...keys.search, "clients", "count", filter],
    queryFn: ({ signal }) => get<Matching>("/api/v1/dialogs/matching", { query: { tab: "all", filter }, signal }),
    enabled: q !== "",
    gcTime: KEPT_MS,
    staleTime: 0,
  });
  return {
    ...partOf(query, q),
    items: useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]),
    count: counted.data?.matching ?? null,
  };
}

interface Paged {
  isPending: boolean;
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
}

function partOf(query: Paged, q: string) {
  return {
    pending: query.isPending && q !== "",
    error: query.error,
    more: query.hasNextPage,
    loading: query.isFetchingNextPage,
    load: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

export interface All {
  messages: FoundMessages;
  comments: FoundMessages;
  files: FoundMessages;
  clients: Part<Dialog>;
}

export function useFoundEverywhere(address: SearchAddress): All {
  return {
    messages: useFoundIn("messages", address),
    comments: useFoundIn("comments", address),
    files: useFoundIn("files", address),
    clients: useFoundClients(address),
  };
}

const BOUND = 999;

/** Counts stay bounded when they are added up. */
export function sum(counts: readonly (Count | null)[]): Count | null {
  if (counts.every((count) => count === null)) return null;
  const all = counts.reduce((total, count) => total + (count?.count ?? 0), 0);
  const more = counts.some((count) => count?.more) || all > BOUND;
  return { count: Math.min(all, BOUND), more };
}

export function said(count: Count | null): string {
  return count === null ? "" : `${count.count}${count.more ? "+" : ""}`;
}
