/**
 * What a frame of the live socket changes in the page's cache.
 * A snapshot that was on its way while frames came in may be older than they are: `LiveCache` remembers recent frames
 * and applies them once more when such a snapshot has landed. Applying a frame twice changes nothing.
 */
import type { QueryClient } from "@tanstack/react-query";
import { changeDialog, dropDialog, knownDialog, putDialog } from "./dialog-cache";
import { needsServer, seenUpTo } from "./dialogs";
import { keys, type ListFilter } from "./keys";
import type { OrderedFrame, PresenceFrame } from "./live";
import { endTyping } from "./live-state";
import { markDeleted, putFile, putMessage } from "./message-cache";
import { paused } from "./paused";
import { putComment, putPin, withoutSideMessage } from "./side-cache";
import type { Channel, Channels, DialogRow, Event, FileRef, Message } from "./types";

type EventFrame = Extract<OrderedFrame, { type: "event" }>;

const KEPT_FRAMES = 1_000;
const COUNTS_PAUSE_MS = 3_000;
const LISTS_PAUSE_MS = 1_000;
const IMPORTS_PAUSE_MS = 300;

export class LiveCache {
  private readonly client: QueryClient;
  private readonly me: () => number;
  private frames: OrderedFrame[] = [];
  /** Number of frames ever seen; a mark is a position in that count. */
  private total = 0;
  private readonly unsure = new Map<string, ListFilter>();
  /** Imports that have moved, each with its channel. */
  private readonly moved = new Map<number, number | null>();
  private readonly gone = new Set<(client: number) => void>();
  private readonly came = new Set<(message: Message, dialog: DialogRow | null) => void>();
  private readonly given = new Set<(dialog: DialogRow) => void>();
  private readonly named = new Set<(comment: Message) => void>();

  constructor(client: QueryClient, me: () => number) {
    this.client = client;
    this.me = me;
  }

  /** Told when a client may no longer be seen, so that an open dialog can close. */
  onGone(listener: (client: number) => void): () => void {
    this.gone.add(listener);
    return () => this.gone.delete(listener);
  }

  /** Told of every new message once, after the cache knows it. */
  onMessage(listener: (message: Message, dialog: DialogRow | null) => void): () => void {
    this.came.add(listener);
    return () => this.came.delete(listener);
  }

  /** Told of every client whom a colleague has made this employee's. */
  onGiven(listener: (dialog: DialogRow) => void): () => void {
    this.given.add(listener);
    return () => this.given.delete(listener);
  }

  /** Told of every comment in which a colleague has named this employee. */
  onMention(listener: (comment: Message) => void): () => void {
    this.named.add(listener);
    return () => this.named.delete(listener);
  }

  apply(frame: OrderedFrame): void {
    this.frames.push(frame);
    this.total += 1;
    if (this.frames.length > KEPT_FRAMES) this.frames = this.frames.slice(-KEPT_FRAMES / 2);
    this.change(frame, "first");
  }

  /** A website visitor came or went. */
  presence(frame: PresenceFrame): void {
    changeDialog(this.client, frame.client_id, (d) => ({ ...d, online: frame.online }), this.me());
  }

  /** Wraps the fetch of a snapshot: frames that came in between are applied again on top of it. */
  async snapshot<T>(fetch: () => Promise<T>): Promise<T> {
    const mark = this.total;
    const data = await fetch();
    // After the query has taken the answer, which happens in the microtasks of this very promise.
    if (this.total > mark || this.client.isFetching() > 0) setTimeout(() => this.replay(mark), 0);
    return data;
  }

  private replay(mark: number): void {
    const missed = this.total - mark;
    if (missed > 0) for (const frame of this.frames.slice(-missed)) this.change(frame, "again");
  }

  private change(frame: OrderedFrame, time: "first" | "again"): void {
    switch (frame.type) {
      case "gone":
        dropDialog(this.client, frame.client_id);
        this.askCounts();
        if (time === "first") for (const listener of this.gone) listener(frame.client_id);
        return;
      case "appeared":
        putDialog(this.client, frame.dialog, this.me(), this.askList);
        this.askCounts();
        // To whom others' clients are hidden a client comes out of nowhere when he becomes his own.
        if (time === "first" && frame.dialog.responsible_id === this.me()) this.tellGiven(frame.dialog);
        return;
      case "event":
        return this.event(frame, time);
    }
  }

