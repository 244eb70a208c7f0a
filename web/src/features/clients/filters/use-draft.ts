/**
 * The filter as it is being put together: at once in the fields, a moment later in the address, from where the list takes it.
 * Half-filled conditions live here only.
 */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { tidyFilter } from "@/api/filter";
import type { DialogFilter } from "@/api/types";
import { inAddress, usePlace } from "../use-list";

const PAUSE_MS = 250;

export interface Draft {
  filter: DialogFilter;
  change: (next: DialogFilter) => void;
}

export function useDraft(): Draft {
  const place = usePlace();
  const navigate = useNavigate();
  const text = JSON.stringify(place.filter);
  const [filter, setFilter] = useState(place.filter);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  /** What the address holds or is about to hold; another text there came from Back, a link or a chip of another window. */
  const known = useRef(text);
  const stop = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  useEffect(() => {
    if (text === known.current) return;
    known.current = text;
    stop();
    setFilter(JSON.parse(text) as DialogFilter);
  }, [text, stop]);
  const latest = useRef(place);
  latest.current = place;
  const change = useCallback(
    (next: DialogFilter) => {
      setFilter(next);
      stop();
      timer.current = setTimeout(() => {
        // Already on the way to another section, whose address is not the list's to write.
        if (!window.location.pathname.startsWith("/clients")) return;
        const tidy = tidyFilter(next);
        known.current = JSON.stringify(tidy);
        // Keystrokes are no places to go back to; dialogs and tabs are.
        void navigate({ to: ".", search: inAddress({ ...latest.current, filter: tidy }), hash: true, state: true, replace: true });
      }, PAUSE_MS);
    },
    [navigate, stop],
  );
  return { filter, change };
}
