/** The employee's clock: language, time zone and a "now" that moves once a minute. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/session";
import { createStore, useStore } from "@/lib/store";
import type { Clock } from "@/lib/time";

const minute = createStore(Date.now());

/** Starts the minute; called once by the page. */
export function startMinutes(): void {
  setInterval(() => minute.set(Date.now()), 60_000);
}

export function useClock(): Clock {
  const { i18n } = useTranslation();
  const me = useQuery({ ...meQuery, enabled: false }).data;
  const now = useStore(minute);
  const timeZone = me?.employee.timezone ?? me?.project?.timezone ?? undefined;
  return useMemo(() => ({ locale: i18n.language, timeZone: safeZone(timeZone), now }), [i18n.language, timeZone, now]);
}

/** A zone that this browser does not know must not break every time on the page. */
function safeZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}
