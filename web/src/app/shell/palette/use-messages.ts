/** Messages for what was typed, a moment after it was typed: the server alone knows them. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { Count, Dialog, Found, MessageHit } from "@/api/types";

const PAUSE_MS = 250;
const LIMIT = 5;
/** One letter is in every message. */
const LEAST = 2;

export interface FoundMessages {
  hits: { hit: MessageHit; dialog: Dialog }[];
  count: Count | null;
  /** Not known yet: "nothing found" would be too early. */
  pending: boolean;
  failed: boolean;
}

export function useMessages(text: string): FoundMessages {
  const typed = text.trim();
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const query = useQuery({
    queryKey: [...keys.search, "palette", asked],
    enabled: asked.length >= LEAST,
    // Forms of words and the other keyboard layout are the server's matter.
    queryFn: ({ signal }) => get<Found>("/api/v1/search", { query: { q: asked, limit: LIMIT }, signal }),
    staleTime: 0,
    gcTime: 30_000,
    retry: false,
  });
  // Hits of former words say nothing about these.
  if (asked !== typed || typed.length < LEAST) return { hits: [], count: null, pending: typed.length >= LEAST, failed: false };
  const found = query.data;
  const clients = new Map((found?.clients ?? []).map((dialog) => [dialog.client_id, dialog]));
  const hits = (found?.items ?? []).flatMap((hit) => {
    const dialog = clients.get(hit.client_id);
    return dialog ? [{ hit, dialog }] : [];
  });
  return { hits, count: found?.matching ?? null, pending: query.isPending, failed: query.isError };
}
