import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dialogOf, ME, meOf, messageOf } from "@/testing/samples";
import { keys, type ListFilter } from "./keys";
import type { OrderedFrame } from "./live";
import { LiveCache } from "./live-cache";
import type { Timeline } from "./message-cache";
import type { Comments } from "./side-cache";
import type { Counts, Dialog, DialogsPage, EventKind, Message, MessagesPage, PinnedMessages } from "./types";

type List = InfiniteData<DialogsPage, string | null>;
const filter = (change: Partial<ListFilter> = {}): ListFilter => ({ tab: "all", filter: {}, ...change });
const page = (items: Dialog[], next: string | null = null): DialogsPage => ({ items, next });

let client: QueryClient;
let cache: LiveCache;
let seq: number;

const setList = (f: ListFilter, pages: DialogsPage[]) =>
  client.setQueryData<List>(keys.list(f), { pages, pageParams: pages.map((_, index) => (index === 0 ? null : String(index))) });
const rows = (f: ListFilter = filter()) =>
  (client.getQueryData<List>(keys.list(f))?.pages ?? []).map((p) => p.items.map((d) => d.client_id));
const count = (value: number) => ({ count: value, more: false });
const setCounts = (change: Partial<Counts> = {}) =>
  client.setQueryData<Counts>(keys.counts, {
    all: count(9),
    unanswered: count(5),
    mine: count(3),
    free: count(4),
    others: count(2),
    attention_channels: 0,
    unread_dialogs: count(2),
    ...change,
  });
const counts = () => client.getQueryData<Counts>(keys.counts);
const setMessages = (pages: MessagesPage[]) =>
  client.setQueryData<Timeline>(keys.messages(1), { pages, pageParams: pages.map(() => ({})) });
const messages = () => (client.getQueryData<Timeline>(keys.messages(1))?.pages ?? []).flatMap((p) => p.items);

interface Sent {
  dialog?: Dialog;
  message?: Message;
  employee?: number;
  client?: number;
  message_id?: number;
  data?: Record<string, number | string | boolean>;
}
function frameOf(kind: EventKind, what: Sent): OrderedFrame {
  seq += 1;
  const { my_seen_in: _mine, online: _here, marked_unread: _mark, ...row } = what.dialog ?? dialogOf({ client_id: 0 });
  return {
    type: "event",
    seq,
    prev: seq - 1,
    at: seq * 10,
    kind,
    client_id: what.client ?? what.dialog?.client_id ?? what.message?.client_id ?? null,
    message_id: what.message_id ?? what.message?.id ?? null,
    channel_id: null,
    employee_id: what.employee ?? null,
    data: what.data ?? {},
    dialog: what.dialog ? row : null,
    message: what.message ?? null,
    channel: null,
  };
}
const send = (kind: EventKind, what: Sent) => cache.apply(frameOf(kind, what));

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  cache = new LiveCache(client, () => ME);
  seq = 100;
});
afterEach(() => {
  vi.useRealTimers();
  client.clear();
});

test("clients of a table: what is shown is asked for again, at most once per pause, however many come in", () => {
  setList(filter(), [page([dialogOf({ client_id: 5 })])]);
  setCounts();
  client.setQueryData(keys.import(3), { state: "running" });
  const stale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  const asked = vi.spyOn(client, "invalidateQueries");
  const times = (key: readonly unknown[]) => asked.mock.calls.filter(([what]) => what?.queryKey?.[0] === key[0]).length;
  for (let number = 0; number < 50; number += 1) send("import.changed", { data: { import: 3 } });
  vi.advanceTimersByTime(3_000);
  for (const key of [keys.import(3), keys.list(filter()), keys.counts]) {
    expect(stale(key)).toBe(true);
    expect(times(key)).toBe(1);
  }
  // The last word of an import is not lost in a pause.
  send("import.changed", { data: { import: 3 } });
  vi.advanceTimersByTime(300);
  expect(times(keys.import(3))).toBe(2);
});

