/** Calendar days as people type them, `31.12.2025`, and the moments at which such a day begins in a time zone. */

export interface Day {
  year: number;
  month: number;
  day: number;
}

const WRITTEN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;

/** Null when there is no such day. */
export function readDay(text: string): Day | null {
  const found = WRITTEN.exec(text.trim());
  if (!found) return null;
  const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const there = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return there && year >= 1 ? { year, month, day } : null;
}

export function writeDay({ year, month, day }: Day): string {
  return `${String(day).padStart(2, "0")}.${String(month).padStart(2, "0")}.${String(year).padStart(4, "0")}`;
}

/** As `<input type="date">` takes it. */
export function isoDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

export function fromIso(text: string): Day | null {
  const [year, month, day] = text.split("-").map(Number);
  return year && month && day ? { year, month, day } : null;
}

export function dayOf(at: number, timeZone: string | undefined): Day {
  const { year, month, day } = parts(at, timeZone);
  return { year, month, day };
}

export function addDays({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The first moment of a day. Where clocks change at midnight it is the first one there is. */
export function startOf({ year, month, day }: Day, timeZone: string | undefined): number {
  const wanted = Date.UTC(year, month - 1, day);
  let at = wanted;
  // The offset of the guess may be another than at the day's beginning; the second look has the right one.
  for (let look = 0; look < 2; look += 1) at = wanted - offset(at, timeZone);
  return at;
}

function offset(at: number, timeZone: string | undefined): number {
  const { year, month, day, hour, minute, second } = parts(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(at: number, timeZone: string | undefined) {
  const key = timeZone ?? "";
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat("en-US", {
      ...(timeZone ? { timeZone } : {}),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(key, format);
  const all = format.formatToParts(at);
  const part = (type: string) => Number(all.find((one) => one.type === type)?.value ?? 0);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute"), second: part("second") };
}