  private event(frame: EventFrame, time: "first" | "again"): void {
    this.message(frame);
    if (frame.kind === "dialog.seen") this.seen(frame);
    if (frame.dialog && !this.older(frame)) {
      // A block takes everybody's marks away, and no frame says so by itself.
      const unmarked = frame.kind === "dialog.changed" && frame.data.blocked !== undefined ? { marked_unread: false } : {};
      if (!putDialog(this.client, { ...frame.dialog, ...unmarked }, this.me(), this.askList)) this.askCounts();
    }
    if (frame.dialog || frame.kind === "dialog.seen") this.askMatching();
    if (time === "again") return;
    this.rest(frame);
    if (frame.kind === "message.created" && frame.message) for (const listener of this.came) listener(frame.message, frame.dialog);
    const given = frame.kind === "dialog.changed" && frame.data.responsible === this.me() && frame.employee_id !== this.me();
    if (given && frame.dialog) this.tellGiven(frame.dialog);
    const named = frame.kind === "employee.mentioned" && frame.employee_id === this.me() && frame.data.by !== this.me();
    if (named && frame.message && frame.message.deleted_at === null) for (const listener of this.named) listener(frame.message);
  }

  private tellGiven(dialog: DialogRow): void {
    for (const listener of this.given) listener(dialog);
  }

  /** A replayed frame must not bring back a row that a newer snapshot has already moved on. */
  private older(frame: EventFrame): boolean {
    const known = frame.dialog ? knownDialog(this.client, frame.dialog.client_id) : undefined;
    return known !== undefined && frame.dialog !== null && known.last_n > frame.dialog.last_n;
  }

  private message(frame: EventFrame): void {
    if (frame.message) {
      putMessage(this.client, frame.message, "frame");
      putPin(this.client, frame.message);
      putComment(this.client, frame.message);
      if (frame.kind === "message.created") {
        endTyping(
          frame.message.client_id,
          frame.message.kind === "in" ? "client" : "employee",
          frame.message.kind === "in" ? null : frame.message.author_id,
        );
      }
      return;
    }
    if (frame.client_id === null) return;
    if (frame.kind === "message.deleted" && frame.message_id !== null) {
      markDeleted(this.client, frame.client_id, frame.message_id, frame.at);
      withoutSideMessage(this.client, frame.client_id, frame.message_id);
    }
    if (frame.kind === "file.changed") putFile(this.client, frame.client_id, fileOf(frame.data));
    if (frame.kind === "message.changed") {
      for (const key of [keys.messages, keys.pins, keys.comments]) void this.client.invalidateQueries({ queryKey: key(frame.client_id) });
    }
  }

  /** What this employee has seen or marked unread, on whichever of his devices. */
  private seen(frame: EventFrame): void {
    const me = this.me();
    const { in_count: upTo, marked_unread: marked } = frame.data;
    if (frame.client_id === null || frame.employee_id !== me) return;
    if (typeof upTo !== "number" && typeof marked !== "boolean") return;
    const kept = changeDialog(
      this.client,
      frame.client_id,
      (d) => ({
        ...seenUpTo(d, me, typeof upTo === "number" ? upTo : 0),
        marked_unread: typeof marked === "boolean" ? marked : d.marked_unread,
      }),
      me,
    );
    if (!kept) this.askCounts();
  }

  /** Everything that is not a message or a row. */
  private rest(frame: EventFrame): void {
    const again = (key: readonly unknown[]) => void this.client.invalidateQueries({ queryKey: key });
    switch (frame.kind) {
      case "client.created":
        this.askCounts();
        return again(keys.steps);
      case "label.changed":
        return again(frame.data.kind === "list" ? keys.lists : keys.labels);
      case "client.changed":
        this.variablesChanged();
        if (frame.client_id !== null) {
          again(keys.client(frame.client_id));
          again(keys.duplicates(frame.client_id));
        }
        return;
      case "deal.created":
      case "deal.changed":
      case "deal.deleted":
        if (frame.client_id !== null) again(keys.deals(frame.client_id));
        return;
      case "scheduled.created":
      case "scheduled.changed":
      case "scheduled.gone":
        if (frame.client_id !== null) {
          again(keys.scheduled(frame.client_id));
          again(keys.client(frame.client_id));
          again(keys.dialog(frame.client_id));
        }
        return;
      case "job.changed":
        return again(keys.job(Number(frame.data.job)));
      case "import.changed":
        return this.imported(frame);
      case "client.restored":
        if (frame.client_id !== null) this.restored(frame.client_id);
        return;
      case "filter.changed":
        return again(keys.savedFilters);
      case "template.changed":
        return again(keys.templates);
      case "dialog.changed":
        if (frame.client_id !== null) again(keys.client(frame.client_id));
        return;
      case "channel.created":
      case "channel.changed":
      case "channel.deleted":
        return this.channel(frame);
      case "employee.changed":
        again(keys.employees);
        again(keys.steps);
        if (frame.employee_id === this.me()) again(keys.me);
        return;
      case "project.changed":
        again(keys.me);
        // Who stands on top may be another one from now on.
        again(keys.dialogs);
        return again(keys.steps);
      default:
        return;
    }
  }

