/**
 * Messages in the cache. A dialog's timeline is a window of pages; a new message is appended only when the window
 * reaches the end of the dialog, otherwise it would stand next to a message it does not follow.
 */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";
import type { FileRef, Message, MessageState, MessagesPage } from "./types";

export interface WindowParam {
  before?: string;
  after?: string;
  around?: number;
}
export type Timeline = InfiniteData<MessagesPage, WindowParam>;

/** Where the change comes from: frames come in order and are always right, an answer may have been overtaken by a frame. */
export type Source = "frame" | "answer";

const rank: Record<MessageState, number> = { queued: 0, sending: 1, unknown: 2, failed: 2, sent: 3, delivered: 4, read: 5 };

export function putMessage(client: QueryClient, message: Message, source: Source): void {
  client.setQueryData<Timeline>(keys.messages(message.client_id), (timeline) =>
    timeline ? withMessage(timeline, message, source) : timeline,
  );
}

export function markDeleted(client: QueryClient, clientId: number, messageId: number, at: number): void {
  changeMessage(client, clientId, messageId, (m) => ({ ...m, deleted_at: m.deleted_at ?? at, text: "", entities: [], files: [] }));
}

export function putFile(client: QueryClient, clientId: number, file: Pick<FileRef, "id"> & Partial<FileRef>): void {
  client.setQueryData<Timeline>(keys.messages(clientId), (timeline) => {
    if (!timeline) return timeline;
    return mapMessages(timeline, (m) =>
      m.files.some((f) => f.id === file.id) ? { ...m, files: m.files.map((f) => (f.id === file.id ? { ...f, ...file } : f)) } : m,
    );
  });
}

export function changeMessage(client: QueryClient, clientId: number, messageId: number, change: (m: Message) => Message): void {
  client.setQueryData<Timeline>(keys.messages(clientId), (timeline) =>
    timeline ? mapMessages(timeline, (m) => (m.id === messageId ? change(m) : m)) : timeline,
  );
}

export function withMessage(timeline: Timeline, message: Message, source: Source): Timeline {
  const known = timeline.pages.some((page) => page.items.some((m) => m.id === message.id));
  if (known) return mapMessages(timeline, (m) => (m.id === message.id ? merged(m, message, source) : m));
  const first = timeline.pages[0]?.items[0];
  const last = timeline.pages.at(-1);
  if (!last) return timeline;
  const atEnd = last.after === null;
  const beforeWindow = first !== undefined && compare(message, first) < 0 && timeline.pages[0]?.before !== null;
  const newest = last.items.at(-1);
  const afterWindow = newest === undefined || compare(message, newest) > 0;
  // Not between loaded neighbours and not at the true end: it will come with its own page.
  if (beforeWindow || (afterWindow && !atEnd)) return timeline;
  return inserted(timeline, message);
}

export function compare(a: Message, b: Message): number {
  return a.sent_at - b.sent_at || a.n - b.n;
}

function inserted(timeline: Timeline, message: Message): Timeline {
  let index = timeline.pages.length - 1;
  while (index > 0) {
    const head = timeline.pages[index]?.items[0];
    if (head !== undefined && compare(message, head) > 0) break;
    index -= 1;
  }
  const pages = timeline.pages.map((page, at) => {
    if (at !== index) return page;
    const items = [...page.items, message].sort(compare);
    return { ...page, items };
  });
  return { ...timeline, pages };
}

/** An answer that a frame has overtaken is older as a whole: its text, its state and what may be done with it. */
function merged(was: Message, now: Message, source: Source): Message {
  return source === "answer" && overtaken(was, now) ? was : now;
}

function overtaken(was: Message, now: Message): boolean {
  const later = was.state !== null && now.state !== null && rank[was.state] > rank[now.state];
  return later || (was.edited_at ?? 0) > (now.edited_at ?? 0) || (was.deleted_at !== null && now.deleted_at === null);
}

function mapMessages(timeline: Timeline, change: (m: Message) => Message): Timeline {
  let touched = false;
  const pages = timeline.pages.map((page) => {
    let own = false;
    const items = page.items.map((m) => {
      const next = change(m);
      own = own || next !== m;
      return next;
    });
    touched = touched || own;
    return own ? { ...page, items } : page;
  });
  return touched ? { ...timeline, pages } : timeline;
}
