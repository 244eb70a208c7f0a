/** Clients for what was typed: at once those in memory, a moment later those of the list's search. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { filterParam, tidyFilter } from "@/api/filter";
import { get } from "@/api/request";
import type { Dialog, DialogsPage } from "@/api/types";
import { fits, inMemory } from "./memory";

const PAUSE_MS = 150;
const LIMIT = 8;

export interface FoundClients {
  dialogs: Dialog[];
  /** Those that the server has found, by whatever it knows of them. */
  sure: ReadonlySet<number>;
  failed: boolean;
}

export function useClients(words: readonly string[]): FoundClients {
  const client = useQueryClient();
  const [asked] = useDebouncedValue(words.join("\n"), PAUSE_MS);
  const query = useQuery({
    queryKey: ["palette", asked],
    enabled: asked !== "",
    queryFn: async ({ signal }) => {
      // The other keyboard layout is tried when the typed words find nobody.
      for (const q of asked.split("\n")) {
        const { items } = await get<DialogsPage>("/api/v1/dialogs", {
          query: { filter: filterParam(tidyFilter({ q })), limit: LIMIT },
          signal,
        });
        if (items.length > 0) return items;
      }
      return [];
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 30_000,
    retry: false,
  });
  const known = inMemory(client).filter((dialog) => fits(dialog, words));
  const settled = asked === words.join("\n") && asked !== "" && !query.isPlaceholderData;
  const found = settled ? (query.data ?? []) : [];
  const sure = new Set(found.map((dialog) => dialog.client_id));
  const dialogs = [...known, ...found.filter((dialog) => !known.some((one) => one.client_id === dialog.client_id))];
  return { dialogs, sure: new Set([...sure, ...known.map((dialog) => dialog.client_id)]), failed: query.isError };
}
