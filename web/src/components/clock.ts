/** The employee's clock: language, time zone and a "now" that moves once a minute. */
import { useMemo } from "react";
import { meQuery } from "@/api/session";
import { useShared } from "@/api/shared-query";
import { useTranslation } from "@/i18n/use-translation";
import { createStore, useStore } from "@/lib/store";
import type { Clock } from "@/lib/time";

/** The pages before the sign-in have times, too: they must not ask who is there. */
const meAsKnown = { ...meQuery, enabled: false };
const minute = createStore(Date.now());

/** Starts the minute; called once by the page. */
export function startMinutes(): void {
  setInterval(() => minute.set(Date.now()), 60_000);
}

export function useClock(): Clock {
  const { i18n } = useTranslation();
  const me = useShared(meAsKnown);
  const now = useStore(minute);
  const timeZone = me?.employee.timezone ?? me?.project?.timezone ?? undefined;
  return useMemo(() => ({ locale: i18n.language, timeZone: safeZone(timeZone), now }), [i18n.language, timeZone, now]);
}

const known = new Map<string, boolean>();

/** A zone that this browser does not know must not break every time on the page. Asked by every time drawn, tried out once. */
function safeZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined;
  let is = known.get(zone);
  if (is === undefined) {
    is = isZone(zone);
    known.set(zone, is);
  }
  return is ? zone : undefined;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