describe("rows of the list", () => {
  const three = () => [3, 2, 1].map((id) => dialogOf({ client_id: id, active_at: id * 100 }));

  test("a new message lifts its dialog to the top of the unpinned", () => {
    setList(filter(), [page([dialogOf({ client_id: 9, pinned: true, active_at: 1 }), ...three()])]);
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 900, last_n: 2, in_count: 2 }) });
    expect(rows()).toEqual([[9, 1, 3, 2]]);
  });

  test("a frame says nothing of the visitor being here: what is known stays, and a sign of presence changes it", () => {
    setList(filter(), [page([dialogOf({ client_id: 1, channel_kind: "site_chat", online: true })])]);
    const online = () => client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.online;
    send("message.created", { dialog: dialogOf({ client_id: 1, channel_kind: "site_chat", last_n: 2, in_count: 2 }) });
    expect(online()).toBe(true);
    cache.presence({ type: "presence", client_id: 1, online: false });
    expect(online()).toBe(false);
  });

  test("pinning lifts above everything, unpinning puts back by time", () => {
    setList(filter(), [page(three())]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, active_at: 100, pinned: true }) });
    expect(rows()).toEqual([[1, 3, 2]]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, active_at: 100 }) });
    expect(rows()).toEqual([[3, 2, 1]]);
  });

  test("equal moments are ordered by id, as the server pages them", () => {
    setList(filter(), [page([dialogOf({ client_id: 5, active_at: 500 })])]);
    send("message.created", { dialog: dialogOf({ client_id: 4, active_at: 500 }) });
    send("message.created", { dialog: dialogOf({ client_id: 6, active_at: 500 }) });
    expect(rows()).toEqual([[6, 5, 4]]);
  });

  test("a row below everything loaded waits for its page", () => {
    setList(filter(), [page(three(), "cursor")]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 7, active_at: 5 }) });
    expect(rows()).toEqual([[3, 2, 1]]);
  });

  test("at the end of the list such a row is appended", () => {
    setList(filter(), [page(three())]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 7, active_at: 5 }) });
    expect(rows()).toEqual([[3, 2, 1, 7]]);
  });

  test("no row is lost or doubled when it moves from one page to another", () => {
    setList(filter(), [
      page(
        [6, 5, 4].map((id) => dialogOf({ client_id: id, active_at: id * 100 })),
        "a",
      ),
      page(three(), "b"),
    ]);
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 900 }) });
    expect(rows()).toEqual([
      [1, 6, 5],
      [4, 3, 2],
    ]);
    expect(client.getQueryData<List>(keys.list(filter()))?.pages.map((p) => p.next)).toEqual(["a", "b"]);
  });

  test("a taken client leaves «Свободные» and comes to «Мои»", () => {
    setList(filter({ tab: "free" }), [page(three())]);
    setList(filter({ tab: "mine" }), [page([])]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 2, active_at: 200, responsible_id: ME }) });
    expect(rows(filter({ tab: "free" }))).toEqual([[3, 1]]);
    expect(rows(filter({ tab: "mine" }))).toEqual([[2]]);
  });

  test("a search keeps what the server found by phone and takes new rows by name only", () => {
    const f = filter({ filter: { q: "900" } });
    setList(f, [page([dialogOf({ client_id: 1 })])]);
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 5000 }) });
    send("message.created", { dialog: dialogOf({ client_id: 2, name: "Марина" }) });
    send("message.created", { dialog: dialogOf({ client_id: 3, name: "Дом 900" }) });
    expect(rows(f)[0]?.toSorted()).toEqual([1, 3]);
  });

  test("the list of one channel does not take rows of another", () => {
    const f = filter({ filter: { channel_ids: [8] } });
    setList(f, [page([])]);
    send("message.created", { dialog: dialogOf({ client_id: 1 }) });
    expect(rows(f)).toEqual([[]]);
  });

  test("what only the server can judge: a shown row stays, for others the list is asked for, once a pause", () => {
    const ask = vi.spyOn(client, "invalidateQueries");
    const f = filter({ filter: { variables: [{ name: "город", op: "equals", value: "Казань" }] } });
    setList(f, [page([dialogOf({ client_id: 1 })])]);
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 5000 }) });
    for (let id = 2; id <= 9; id += 1) send("message.created", { dialog: dialogOf({ client_id: id, active_at: 6000 }) });
    expect(rows(f)).toEqual([[1]]);
    const asked = () => ask.mock.calls.filter(([what]) => JSON.stringify(what?.queryKey) === JSON.stringify(keys.list(f))).length;
    expect(asked()).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(asked()).toBe(1);
  });

  test("a changed variable asks only for the lists that may have won or lost the client by it", () => {
    const ask = vi.spyOn(client, "invalidateQueries");
    const by = filter({ filter: { variables: [{ name: "город", op: "set" }] } });
    setList(by, [page([])]);
    setList(filter(), [page([])]);
    send("client.changed", { client: 1 });
    vi.advanceTimersByTime(1_000);
    const lists = ask.mock.calls.map(([what]) => what?.queryKey).filter((key) => key?.[0] === "dialogs");
    expect(lists).toEqual([keys.list(by)]);
  });

  test("a label put on brings the client into its list, taken off out of it; the dictionary is another matter", () => {
    const ask = vi.spyOn(client, "invalidateQueries");
    const f = filter({ filter: { label_ids: [5] } });
    setList(f, [page([])]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, label_ids: [5] }) });
    expect(rows(f)).toEqual([[1]]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, label_ids: [] }) });
    expect(rows(f)).toEqual([[]]);
    expect(ask.mock.calls.some(([what]) => what?.queryKey === keys.labels)).toBe(false);
    send("label.changed", { data: { kind: "label", id: 5 } });
    expect(ask).toHaveBeenCalledWith({ queryKey: keys.labels });
  });

  test("by the first contact a new message moves nothing", () => {
    const f = filter({ filter: { order: "created" } });
    setList(f, [page(three())]);
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 9000 }) });
    expect(rows(f)).toEqual([[3, 2, 1]]);
  });

  test("what only I have seen survives a patch that does not know it", () => {
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 5, my_seen_in: 4 })])]);
    send("message.created", { dialog: dialogOf({ client_id: 1, in_count: 6 }) });
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.my_seen_in).toBe(4);
  });

  test("a row never loaded claims one unread message and no more", () => {
    setList(filter(), [page([])]);
    send("message.created", { dialog: dialogOf({ client_id: 1, in_count: 40, answered_in: 10 }) });
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.my_seen_in).toBe(39);
  });

  test("gone takes the client out of everything and tells who has him open", () => {
    const closed: number[] = [];
    cache.onGone((id) => closed.push(id));
    setList(filter(), [page(three())]);
    client.setQueryData(keys.dialog(2), dialogOf({ client_id: 2 }));
    client.setQueryData(keys.client(2), {});
    cache.apply({ type: "gone", seq: 101, prev: 100, client_id: 2 });
    expect(rows()).toEqual([[3, 1]]);
    expect(client.getQueryData(keys.dialog(2))).toBeUndefined();
    expect(client.getQueryData(keys.client(2))).toBeUndefined();
    expect(closed).toEqual([2]);
  });

  test("restored: the row is back in its place, and what nobody kept of him is asked for anew", () => {
    setList(filter(), [page([dialogOf({ client_id: 2, active_at: 2000 })])]);
    client.setQueryData(keys.client(1), { id: 1 });
    const asked = vi.spyOn(client, "invalidateQueries");
    send("client.restored", { dialog: dialogOf({ client_id: 1, active_at: 3000 }) });
    expect(rows()).toEqual([[1, 2]]);
    vi.advanceTimersByTime(5_000);
    expect(asked).toHaveBeenCalledWith({ queryKey: keys.client(1) });
    expect(asked).toHaveBeenCalledWith({ queryKey: keys.list(filter()), exact: true });
    expect(asked).toHaveBeenCalledWith({ queryKey: keys.counts });
  });

  test("appeared puts the row in its place", () => {
    setList(filter(), [page(three())]);
    const { my_seen_in: _mine, ...dialog } = dialogOf({ client_id: 8, active_at: 250 });
    cache.apply({ type: "appeared", seq: 101, prev: 100, client_id: 8, dialog });
    expect(rows()).toEqual([[3, 8, 2, 1]]);
  });

  test("where those who wait stand on top an answered one goes below them, and comes back up with his next message", () => {
    const me = meOf();
    client.setQueryData(keys.me, { ...me, project: me.project && { ...me.project, waiting_first: true } });
    const [a, b, c] = [3, 2, 1].map((id) => dialogOf({ client_id: id, active_at: id, unanswered: id > 1 }));
    if (!a || !b || !c) throw new Error("three rows");
    setList(filter(), [page([a, b, c])]);
    cache.apply(frameOf("dialog.changed", { dialog: { ...a, unanswered: false, last_n: 2 } }));
    expect(rows()).toEqual([[2, 3, 1]]);
    cache.apply(frameOf("dialog.changed", { dialog: { ...c, unanswered: true, active_at: 9, last_n: 2 } }));
    expect(rows()).toEqual([[1, 2, 3]]);
  });
});

