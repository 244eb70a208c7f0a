/** The periods of "last action" that have a name, as the moments the server compares with. */
import { periodWords, readFilter } from "@/api/filter";
import type { DialogFilter } from "@/api/types";
import { addDays, type Day, dayOf, startOf } from "@/lib/dates";

export const periods = ["any", ...periodWords, "own"] as const;
export type Period = (typeof periods)[number];

type Moments = Pick<DialogFilter, "action_from" | "action_to">;

export function momentsOf(period: (typeof periodWords)[number], now: number, timeZone: string | undefined): Moments {
  const today = dayOf(now, timeZone);
  const since = (days: number) => startOf(addDays(today, -days), timeZone);
  switch (period) {
    case "day1":
      return { action_from: since(0) };
    case "day7":
      return { action_from: since(6) };
    case "day30":
      return { action_from: since(29) };
    case "day90":
      return { action_from: since(89) };
    case "older7":
      return { action_to: since(7) };
    case "older30":
      return { action_to: since(30) };
  }
}

/** The filter as the server understands it. */
export function asked({ period, ...filter }: DialogFilter, now: number, timeZone: string | undefined): DialogFilter {
  // Read anew for the order of its fields: equal filters are equal texts.
  return period ? readFilter({ ...filter, ...momentsOf(period, now, timeZone) }) : filter;
}

/** What the choice of a period shows. Days that happen to be those of a named one stay days. */
export function periodOf({ period, action_from: from, action_to: to }: DialogFilter): Period {
  if (period) return period;
  return (from ?? null) === null && (to ?? null) === null ? "any" : "own";
}

/** The last day of a range ends where the next one begins. */
export function endOf(day: Day, timeZone: string | undefined): number {
  return startOf(addDays(day, 1), timeZone);
}
export function lastDay(end: number, timeZone: string | undefined): Day {
  return dayOf(end - 1, timeZone);
}