  /** Nothing of him was kept while he was gone: his place, his counters and what is open of him are asked for anew. */
  private restored(id: number): void {
    for (const [key] of this.client.getQueriesData({ queryKey: keys.dialogs })) this.askList(key[1] as ListFilter);
    for (const key of [keys.dialog, keys.messages, keys.pins, keys.comments, keys.client, keys.deals])
      void this.client.invalidateQueries({ queryKey: key(id) });
    this.askCounts();
  }

  private channel(frame: EventFrame): void {
    const id = frame.channel_id;
    this.askCounts();
    void this.client.invalidateQueries({ queryKey: keys.steps });
    if (frame.kind === "channel.changed" && frame.channel) {
      const changed = frame.channel;
      this.client.setQueryData<Channels>(keys.channels, (all) =>
        all ? { ...all, items: all.items.map((c) => (c.id === changed.id ? changed : c)) } : all,
      );
      this.client.setQueryData<Channel>(keys.channel(changed.id), (known) => (known ? changed : known));
      return;
    }
    void this.client.invalidateQueries({ queryKey: keys.channels });
    if (id !== null) void this.client.invalidateQueries({ queryKey: keys.channel(id) });
  }

  private readonly askCounts = paused(COUNTS_PAUSE_MS, () => void this.client.invalidateQueries({ queryKey: keys.counts }));

  /** A variable shows in no row: lists that ask for one may have won or lost this client. */
  private variablesChanged(): void {
    for (const [key] of this.client.getQueriesData({ queryKey: keys.dialogs })) {
      const list = key[1] as ListFilter;
      if (needsServer(list.filter) || list.filter.q) this.askList(list);
    }
    this.askMatching();
  }

  private readonly askList = (list: ListFilter): void => {
    this.unsure.set(JSON.stringify(list), list);
    this.askLists();
  };

  /** How many fit a filter is said beside it. */
  private askMatching(): void {
    if (this.client.getQueryCache().find({ queryKey: keys.matching, exact: false, type: "active" })) this.askLists();
  }

  private readonly askLists = paused(LISTS_PAUSE_MS, () => {
    const lists = [...this.unsure.values()];
    this.unsure.clear();
    for (const list of lists) void this.client.invalidateQueries({ queryKey: keys.list(list), exact: true });
    void this.client.invalidateQueries({ queryKey: keys.matching });
  });

  /** Clients of a table come in by the hundred, and no frame tells of each: lists, counts and what is open of them are asked for anew. */
  private imported(frame: EventFrame): void {
    this.moved.set(Number(frame.data.import), frame.channel_id);
    this.askImports();
    for (const [key] of this.client.getQueriesData({ queryKey: keys.dialogs })) this.askList(key[1] as ListFilter);
    this.askCounts();
  }

  private readonly askImports = paused(IMPORTS_PAUSE_MS, () => {
    for (const [id, channel] of this.moved) {
      void this.client.invalidateQueries({ queryKey: keys.import(id) });
      if (channel !== null) void this.client.invalidateQueries({ queryKey: keys.imports(channel) });
    }
    this.moved.clear();
    for (const open of ["client", "dialog"]) void this.client.invalidateQueries({ queryKey: [open] });
  });
}

function fileOf(data: Event["data"]): Pick<FileRef, "id"> & Partial<FileRef> {
  const state = data.state;
  const known = state === "stored" || state === "loading" || state === "failed" || state === "too_big";
  return { id: Number(data.file), ...(known ? { state } : {}) };
}