describe("counts", () => {
  test("follow a known row without asking the server", () => {
    setCounts();
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 1 })])]);
    send("dialog.changed", {
      dialog: dialogOf({ client_id: 1, in_count: 1, responsible_id: ME, unanswered: false, responsible_seen_in: 1 }),
    });
    expect(counts()).toMatchObject({
      all: count(9),
      unanswered: count(4),
      mine: count(4),
      free: count(3),
      others: count(2),
      unread_dialogs: count(1),
    });
  });

  test("an unknown row asks once, however many events come", () => {
    const ask = vi.spyOn(client, "invalidateQueries");
    setCounts();
    setList(filter(), [page([], "more")]);
    for (let id = 1; id <= 20; id += 1) send("message.created", { dialog: dialogOf({ client_id: id, active_at: 1 }) });
    vi.advanceTimersByTime(3_000);
    expect(ask.mock.calls.filter(([what]) => what?.queryKey === keys.counts)).toHaveLength(1);
  });

  test("999+ is never lowered by guessing", () => {
    setCounts({ unanswered: { count: 999, more: true } });
    const ask = vi.spyOn(client, "invalidateQueries");
    setList(filter(), [page([dialogOf({ client_id: 1 })])]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, unanswered: false }) });
    expect(counts()?.unanswered).toEqual({ count: 999, more: true });
    vi.advanceTimersByTime(3_000);
    expect(ask).toHaveBeenCalledWith({ queryKey: keys.counts });
  });

  test("the thousandth becomes 999+", () => {
    setCounts({ mine: count(999) });
    setList(filter(), [page([dialogOf({ client_id: 1 })])]);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, responsible_id: ME }) });
    expect(counts()?.mine).toEqual({ count: 999, more: true });
  });
});

