/**
 * Tab and filter of the list stand in the address, so that Back, a reload and a shared link lead to the same list.
 * A place is what the address says, a list what the server is asked for: there a named period has become moments.
 */
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { readFilter } from "@/api/filter";
import type { ListFilter } from "@/api/keys";
import type { DialogFilter, Tab } from "@/api/types";
import { useClock } from "@/components/clock";
import { asked } from "./filters/periods";

const tabs: readonly unknown[] = ["unanswered", "mine", "free", "others"] satisfies Tab[];

export interface Place {
  tab: Tab;
  filter: DialogFilter;
}

export function usePlace(): Place {
  const { tab, filter } = useSearch({ strict: false });
  const text = JSON.stringify(filter ?? {});
  // The same object for the same address: it is a dependency of effects.
  return useMemo(() => ({ tab: tabs.includes(tab) ? (tab as Tab) : "all", filter: readFilter(JSON.parse(text)) }), [tab, text]);
}

export function useList(): ListFilter {
  const { tab, filter } = usePlace();
  const { now, timeZone } = useClock();
  const text = JSON.stringify(asked(filter, now, timeZone));
  // A new minute makes no new list, a new day does.
  return useMemo(() => ({ tab, filter: readFilter(JSON.parse(text)) }), [tab, text]);
}

/** The search part of an address that keeps this list. */
export function inAddress({ tab, filter }: Place): { tab?: Tab; filter?: DialogFilter } {
  return { ...(tab === "all" ? {} : { tab }), ...(Object.keys(filter).length === 0 ? {} : { filter }) };
}
