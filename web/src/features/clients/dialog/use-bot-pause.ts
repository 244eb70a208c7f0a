/** The bot's pause as the page shows it: it ends by itself, at its time and not with the next minute. */
import { useEffect, useReducer } from "react";
import type { Dialog } from "@/api/types";
import { useClock } from "@/components/clock";

/** Longer waits overflow the browser's timer; the minute of the clock starts a new one long before. */
const LONGEST_TIMER_MS = 2_000_000_000;

export function useBotPause(dialog: Dialog): { until: number; left: number } | null {
  useClock();
  const [, look] = useReducer((times: number) => times + 1, 0);
  const until = dialog.paused_until;
  const left = until === null ? 0 : until - Date.now();
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(look, Math.min(left, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }, [left]);
  return until !== null && left > 0 ? { until, left } : null;
}
