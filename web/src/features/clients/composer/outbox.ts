/**
 * Messages on their way to the server. The bubble is there at once, the text is kept on this device until the server
 * has answered, across reloads and without a connection.
 * - `client_ref` is made once per message: a repeated request never doubles it.
 * - Messages of one dialog go one after another, dialogs side by side. Comments have a queue of their own in each dialog:
 *   a message that the client's news has stopped keeps no word from the colleagues.
 * - A lost connection or a busy server is waited out; a refusal stops its queue and shows why.
 */
import { ProblemError, problemOf } from "@/api/request";
import type { FileRef, Message, NewComment, NewMessage, Problem } from "@/api/types";
import { createStore, type Store } from "@/lib/store";

export type ReplyPreview = NonNullable<Message["reply_to"]>;

export interface Outgoing {
  /** A comment is for the colleagues and goes another way: it never reaches the client. */
  kind: "message" | "comment";
  /** Colleagues named in a comment. */
  mention_ids: number[];
  client_ref: string;
  client_id: number;
  text: string;
  reply_to: ReplyPreview | null;
  files: FileRef[];
  /** The newest message that was on the screen when the operator pressed "send"; null = send whatever has come. */
  seen_n: number | null;
  /** The client's app makes no sound, where the messenger can do that. */
  silent?: boolean | undefined;
  at: number;
  state: "waiting" | "sending" | "stopped";
  problem: Problem | null;
}

export interface OutboxOptions {
  /** Storage keys begin with this: one project and employee never see the messages of another. */
  prefix: string;
  storage: Storage;
  send: (client: number, message: NewMessage) => Promise<Message>;
  sendComment: (client: number, comment: NewComment) => Promise<Message>;
  /** The stored message goes into the timeline before its bubble leaves the queue, so nothing flickers. */
  stored: (message: Message) => void;
  random?: () => number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const MAX_STORED = 500;

export class Outbox {
  readonly queue: Store<readonly Outgoing[]> = createStore<readonly Outgoing[]>([]);
  private readonly options: OutboxOptions;
  private readonly random: () => number;
  private readonly busy = new Set<string>();
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private open = true;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.random = options.random ?? Math.random;
    this.queue.set(this.load());
  }

  /** Sends what a former visit left behind. */
  start(): void {
    this.hurry();
  }

