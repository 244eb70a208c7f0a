/**
 * What a row of the list means: unread, which tab it belongs to, where it stands.
 * Pure functions: the list, the badges and the live patches must agree to the last number.
 */
import type { ListFilter } from "./keys";
import type { Dialog, Tab } from "./types";

/** Unread inbound messages for this employee; others' dialogs and blocked clients never count. */
export function unread(d: Dialog, me: number): number {
  if (d.blocked) return 0;
  if (d.responsible_id === me) return Math.max(0, d.in_count - d.responsible_seen_in);
  if (d.responsible_id === null && d.unanswered) return Math.max(0, d.in_count - Math.max(d.answered_in, d.my_seen_in));
  return 0;
}

export function inTab(d: Dialog, tab: Tab, me: number): boolean {
  switch (tab) {
    case "all":
      return true;
    case "unanswered":
      return d.unanswered && !d.blocked;
    case "mine":
      return d.responsible_id === me;
    case "free":
      return d.responsible_id === null;
    case "others":
      return d.responsible_id !== null && d.responsible_id !== me;
  }
}

export function fitsFilter(d: Dialog, filter: ListFilter, me: number): boolean {
  if (filter.channel_id !== null && d.channel_id !== filter.channel_id) return false;
  return inTab(d, filter.tab, me) && fitsSearch(d, filter.q);
}

/** The server also looks into phones; a row it has found stays found, see `live-cache.ts`. */
export function fitsSearch(d: Dialog, q: string): boolean {
  const needle = fold(q);
  if (needle === "") return true;
  return fold(d.name).includes(needle) || d.external_id.includes(q.trim()) || String(d.client_id) === q.trim();
}

/** Order of the list: pinned first, then the newest; the id settles equal moments. Negative = a stands above b. */
export function order(a: Dialog, b: Dialog): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  return b.active_at - a.active_at || b.client_id - a.client_id;
}

function fold(text: string): string {
  return text.trim().toLowerCase().replaceAll("ё", "е");
}