describe("seen", () => {
  test("my reading of a free dialog on another device clears it here", () => {
    setCounts();
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 3 })])]);
    send("dialog.seen", { client: 1, employee: ME, data: { in_count: 3 } });
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.my_seen_in).toBe(3);
    expect(counts()?.unread_dialogs).toEqual(count(1));
  });

  test("reading never goes backwards", () => {
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 3, my_seen_in: 3 })])]);
    send("dialog.seen", { client: 1, employee: ME, data: { in_count: 1 } });
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.my_seen_in).toBe(3);
  });

  test("my mark counts an otherwise read dialog once, and looking again takes it back", () => {
    setCounts({ unread_dialogs: count(2) });
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 1, my_seen_in: 1 })])]);
    const marked = () => client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.marked_unread;
    send("dialog.seen", { client: 1, employee: ME, data: { marked_unread: true } });
    expect(marked()).toBe(true);
    expect(counts()?.unread_dialogs).toEqual(count(3));
    send("dialog.seen", { client: 1, employee: ME, data: { in_count: 1, marked_unread: false } });
    expect(marked()).toBe(false);
    expect(counts()?.unread_dialogs).toEqual(count(2));
  });

  test("a mark on a dialog that is unread anyway counts it no second time", () => {
    setCounts({ unread_dialogs: count(2) });
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 3 })])]);
    send("dialog.seen", { client: 1, employee: ME, data: { marked_unread: true } });
    expect(counts()?.unread_dialogs).toEqual(count(2));
  });

  test("a mark holds while the row changes, until the client is blocked", () => {
    setList(filter(), [page([dialogOf({ client_id: 1, marked_unread: true })])]);
    const marked = () => client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.marked_unread;
    send("message.created", { dialog: dialogOf({ client_id: 1, last_n: 2 }) });
    send("dialog.seen", { client: 1, employee: ME, data: { in_count: 1 } });
    send("dialog.seen", { client: 1, employee: 2, data: { in_count: 1, marked_unread: false } });
    expect(marked()).toBe(true);
    send("dialog.changed", { dialog: dialogOf({ client_id: 1, last_n: 3, blocked: true }), data: { blocked: true } });
    expect(marked()).toBe(false);
  });

  test("a colleague's reading is his own", () => {
    setList(filter(), [page([dialogOf({ client_id: 1, in_count: 3 })])]);
    send("dialog.seen", { client: 1, employee: 2, data: { in_count: 3 } });
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.my_seen_in).toBe(0);
  });
});

