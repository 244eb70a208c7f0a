/** Dates and times in the words of the design: "14:32", "вчера", "20 ноября, 18:47". The zone is the employee's or the project's. */
import { numberFormat } from "./text";

export interface Clock {
  locale: string;
  timeZone: string | undefined;
  now: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(clock: Clock, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${clock.locale}|${clock.timeZone ?? ""}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(clock.locale, { ...options, ...(clock.timeZone ? { timeZone: clock.timeZone } : {}) });
  formats.set(key, made);
  return made;
}

/** 14:32 */
export function timeOfDay(at: number, clock: Clock): string {
  return format(clock, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** Days between two moments as the calendar of the zone counts them. */
export function daysAgo(at: number, clock: Clock): number {
  return Math.round((dayNumber(clock.now, clock) - dayNumber(at, clock)) / 86_400_000);
}

const QUARTER_MS = 15 * 60_000;
const QUARTERS_KEPT = 20_000;
let days = { of: "", keys: new Map<number, string>() };

/**
 * A key that is the same for all moments of one calendar day. Every message of a dialog is asked for its day again with every page
 * that comes in; all clocks of the world change their day at a quarter of an hour, so a quarter is looked up once.
 */
export function dayKey(at: number, clock: Clock): string {
  const of = `${clock.locale}|${clock.timeZone ?? ""}`;
  if (days.of !== of || days.keys.size > QUARTERS_KEPT) days = { of, keys: new Map() };
  const quarter = Math.floor(at / QUARTER_MS);
  let key = days.keys.get(quarter);
  if (key === undefined) {
    key = format(clock, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
    days.keys.set(quarter, key);
  }
  return key;
}

/** 20 ноября; with the year when it is not this one. */
export function dayAndMonth(at: number, clock: Clock): string {
  const sameYear = format(clock, { year: "numeric" }).format(at) === format(clock, { year: "numeric" }).format(clock.now);
  const text = format(clock, sameYear ? { day: "numeric", month: "long" } : { day: "numeric", month: "long", year: "numeric" }).format(at);
  return text.replace(/\s*г\.$/, "");
}

/** 18.11.2025 */
export function shortDate(at: number, clock: Clock): string {
  return format(clock, { day: "2-digit", month: "2-digit", year: "numeric" }).format(at);
}

/** 18.11.25 */
export function tinyDate(at: number, clock: Clock): string {
  return format(clock, { day: "2-digit", month: "2-digit", year: "2-digit" }).format(at);
}

export function weekday(at: number, clock: Clock): string {
  return format(clock, { weekday: "short" }).format(at);
}

/** A moment in full, in the past or ahead: "14:35" of today, "22 ноября, 14:35" of any other day. */
export function moment(at: number, clock: Clock): string {
  const time = timeOfDay(at, clock);
  return daysAgo(at, clock) === 0 ? time : `${dayAndMonth(at, clock)}, ${time}`;
}

/** 23 ч 58 мин, 58 мин; a minute that has begun counts. */
export function timeLeft(ms: number, locale: string): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  const say = (value: number, unit: "hour" | "minute") => numberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? say(hours, "hour") : "", rest > 0 || hours === 0 ? say(rest, "minute") : ""].filter(Boolean).join(" ");
}

/** 0:42, 1:02:05 */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const tail = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${tail}`;
}

function dayNumber(at: number, clock: Clock): number {
  const parts = format(clock, { year: "numeric", month: "numeric", day: "numeric" }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Date.UTC(part("year"), part("month") - 1, part("day"));
}
