/**
 * Whether the filter panel is open. On a phone, where it covers the page, it stands in the address (`#filters`), so that Back
 * closes it instead of leaving the list. Opening a dialog closes the panel that would cover it.
 */
import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

const HASH = "filters";

export function useFilterPanel(phone: boolean, selected: number | null): { open: boolean; show: () => void; hide: () => void } {
  const navigate = useNavigate();
  const router = useRouter();
  const location = useLocation();
  const [beside, setBeside] = useState(false);
  const covering = phone && location.hash === HASH;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the opened dialog is not read, its change is the signal
  useEffect(() => setBeside(false), [selected]);
  useKeepSearch(covering);
  if (!phone) return { open: beside, show: () => setBeside(true), hide: () => setBeside(false) };
  return {
    open: covering,
    show: () => void navigate({ to: ".", search: true, hash: HASH, state: { filtersOpenedHere: true } }),
    hide: () => {
      // Opened from a link there is no entry of ours to go back to.
      if (location.state.filtersOpenedHere) router.history.back();
      else void navigate({ to: ".", search: true, replace: true });
    },
  };
}

/** Back leads to the address from before the panel: what was chosen in it goes along. */
function useKeepSearch(covering: boolean): void {
  const navigate = useNavigate();
  const { search, pathname } = useLocation();
  const chosen = useRef<{ search: typeof search; pathname: string } | null>(null);
  useEffect(() => {
    if (covering) {
      chosen.current = { search, pathname };
      return;
    }
    const kept = chosen.current;
    chosen.current = null;
    if (kept?.pathname === pathname) void navigate({ to: ".", search: kept.search, replace: true });
  }, [covering, search, pathname, navigate]);
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    filtersOpenedHere?: boolean;
  }
}
