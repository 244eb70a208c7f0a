/** The periods of "last action" that have a name, as the moments the server compares with. */
import type { DialogFilter } from "@/api/types";
import { addDays, type Day, dayOf, startOf } from "@/lib/dates";

export const periods = ["any", "day1", "day7", "day30", "day90", "older7", "older30", "own"] as const;
export type Period = (typeof periods)[number];

type Moments = Pick<DialogFilter, "action_from" | "action_to">;

export function momentsOf(period: Exclude<Period, "own">, now: number, timeZone: string | undefined): Moments {
  const today = dayOf(now, timeZone);
  const since = (days: number) => startOf(addDays(today, -days), timeZone);
  switch (period) {
    case "any":
      return {};
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

/** A link opened on a later day still shows its own days, no longer under the name of the period. */
export function periodOf({ action_from: from, action_to: to }: Moments, now: number, timeZone: string | undefined): Period {
  const same = (period: Period) => {
    if (period === "own") return true;
    const moments = momentsOf(period, now, timeZone);
    return (moments.action_from ?? null) === (from ?? null) && (moments.action_to ?? null) === (to ?? null);
  };
  return periods.find(same) ?? "own";
}

/** The last day of a range ends where the next one begins. */
export function endOf(day: Day, timeZone: string | undefined): number {
  return startOf(addDays(day, 1), timeZone);
}
export function lastDay(end: number, timeZone: string | undefined): Day {
  return dayOf(end - 1, timeZone);
}
