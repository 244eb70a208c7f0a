/** The tab of the list stands in the address, so that Back and a shared link lead to the same list. */
import { useSearch } from "@tanstack/react-router";
import type { Tab } from "@/api/types";

const tabs: readonly unknown[] = ["unanswered", "mine", "free", "others"] satisfies Tab[];

export function useTab(): Tab {
  const { tab } = useSearch({ strict: false });
  return tabs.includes(tab) ? (tab as Tab) : "all";
}

/** The search part of an address that keeps this tab. */
export function withTab(tab: Tab): { tab?: Tab } {
  return tab === "all" ? {} : { tab };
}
