/** A moment as people say it: `14:12`, `вчера, 19:12`, `12 ноября, 10:00`. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
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
