/** Tab and filter of the list stand in the address, so that Back, a reload and a shared link lead to the same list. */
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { readFilter } from "@/api/filter";
import type { ListFilter } from "@/api/keys";
import type { DialogFilter, Tab } from "@/api/types";

const tabs: readonly unknown[] = ["unanswered", "mine", "free", "others"] satisfies Tab[];

export function useList(): ListFilter {
  const { tab, filter } = useSearch({ strict: false });
  const text = JSON.stringify(filter ?? {});
  // The same object for the same address: it is a key of queries and a dependency of effects.
  return useMemo(() => ({ tab: tabs.includes(tab) ? (tab as Tab) : "all", filter: readFilter(JSON.parse(text)) }), [tab, text]);
}

/** The search part of an address that keeps this list. */
export function inAddress({ tab, filter }: ListFilter): { tab?: Tab; filter?: DialogFilter } {
  return { ...(tab === "all" ? {} : { tab }), ...(Object.keys(filter).length === 0 ? {} : { filter }) };
}
