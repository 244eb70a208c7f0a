/**
 * What a row of the list means: unread, which tab it belongs to, where it stands.
 * Pure functions: the list, the badges and the live patches must agree to the last number.
 */
import { fold } from "@/lib/text";
import type { ListFilter } from "./keys";
import type { Dialog, DialogFilter, Tab } from "./types";

/** Unread inbound messages for this employee; others' dialogs and blocked clients never count. */
export function unread(d: Dialog, me: number): number {
  if (d.blocked) return 0;
  if (d.responsible_id === me) return Math.max(0, d.in_count - d.responsible_seen_in);
  if (d.responsible_id === null && d.unanswered) return Math.max(0, d.in_count - Math.max(d.answered_in, d.my_seen_in));
  return 0;
}

/** Something in it is unread, or this employee has marked it so himself. A blocked client is never unread, marked or not. */
export function isUnread(d: Dialog, me: number): boolean {
  return !d.blocked && (d.marked_unread || unread(d, me) > 0);
}

/** The employee has seen the client's first `upTo` messages; nobody unsees anything. */
export function seenUpTo(d: Dialog, me: number, upTo: number): Dialog {
  return d.responsible_id === me
    ? { ...d, responsible_seen_in: Math.max(d.responsible_seen_in, upTo) }
    : { ...d, my_seen_in: Math.max(d.my_seen_in, upTo) };
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

/**
 * Whether a row belongs into a list. "ask": by all that the page sees it does, but a part of the filter (a variable, a phone,
 * the first contact) is known to the server only.
 */
export type Verdict = "in" | "out" | "ask";

export function fitsFilter(d: Dialog, { tab, filter }: ListFilter, me: number, now: number = Date.now()): Verdict {
  if (!inTab(d, tab, me) || !fitsSets(d, filter) || !fitsFacts(d, filter, me, now)) return "out";
  if (needsServer(filter)) return "ask";
  return fitsSearch(d, filter.q ?? "") ? "in" : "ask";
}

/** True when the server may change its mind about a row for reasons that no row shows. */
export function needsServer(filter: DialogFilter): boolean {
  return (filter.variables?.length ?? 0) > 0 || present(filter.client_id) || present(filter.created_from) || present(filter.created_to);
}

/** Labels, lists, channels and responsibles: by "or" within a field, by "and" between them. */
function fitsSets(d: Dialog, f: DialogFilter): boolean {
  const has = (all: readonly number[]) => (id: number) => all.includes(id);
  const wanted = (ids: readonly number[] | undefined, every: boolean | undefined, all: readonly number[]) =>
    ids === undefined || ids.length === 0 || (every ? ids.every(has(all)) : ids.some(has(all)));
  const unwanted = (ids: readonly number[] | undefined, all: readonly number[]) => ids?.some(has(all)) ?? false;
  const responsible = (ids: readonly (number | null)[] | undefined) => ids?.includes(d.responsible_id) ?? false;
  return (
    wanted(f.label_ids, f.labels_all, d.label_ids) &&
    !unwanted(f.not_label_ids, d.label_ids) &&
    wanted(f.list_ids, f.lists_all, d.list_ids) &&
    !unwanted(f.not_list_ids, d.list_ids) &&
    wanted(f.channel_ids, false, [d.channel_id]) &&
    !unwanted(f.not_channel_ids, [d.channel_id]) &&
    ((f.responsible_ids?.length ?? 0) === 0 || responsible(f.responsible_ids)) &&
    !responsible(f.not_responsible_ids)
  );
}

/** Marks and the last action. A client who never acted fits no period, as in the database. */
function fitsFacts(d: Dialog, f: DialogFilter, me: number, now: number): boolean {
  const is = (wanted: boolean | null | undefined, fact: boolean) => wanted === null || wanted === undefined || wanted === fact;
  const at = d.last_action_at;
  return (
    is(f.unread, isUnread(d, me)) &&
    is(f.unanswered, d.unanswered) &&
    is(f.blocked, d.blocked) &&
    is(f.pinned, d.pinned) &&
    is(f.paused, d.paused_until !== null && d.paused_until > now) &&
    is(f.unreachable, d.unreachable !== null) &&
    (!present(f.action_from) || (at !== null && at >= f.action_from)) &&
    (!present(f.action_to) || (at !== null && at < f.action_to))
  );
}

/** What of the search the page sees itself; phones and e-mails only the server does. */
export function fitsSearch(d: Dialog, q: string): boolean {
  const needle = fold(q).replace(/^#+/, "").trim();
  if (needle === "") return true;
  return fold(d.name).includes(needle) || fold(d.external_id).includes(needle) || String(d.client_id).includes(needle);
}

/** What the rows of a list are sorted by beside their pins. "waiting": the project wants those on top who wait for an answer. */
export type Order = NonNullable<DialogFilter["order"]> | "waiting";

/** As the server does: where all rows wait or none does, or where the first contact counts, waiting sorts nothing. */
export function orderOf({ tab, filter }: ListFilter, waitingFirst: boolean): Order {
  if (filter.order === "created") return "created";
  return waitingFirst && tab !== "unanswered" && (filter.unanswered ?? null) === null ? "waiting" : "active";
}

/** Order of the list: pinned first, then the newest; the id settles equal moments. Negative = a stands above b. */
export function order(a: Dialog, b: Dialog, by: Order = "active"): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  // Pinned ones stand together, whoever of them waits.
  if (by === "waiting" && !a.pinned && a.unanswered !== b.unanswered) return a.unanswered ? -1 : 1;
  // Ids grow with the first contact.
  if (by === "created") return b.client_id - a.client_id;
  return b.active_at - a.active_at || b.client_id - a.client_id;
}

function present<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined && value !== "";
}
