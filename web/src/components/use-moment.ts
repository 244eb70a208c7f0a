/** A moment as people say it: `14:12`, `вчера, 19:12`, `12 ноября, 10:00`. */
import { useCallback } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { type Clock, dayAndMonth, daysAgo, timeOfDay } from "@/lib/time";
import { useClock } from "./clock";

export function useMoment(): (at: number) => string {
  const { t } = useTranslation();
  const clock = useClock();
  return useCallback((at) => moment(at, clock, t("yesterday")), [clock, t]);
}

export function moment(at: number, clock: Clock, yesterday: string): string {
  const days = daysAgo(at, clock);
  const time = timeOfDay(at, clock);
  if (days <= 0) return time;
  return days === 1 ? `${yesterday}, ${time}` : `${dayAndMonth(at, clock)}, ${time}`;
}

/** After "since" no "yesterday" fits: `14:12` of today, else `12 ноября, 10:00`. */
export function useSince(): (at: number) => string {
  const clock = useClock();
  return useCallback((at) => since(at, clock), [clock]);
}

export function since(at: number, clock: Clock): string {
  const time = timeOfDay(at, clock);
  return daysAgo(at, clock) <= 0 ? time : `${dayAndMonth(at, clock)}, ${time}`;
}