  close(): void {
    this.open = false;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  add(
    message: Pick<Outgoing, "client_id" | "text" | "reply_to" | "files" | "seen_n" | "silent"> & { client_ref: string; at: number },
  ): void {
    this.put({ ...message, kind: "message", mention_ids: [], state: "waiting", problem: null });
  }

  addComment(comment: Pick<Outgoing, "client_id" | "text" | "mention_ids" | "client_ref" | "at">): void {
    this.put({ ...comment, kind: "comment", reply_to: null, files: [], seen_n: null, state: "waiting", problem: null });
  }

  private put(entry: Outgoing): void {
    this.keep(entry);
    this.queue.set((all) => [...all, entry]);
    this.pump(laneOf(entry));
  }

  /** One more press after "a newer message has come": the operator has seen it now. */
  sendAnyway(ref: string): void {
    this.change(ref, { state: "waiting", problem: null, seen_n: null });
  }

  /** Now instead of after the pause, or once more after a refusal. */
  repeat(ref: string): void {
    if (this.find(ref)?.state !== "sending") this.change(ref, { state: "waiting", problem: null });
  }

  /** Takes an unsent message back; its text goes to whoever called. */
  withdraw(ref: string): Outgoing | undefined {
    const entry = this.find(ref);
    if (!entry || entry.state === "sending") return undefined;
    this.drop(ref);
    this.pump(laneOf(entry));
    return entry;
  }

  /** The connection is back: no reason to sit out the pause. */
  hurry(): void {
    this.failures.clear();
    for (const lane of new Set(this.queue.get().map(laneOf))) this.pump(lane);
  }

  private change(ref: string, change: Partial<Outgoing>): void {
    const entry = this.find(ref);
    if (!entry) return;
    this.replace({ ...entry, ...change });
    this.pump(laneOf(entry));
  }

  private pump(lane: string): void {
    if (!this.open || this.busy.has(lane)) return;
    const timer = this.timers.get(lane);
    if (timer !== undefined) clearTimeout(timer);
    this.timers.delete(lane);
    const head = this.queue.get().find((entry) => laneOf(entry) === lane);
    if (!head || head.state === "stopped") return;
    this.busy.add(lane);
    this.replace({ ...head, state: "sending" });
    void this.attempt(head);
  }

  private async attempt(entry: Outgoing): Promise<void> {
    const lane = laneOf(entry);
    let wait: number | null = null;
    try {
      const message = await this.request(entry);
      this.failures.delete(lane);
      this.options.stored(message);
      this.drop(entry.client_ref);
      this.seenOwn(entry.client_id, message.n);
    } catch (error) {
      wait = this.failed(entry, error);
    }
    this.busy.delete(lane);
    if (!this.open) return;
    if (wait === null) this.pump(lane);
    else
      this.timers.set(
        lane,
        setTimeout(() => this.pump(lane), wait),
      );
  }

  private request(entry: Outgoing): Promise<Message> {
    const { client_id, text, client_ref } = entry;
    if (entry.kind === "comment") return this.options.sendComment(client_id, { text, client_ref, mention_ids: entry.mention_ids });
    return this.options.send(client_id, {
      text,
      client_ref,
      seen_n: entry.seen_n,
      reply_to: entry.reply_to?.id ?? null,
      file_ids: entry.files.map((file) => file.id),
      ...(entry.silent ? { silent: true } : {}),
    });
  }

  /** Own messages sent one after another are no news to each other: what follows directly has been seen. */
  private seenOwn(client: number, n: number): void {
    for (const entry of this.queue.get()) {
      if (entry.client_id === client && entry.seen_n === n - 1) this.replace({ ...entry, seen_n: n });
    }
  }

  /** How long to wait before the next attempt; null when the dialog's queue stops. */
  private failed(entry: Outgoing, error: unknown): number | null {
    const problem = problemOf(error);
    const passing = !(error instanceof ProblemError) || error.transient || error.status === 401;
    this.replace({ ...entry, state: passing ? "waiting" : "stopped", problem });
    if (!passing) return null;
    const times = this.failures.get(laneOf(entry)) ?? 0;
    this.failures.set(laneOf(entry), times + 1);
    if (typeof problem.retry_after_s === "number") return Math.max(FIRST_RETRY_MS, problem.retry_after_s * 1_000);
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(times, 10));
    return ceiling / 2 + (ceiling / 2) * this.random();
  }

  private find(ref: string): Outgoing | undefined {
    return this.queue.get().find((entry) => entry.client_ref === ref);
  }

  private replace(entry: Outgoing): void {
    this.keep(entry);
    this.queue.set((all) => all.map((known) => (known.client_ref === entry.client_ref ? entry : known)));
  }

  private drop(ref: string): void {
    try {
      this.options.storage.removeItem(this.options.prefix + ref);
    } catch {
      // Storage is closed to us; the entry was never there.
    }
    this.queue.set((all) => all.filter((entry) => entry.client_ref !== ref));
  }

  /** One key per message: two tabs of one operator do not overwrite each other's queue. */
  private keep(entry: Outgoing): void {
    try {
      this.options.storage.setItem(this.options.prefix + entry.client_ref, JSON.stringify(entry));
    } catch {
      // A full storage costs the message its survival of a reload, not its sending.
    }
  }

  private load(): Outgoing[] {
    const found: Outgoing[] = [];
    try {
      for (let index = 0; index < this.options.storage.length && found.length < MAX_STORED; index += 1) {
        const key = this.options.storage.key(index);
        if (!key?.startsWith(this.options.prefix)) continue;
        const entry = read(this.options.storage.getItem(key));
        if (entry) found.push(entry);
      }
    } catch {
      return found;
    }
    return found.sort((a, b) => a.at - b.at);
  }
}

function laneOf(entry: Pick<Outgoing, "client_id" | "kind">): string {
  return `${entry.client_id}.${entry.kind}`;
}

function read(text: string | null): Outgoing | null {
  if (text === null) return null;
  try {
    const entry = JSON.parse(text) as Outgoing;
    const whole = typeof entry.client_ref === "string" && typeof entry.client_id === "number" && typeof entry.text === "string";
    // What was in the air when the page closed is asked again: the same client_ref makes that safe.
    const kind = entry.kind === "comment" ? "comment" : "message";
    return whole
      ? { ...entry, kind, mention_ids: entry.mention_ids ?? [], state: entry.state === "stopped" ? "stopped" : "waiting" }
      : null;
  } catch {
    return null;
  }
}
