/**
 * Rows in the cache: put where their order says, taken out of lists they no longer fit, counted where they newly belong.
 * A row is changed in every loaded list at once; nothing is fetched except counts, and those rarely.
 */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { fitsFilter, inTab, isUnread, type Order, order, orderOf } from "./dialogs";
import { keys, type ListFilter } from "./keys";
import type { Count, Counts, Dialog, DialogRow, DialogsPage, Me, Tab } from "./types";

type List = InfiniteData<DialogsPage, string | null>;
/** A row as a frame brings it lacks what the frame of many cannot know. */
type Change = DialogRow & Partial<Dialog>;
const tabs: Tab[] = ["all", "unanswered", "mine", "free", "others"];

/** What the cache knows about a client, from the open dialog or any list. */
export function knownDialog(client: QueryClient, id: number): Dialog | undefined {
  const open = client.getQueryData<Dialog>(keys.dialog(id));
  if (open) return open;
  for (const [, list] of client.getQueriesData<List>({ queryKey: keys.dialogs })) {
    const row = list?.pages.flatMap((page) => page.items).find((d) => d.client_id === id);
    if (row) return row;
  }
  return undefined;
}

/** A list about which the page cannot say what the change means for it: it has to be asked for anew. */
export type Unsure = (list: ListFilter) => void;

/** Puts the new state of a row everywhere. True when the counts could be kept by arithmetic, false when they must be asked for. */
export function putDialog(client: QueryClient, change: Change, me: number, unsure?: Unsure): boolean {
  const before = knownDialog(client, change.client_id);
  const online = change.online === undefined ? (before?.online ?? null) : change.online;
  const marked_unread = change.marked_unread ?? before?.marked_unread ?? false;
  const after: Dialog = { ...change, online, marked_unread, my_seen_in: seenByMe(change, before) };
  if (client.getQueryData(keys.dialog(after.client_id)) !== undefined) client.setQueryData(keys.dialog(after.client_id), after);
  const waitingFirst = client.getQueryData<Me>(keys.me)?.project?.waiting_first ?? false;
  for (const [key, list] of client.getQueriesData<List>({ queryKey: keys.dialogs })) {
    if (!list) continue;
    const filter = key[1] as ListFilter;
    const { list: next, sure } = withRow(list, after, filter, me, orderOf(filter, waitingFirst));
    if (next !== list) client.setQueryData(key, next);
    if (!sure) unsure?.(filter);
  }
  if (!before) return false;
  return recount(client, before, after, me);
}

/** The client may no longer be seen: no trace of him stays. */
export function dropDialog(client: QueryClient, id: number): void {
  for (const [key, list] of client.getQueriesData<List>({ queryKey: keys.dialogs })) {
    if (list) client.setQueryData(key, withoutRow(list, id));
  }
  client.removeQueries({ queryKey: keys.dialog(id) });
  client.removeQueries({ queryKey: keys.messages(id) });
  client.removeQueries({ queryKey: keys.pins(id) });
  client.removeQueries({ queryKey: keys.comments(id) });
  client.removeQueries({ queryKey: keys.client(id) });
  client.removeQueries({ queryKey: keys.deals(id) });
}

/** Changes a known row in place, for example its seen counter. */
export function changeDialog(client: QueryClient, id: number, change: (d: Dialog) => Dialog, me: number): boolean {
  const before = knownDialog(client, id);
  return before ? putDialog(client, change(before), me) : false;
}

/**
 * Frames lack `my_seen_in`. A row that was never loaded may have been read here before: one unread message is certain
 * (this frame), more would be a guess, so the exact number comes with the row itself when it is opened.
 */
function seenByMe(change: Change, before: Dialog | undefined): number {
  if (change.my_seen_in !== undefined) return Math.max(change.my_seen_in, before?.my_seen_in ?? 0);
  return before?.my_seen_in ?? Math.max(change.answered_in, change.in_count - 1);
}

/** The list with the row where it belongs. A row that only the server can judge stays where it is shown and is not brought in. */
export function withRow(list: List, row: Dialog, filter: ListFilter, me: number, by: Order): { list: List; sure: boolean } {
  const rows = list.pages.flatMap((page) => page.items);
  const at = rows.findIndex((d) => d.client_id === row.client_id);
  const verdict = fitsFilter(row, filter, me);
  const others = at < 0 ? rows : rows.toSpliced(at, 1);
  if (verdict === "out") return { list: at < 0 ? list : spread(list, others), sure: true };
  const place = others.findIndex((d) => order(row, d, by) < 0);
  const end = list.pages.at(-1)?.next === null;
  // Below everything loaded while more rows exist: it comes with its own page.
  if (place < 0 && !end) return { list: at < 0 ? list : spread(list, others), sure: true };
  if (verdict === "ask" && at < 0) return { list, sure: false };
  return { list: spread(list, others.toSpliced(place < 0 ? others.length : place, 0, row)), sure: true };
}

function withoutRow(list: List, id: number): List {
  const rows = list.pages.flatMap((page) => page.items);
  const left = rows.filter((d) => d.client_id !== id);
  return left.length === rows.length ? list : spread(list, left);
}

/** Pages keep their lengths, the last one takes what is over: cursors and the number of pages stay as they were. */
function spread(list: List, rows: Dialog[]): List {
  let from = 0;
  const pages = list.pages.map((page, index) => {
    const to = index === list.pages.length - 1 ? rows.length : Math.min(rows.length, from + page.items.length);
    const items = rows.slice(from, to);
    from = to;
    return { ...page, items };
  });
  return { ...list, pages };
}

function recount(client: QueryClient, before: Dialog, after: Dialog, me: number): boolean {
  const counts = client.getQueryData<Counts>(keys.counts);
  if (!counts) return true;
  const next = { ...counts };
  let sure = true;
  const move = (count: Count, was: boolean, is: boolean): Count => {
    if (was === is) return count;
    if (count.more) {
      // "999+" minus one may be 999 or still 999+: only the server knows.
      sure = sure && !was;
      return count;
    }
    const value = Math.max(0, count.count + (is ? 1 : -1));
    return value > 999 ? { count: 999, more: true } : { count: value, more: false };
  };
  for (const tab of tabs) next[tab] = move(counts[tab], inTab(before, tab, me), inTab(after, tab, me));
  next.unread_dialogs = move(counts.unread_dialogs, isUnread(before, me), isUnread(after, me));
  client.setQueryData(keys.counts, next);
  return sure;
}