describe("messages", () => {
  const whole = (...items: Message[]): MessagesPage => ({ items, before: null, after: null });

  test("a new message is appended in order of time", () => {
    setMessages([whole(messageOf({ id: 1 }), messageOf({ id: 3 }))]);
    send("message.created", { message: messageOf({ id: 4 }) });
    send("message.created", { message: messageOf({ id: 5, sent_at: 2000 }) });
    expect(messages().map((m) => m.id)).toEqual([1, 5, 3, 4]);
  });

  test("a window that does not reach the end takes no new message", () => {
    setMessages([{ items: [messageOf({ id: 1 })], before: null, after: "later" }]);
    send("message.created", { message: messageOf({ id: 9 }) });
    expect(messages().map((m) => m.id)).toEqual([1]);
  });

  test("a message older than the window waits for its page", () => {
    setMessages([{ items: [messageOf({ id: 5 })], before: "older", after: null }]);
    send("message.created", { message: messageOf({ id: 2 }) });
    expect(messages().map((m) => m.id)).toEqual([5]);
  });

  test("an edit replaces, a deletion empties", () => {
    setMessages([whole(messageOf({ id: 1 }), messageOf({ id: 2 }))]);
    send("message.changed", { message: messageOf({ id: 1, text: "иначе", edited_at: 5 }) });
    send("message.deleted", { client: 1, message_id: 2 });
    expect(messages()[0]).toMatchObject({ text: "иначе", edited_at: 5 });
    expect(messages()[1]?.text).toBe("");
    expect(messages()[1]?.deleted_at).not.toBeNull();
  });

  test("pins and comments beside the timeline follow, whether it is loaded or not", () => {
    const comment = messageOf({ id: 4, kind: "comment", author_kind: "employee", author_id: 2 });
    client.setQueryData<PinnedMessages>(keys.pins(1), { items: [] });
    client.setQueryData<Comments>(keys.comments(1), { pages: [{ items: [], next: null }], pageParams: [null] });
    const pins = () => client.getQueryData<PinnedMessages>(keys.pins(1))?.items.map((one) => one.id);
    const comments = () => client.getQueryData<Comments>(keys.comments(1))?.pages[0]?.items.map((one) => one.id);
    send("message.created", { message: comment });
    send("message.changed", { message: { ...comment, pinned_at: 50 } });
    expect([pins(), comments()]).toEqual([[4], [4]]);
    send("message.changed", { message: { ...comment, pinned_at: null } });
    expect([pins(), comments()]).toEqual([[], [4]]);
    send("message.deleted", { client: 1, message_id: 4 });
    expect(comments()).toEqual([]);
  });

  test("who is named in a comment hears of it once, nobody else does", () => {
    const heard: number[] = [];
    cache.onMention((comment) => heard.push(comment.id));
    const comment = messageOf({ id: 4, kind: "comment" });
    send("employee.mentioned", { message: comment, employee: 2, data: { by: 3 } });
    send("employee.mentioned", { message: comment, employee: ME, data: { by: ME } });
    expect(heard).toEqual([]);
    send("employee.mentioned", { message: comment, employee: ME, data: { by: 3 } });
    expect(heard).toEqual([4]);
  });

  test("who is given a client by a colleague hears of it once, his own taking is no news", () => {
    const given = vi.fn();
    cache.onGiven(given);
    const dialog = dialogOf({ client_id: 1, responsible_id: ME });
    send("dialog.changed", { dialog, employee: 2, data: { responsible: ME, responsible_before: 2 } });
    expect(given).toHaveBeenCalledTimes(1);
    send("dialog.changed", { dialog, employee: ME, data: { responsible: ME } });
    send("dialog.changed", { dialog, employee: 2, data: { responsible: 3 } });
    expect(given).toHaveBeenCalledTimes(1);
  });

  test("a file that has arrived changes in place", () => {
    const file = {
      id: 7,
      kind: "document",
      name: "a.pdf",
      mime: "",
      size: 1,
      width: null,
      height: null,
      duration_s: null,
      state: "loading",
      url: "",
      thumb_url: null,
    } as const;
    setMessages([whole(messageOf({ id: 1, files: [{ ...file }] }))]);
    send("file.changed", { client: 1, data: { file: 7, state: "stored" } });
    expect(messages()[0]?.files[0]?.state).toBe("stored");
  });
});

