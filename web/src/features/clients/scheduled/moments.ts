/** Local times of the project, as the server takes them: `YYYY-MM-DD HH:MM`. Which moment that is, only the server says. */
import { dayOf, isoDay, readDay } from "@/lib/dates";

export interface LocalTime {
  /** `YYYY-MM-DD` */
  day: string;
  /** `HH:MM` */
  time: string;
}

const HOUR_MS = 3_600_000;

export function localAt(at: number, timeZone: string | undefined): LocalTime {
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone ? { timeZone } : {}),
  });
  return { day: isoDay(dayOf(at, timeZone)), time: clock.format(at) };
}

/** What the timer begins with: the next full hour, at least half an hour ahead. */
export function firstOffer(now: number, timeZone: string | undefined): LocalTime {
  const soon = localAt(now + HOUR_MS * 1.5, timeZone);
  return { day: soon.day, time: `${soon.time.slice(0, 2)}:00` };
}

export function readLocal(text: string): LocalTime {
  const [day = "", time = ""] = text.split(" ");
  return { day, time };
}

export const writeLocal = ({ day, time }: LocalTime): string => `${day} ${time}`;

/** `dd.mm.yyyy` as typed → `YYYY-MM-DD`; null while it is no day. */
export function typedDay(text: string): string | null {
  const day = readDay(text);
  return day ? isoDay(day) : null;
}

/** `YYYY-MM-DD` → `dd.mm.yyyy` */
export const shownDay = (day: string): string => day.split("-").reverse().join(".");

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Whether a local time is already behind the clock of its zone. */
export function isPast(local: LocalTime, now: number, timeZone: string | undefined): boolean {
  return writeLocal(local) <= writeLocal(localAt(now, timeZone));
}
