/** What is looked for, where and what of it is open: all of it stands in the address, so that Back, a reload and a link keep it. */
import type { AuthorKind } from "@/api/types";
import { addDays, dayOf, startOf } from "@/lib/dates";

export const places = ["messages", "comments", "clients", "files"] as const;
export type Place = (typeof places)[number];
export const periods = ["day7", "day30", "day365"] as const;
export type Period = (typeof periods)[number];
export const authors = ["client", "employee", "bot"] as const satisfies AuthorKind[];
export type Author = (typeof authors)[number];

export interface SearchAddress {
  q?: string;
  place?: Place;
  exact?: true;
  period?: Period;
  /** Own dates, as moments. */
  from?: number;
  to?: number;
  authors?: Author[];
  channels?: number[];
  /** The hit that is looked at: whose dialog, and which message of it. */
  client?: number;
  message?: number;
}

const QUERY_MAX = 200;
const CHANNELS_MAX = 50;

/** Whatever is not of a search is left out. A bare number in an address is read as one, and yet it is words. */
export function readAddress(raw: Record<string, unknown>): SearchAddress {
  const q = typeof raw.q === "string" || typeof raw.q === "number" ? String(raw.q).trimStart().slice(0, QUERY_MAX) : "";
  const place = places.find((one) => one === raw.place);
  const period = periods.find((one) => one === raw.period);
  const who = authors.filter((one) => Array.isArray(raw.authors) && raw.authors.includes(one));
  const channels = Array.isArray(raw.channels) ? [...new Set(raw.channels.filter(isId))].slice(0, CHANNELS_MAX) : [];
  return {
    ...(q === "" ? {} : { q }),
    ...(place ? { place } : {}),
    ...(raw.exact === true ? { exact: true as const } : {}),
    ...(period ? { period } : {}),
    ...(!period && isId(raw.from) ? { from: raw.from } : {}),
    ...(!period && isId(raw.to) ? { to: raw.to } : {}),
    ...(who.length > 0 && who.length < authors.length ? { authors: who } : {}),
    ...(channels.length > 0 ? { channels } : {}),
    ...(isId(raw.client) ? { client: raw.client } : {}),
    ...(isId(raw.client) && isId(raw.message) ? { message: raw.message } : {}),
  };
}

const days: Record<Period, number> = { day7: 7, day30: 30, day365: 365 };

/** From when to when, for the server. A period begins with a day of the reader's zone. */
export function momentsOf(address: SearchAddress, now: number, timeZone: string | undefined): { from: number | null; to: number | null } {
  if (!address.period) return { from: address.from ?? null, to: address.to ?? null };
  return { from: startOf(addDays(dayOf(now, timeZone), 1 - days[address.period]), timeZone), to: null };
}

/** One box of "who wrote": all are ticked while none is left out, and the last one stays. */
export function toggleAuthor(chosen: readonly Author[] | undefined, one: Author): Author[] {
  const now = chosen ?? authors;
  const next = authors.filter((author) => (author === one ? !now.includes(author) : now.includes(author)));
  return next.length === authors.length ? [] : next.length === 0 ? [...now] : next;
}

/** Conditions beside the words and the place. */
export function conditions({ period, from, to, authors: who, channels }: SearchAddress): boolean {
  return Boolean(period || from || to || who || channels);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
