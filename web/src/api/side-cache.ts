/**
 * Messages that stand a second time beside the timeline: the pinned ones above it, the comments in the card.
 * Both lists follow every message that changes, whether its own dialog's timeline is loaded or not.
 */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";
import { withPin } from "./pins";
import type { CommentsPage, Message, PinnedMessages } from "./types";

export type Comments = InfiniteData<CommentsPage, string | null>;

export function putPin(client: QueryClient, message: Message): void {
  client.setQueryData<PinnedMessages>(keys.pins(message.client_id), (known) => {
    if (!known) return known;
    const items = withPin(known.items, message);
    return items === known.items ? known : { ...known, items };
  });
}

export function putComment(client: QueryClient, message: Message): void {
  if (message.kind !== "comment") return;
  client.setQueryData<Comments>(keys.comments(message.client_id), (known) => (known ? withComment(known, message) : known));
}

export function withoutSideMessage(client: QueryClient, clientId: number, messageId: number): void {
  client.setQueryData<PinnedMessages>(keys.pins(clientId), (known) =>
    known?.items.some((pin) => pin.id === messageId) ? { ...known, items: known.items.filter((pin) => pin.id !== messageId) } : known,
  );
  client.setQueryData<Comments>(keys.comments(clientId), (known) => (known ? dropped(known, messageId) : known));
}

/** Newest first. A comment older than everything loaded comes with its own page. */
export function withComment(comments: Comments, message: Message): Comments {
  const rest = dropped(comments, message.id);
  if (message.deleted_at !== null) return rest;
  const index = rest.pages.findIndex((page, at) => {
    const last = page.items.at(-1);
    const end = at === rest.pages.length - 1 && page.next === null;
    return end || (last !== undefined && newer(message, last) < 0);
  });
  if (index < 0) return rest;
  const pages = rest.pages.map((page, at) => (at === index ? { ...page, items: [...page.items, message].sort(newer) } : page));
  return { ...rest, pages };
}

function newer(a: Message, b: Message): number {
  return b.sent_at - a.sent_at || b.n - a.n;
}

function dropped(comments: Comments, id: number): Comments {
  if (!comments.pages.some((page) => page.items.some((item) => item.id === id))) return comments;
  return { ...comments, pages: comments.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })) };
}
