/** Where the words stand in one dialog, the newest place first, and the marks of every bubble that is loaded. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { Count, PlacesInDialog } from "@/api/types";
import { found, nothingFound } from "./found";

const KEPT_MS = 60_000;
/** A message that was written or changed meanwhile may have become a place or have lost its own. */
const AGAIN_MS = 800;

export interface Places {
  ids: number[];
  count: Count | null;
  more: boolean;
  loading: boolean;
  error: Error | null;
  retry: () => void;
  /** The ids with those of the next page. */
  load: () => Promise<number[]>;
}

/** `version` changes when the dialog does. */
export function usePlaces(client: number, q: string, exact: boolean, version: string): Places {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: keys.placesOf(client, q, exact),
    queryFn: ({ pageParam, signal }) =>
      get<PlacesInDialog>(`/api/v1/dialogs/${client}/search`, { query: { q, exact: exact || null, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: q !== "",
    gcTime: KEPT_MS,
  });
  const asked = useRef(version);
  useEffect(() => {
    if (asked.current === version) return;
    const timer = setTimeout(() => {
      asked.current = version;
      void queryClient.invalidateQueries({ queryKey: keys.places(client) });
    }, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [queryClient, client, version]);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const ids = useMemo(() => items.map((place) => place.message_id), [items]);
  useEffect(() => {
    found.set((now) => ({ ...now, marks: new Map(items.map((place) => [place.message_id, place.marks])) }));
  }, [items]);
  useEffect(() => () => found.set(nothingFound), []);
  return {
    ids,
    count: query.data?.pages[0]?.matching ?? null,
    more: query.hasNextPage,
    loading: query.isFetching && (query.isPending || query.isFetchingNextPage),
    error: query.error,
    retry: () => void query.refetch(),
    load: async () => (await query.fetchNextPage()).data?.pages.flatMap((page) => page.items.map((place) => place.message_id)) ?? [],
  };
}