describe("snapshots on their way", () => {
  test("an event that came while the snapshot was fetched is not lost", async () => {
    let answer: (list: List) => void = () => {};
    const fetched = new Promise<List>((resolve) => {
      answer = resolve;
    });
    const done = client.fetchQuery({ queryKey: keys.list(filter()), queryFn: () => cache.snapshot(() => fetched) });
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 900, last_n: 2 }) });
    answer({ pages: [page([dialogOf({ client_id: 2, active_at: 200 }), dialogOf({ client_id: 1, active_at: 100 })])], pageParams: [null] });
    await done;
    vi.advanceTimersByTime(1);
    expect(rows()).toEqual([[1, 2]]);
  });

  test("a snapshot newer than the event wins", async () => {
    let answer: (list: List) => void = () => {};
    const fetched = new Promise<List>((resolve) => {
      answer = resolve;
    });
    const done = client.fetchQuery({ queryKey: keys.list(filter()), queryFn: () => cache.snapshot(() => fetched) });
    send("message.created", { dialog: dialogOf({ client_id: 1, active_at: 900, last_n: 2 }) });
    answer({ pages: [page([dialogOf({ client_id: 1, active_at: 950, last_n: 3 })])], pageParams: [null] });
    await done;
    vi.advanceTimersByTime(1);
    expect(client.getQueryData<List>(keys.list(filter()))?.pages[0]?.items[0]?.last_n).toBe(3);
  });
});
