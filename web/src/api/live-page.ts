/**
 * The one live connection of the page: socket, cache and browser events tied together.
 * Snapshots go through `snapshot()`, which waits a moment for the first welcome: what is fetched before the cursor
 * exists could miss an event that falls between the two.
 */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";
import { type HintFrame, Live, type SocketLike } from "./live";
import { LiveCache } from "./live-cache";
import { connection, isLost, noteTyping, serverVersion, typists, viewers } from "./live-state";
import type { DialogRow, Message } from "./types";

const FIRST_WELCOME_MS = 1_500;
const READY_MS = 8_000;

interface Page {
  project: number;
  live: Live;
  cache: LiveCache;
  ready: Promise<void>;
  stop: () => void;
}
let page: Page | null = null;
/** Parts of the page listen longer than one connection lives. */
const messageListeners = new Set<(message: Message, dialog: DialogRow | null) => void>();
const givenListeners = new Set<(dialog: DialogRow) => void>();
const mentionListeners = new Set<(comment: Message) => void>();
const goneListeners = new Set<(client: number) => void>();
const draftListeners = new Set<(client: number) => void>();

export interface LivePageOptions {
  client: QueryClient;
  project: number;
  me: () => number;
  onEnded: (reason: "session" | "project") => void;
}

/** Starts the connection of this project, or keeps the one that runs. Answers with the way to stop it. */
export function startLive(options: LivePageOptions): () => void {
  if (page?.project === options.project) return page.stop;
  page?.stop();
  const cache = new LiveCache(options.client, options.me);
  cache.onMessage((message, dialog) => {
    for (const listener of messageListeners) listener(message, dialog);
  });
  cache.onGiven((dialog) => {
    for (const listener of givenListeners) listener(dialog);
  });
  cache.onMention((comment) => {
    for (const listener of mentionListeners) listener(comment);
  });
  cache.onGone((gone) => {
    for (const listener of goneListeners) listener(gone);
  });
  let welcome: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    welcome = resolve;
    setTimeout(resolve, FIRST_WELCOME_MS);
  });
  let late = false;
  setTimeout(() => {
    late = true;
  }, FIRST_WELCOME_MS);
  const live = new Live({
    open: () => openSocket(options.project),
    listener: {
      welcome: (version, fresh) => {
        connection.set("open");
        serverVersion.set(version);
        // Snapshots were let through before there was a cursor, or the cursor is new: take them again.
        if (fresh && late) void refetchLive(options.client);
        late = true;
        welcome();
      },
      frame: (frame) => cache.apply(frame),
      hint: (frame) => hint(frame, cache, options.me()),
      resync: () => void refetchLive(options.client),
      lost: () => void tellLoss(),
      ended: options.onEnded,
    },
  });
  const unlisten = listen(live);
  const stop = () => {
    unlisten();
    live.stop();
    connection.set("connecting");
    typists.set(new Map());
    viewers.set(new Map());
    if (page?.live === live) page = null;
  };
  page = { project: options.project, live, cache, ready, stop };
  live.start();
  return stop;
}

/** Fetches what the live socket keeps fresh afterwards. */
export async function snapshot<T>(fetch: () => Promise<T>): Promise<T> {
  if (!page) return fetch();
  await page.ready;
  return page ? page.cache.snapshot(fetch) : fetch();
}

export function tellTyping(client: number): void {
  page?.live.typing(client);
}

/** Which dialog is open, so that colleagues with the same one see it; null: none. */
export function tellViewing(client: number | null): void {
  page?.live.viewing(client);
}

/** Told of every new message once, whichever connection it came by, with the row of its dialog. */
export function onMessage(listener: (message: Message, dialog: DialogRow | null) => void): () => void {
  messageListeners.add(listener);
  return () => messageListeners.delete(listener);
}

/** Told of every client whom a colleague has made this employee's. */
export function onGiven(listener: (dialog: DialogRow) => void): () => void {
  givenListeners.add(listener);
  return () => givenListeners.delete(listener);
}

/** Told of every comment in which a colleague has named this employee. */
export function onMention(listener: (comment: Message) => void): () => void {
  mentionListeners.add(listener);
  return () => mentionListeners.delete(listener);
}

/** Told when a client may no longer be seen. */
export function onGone(listener: (client: number) => void): () => void {
  goneListeners.add(listener);
  return () => goneListeners.delete(listener);
}

/** Told when a draft of this employee has been written, on whichever of his devices. */
export function onDraft(listener: (client: number) => void): () => void {
  draftListeners.add(listener);
  return () => draftListeners.delete(listener);
}

/** Closed windows are thrown away, open ones are fetched again; rights may have changed with them. */
async function refetchLive(client: QueryClient): Promise<void> {
  for (const key of [keys.dialogs, ["dialog"], ["messages"], ["pins"], ["comments"], ["client"], ["deals"], ["scheduled"]])
    client.removeQueries({ queryKey: key, type: "inactive" });
  await client.invalidateQueries();
}

/** A closed socket does not say why. A server that lives asks its storage when it is asked whether it is ready. */
async function tellLoss(): Promise<void> {
  if (!isLost(connection.get())) connection.set("lost");
  const ready = await fetch("/readyz", { signal: AbortSignal.timeout(READY_MS) }).catch(() => null);
  const away = ready?.status === 503;
  if (isLost(connection.get())) connection.set(away ? "away" : "lost");
}

function hint(frame: HintFrame, cache: LiveCache, me: number): void {
  if (frame.type === "presence") {
    cache.presence(frame);
  } else if (frame.type === "draft") {
    for (const listener of draftListeners) listener(frame.client_id);
  } else if (frame.type === "viewers") {
    const others = frame.employee_ids.filter((id) => id !== me);
    viewers.set((all) => new Map(all).set(frame.client_id, others));
  } else if (frame.employee_id !== me) {
    noteTyping(frame.client_id, { who: frame.who, employee_id: frame.employee_id, name: frame.name }, Date.now());
  }
}

function openSocket(project: number): SocketLike {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/ws?project=${project}`) as unknown as SocketLike;
}

function listen(live: Live): () => void {
  const hurry = () => live.hurry();
  const suspect = () => live.suspect();
  const seen = () => {
    if (document.visibilityState === "visible") live.hurry();
  };
  window.addEventListener("online", hurry);
  window.addEventListener("offline", suspect);
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", suspect);
    document.removeEventListener("visibilitychange", seen);
  };
}
