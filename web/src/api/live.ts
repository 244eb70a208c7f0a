/**
 * The live socket: one connection, one cursor. It promises its user every frame once and in order.
 * - After a loss it reconnects by itself and asks for "everything since my seq"; a `prev` that does not continue what came
 *   before means that frames are missing, and then it does the same at once.
 * - Silence longer than the watchdog is a loss too: a half-open connection never reports itself.
 * - It knows nothing about the cache; what a frame changes is decided in `live-cache.ts`.
 */
import type { FrameFromPage, FrameFromServer } from "./types";

export interface SocketLike {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** Frames with a place in the order; everything else is a hint without a seq. */
export type OrderedFrame = Extract<FrameFromServer, { type: "event" | "gone" | "appeared" }>;
export type HintFrame = Extract<FrameFromServer, { type: "typing" | "presence" | "viewers" | "draft" }>;
export type PresenceFrame = Extract<FrameFromServer, { type: "presence" }>;

export interface LiveListener {
  /** In order. `fresh`: there was no cursor, snapshots taken before this moment may lack something. */
  welcome(version: string, fresh: boolean): void;
  frame(frame: OrderedFrame): void;
  hint(frame: HintFrame): void;
  /** Nothing cached may be trusted any more. */
  resync(): void;
  lost(): void;
  /** The session or the membership has ended: no further attempts. */
  ended(reason: "session" | "project"): void;
}

export interface LiveOptions {
  open: () => SocketLike;
  listener: LiveListener;
  random?: () => number;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
const WELCOME_MS = 15_000;
const SILENCE_MS = 60_000;
/** So many gaps in a row without one good frame: the cursor itself is of no use. */
const MAX_GAPS = 3;

export class Live {
  private readonly open: () => SocketLike;
  private readonly listener: LiveListener;
  private readonly random: () => number;
  private socket: SocketLike | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private watchdog: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  private welcomed = false;
  private failures = 0;
  private gaps = 0;
  /** Up to here nothing is missing, heartbeats included. */
  private cursor: number | null = null;
  /** The seq of the last ordered frame: what the next `prev` must name. */
  private last: number | null = null;
  /** The dialog that is open, said again on every new connection. */
  private looking: number | null = null;

  constructor(options: LiveOptions) {
    this.open = options.open;
    this.listener = options.listener;
    this.random = options.random ?? Math.random;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    this.drop();
    this.clearRetry();
  }

  /** The network is back or the tab is looked at again: waiting out the pause would only keep the person waiting. */
  hurry(): void {
    if (!this.running || this.retry === null) return;
    this.failures = 0;
    this.connect();
  }

  /** The browser says that the network is gone: the socket would notice only after the watchdog. */
  suspect(): void {
    if (!this.running || this.socket === null) return;
    this.lose();
  }

  typing(client: number): void {
    this.say({ type: "typing", client_id: client });
  }

  viewing(client: number | null): void {
    this.looking = client;
    this.say({ type: "viewing", client_id: client });
  }

  private connect(): void {
    this.clearRetry();
    this.drop();
    this.welcomed = false;
    const socket = this.open();
    this.socket = socket;
    this.watch(WELCOME_MS);
    socket.onopen = () => {
      if (this.socket === socket) socket.send(JSON.stringify({ type: "hello", after: this.cursor } satisfies FrameFromPage));
    };
    socket.onmessage = (message) => {
      if (this.socket === socket) this.receive(message.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code);
    };
  }

  private receive(data: unknown): void {
    const frame = parse(data);
    if (frame === null) return this.lose();
    this.watch(SILENCE_MS);
    switch (frame.type) {
      case "welcome":
        return this.greet(frame.seq, frame.version);
      case "event":
      case "gone":
      case "appeared":
        return this.take(frame);
      case "beat":
        this.cursor = Math.max(this.cursor ?? 0, frame.seq);
        return;
      case "typing":
      case "presence":
      case "viewers":
      case "draft":
        return this.listener.hint(frame);
      case "resync":
        return this.restart();
      default:
        // A newer server may say more than this page understands; what it does understand stays in order.
        return;
    }
  }

  private greet(seq: number, version: string): void {
    const fresh = this.cursor === null;
    if (fresh) this.cursor = seq;
    this.last = this.cursor;
    this.welcomed = true;
    this.failures = 0;
    this.listener.welcome(version, fresh);
    if (this.looking !== null) this.say({ type: "viewing", client_id: this.looking });
  }

  private take(frame: OrderedFrame): void {
    if (this.last !== null && frame.seq <= this.last) return;
    // A beat may have moved the cursor past `last`; the server then names either of the two.
    if (frame.prev !== this.last && frame.prev !== this.cursor) return this.gap();
    this.gaps = 0;
    this.last = frame.seq;
    this.cursor = Math.max(this.cursor ?? 0, frame.seq);
    this.listener.frame(frame);
  }

  /** Something between `last` and this frame never came: ask for it again from the last one that did. */
  private gap(): void {
    this.gaps += 1;
    if (this.gaps > MAX_GAPS) return this.restart();
    this.cursor = this.last;
    this.connect();
  }

  private restart(): void {
    this.gaps = 0;
    this.cursor = null;
    this.last = null;
    this.listener.resync();
    this.connect();
  }

  private closed(code: number): void {
    if (code === 4401 || code === 4403) {
      this.stop();
      return this.listener.ended(code === 4401 ? "session" : "project");
    }
    this.lose();
  }

  private lose(): void {
    this.drop();
    this.listener.lost();
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    // Half fixed, half random: after a restart of the server the pages do not all come at once.
    const pause = ceiling / 2 + (ceiling / 2) * this.random();
    this.clearRetry();
    this.retry = setTimeout(() => this.connect(), pause);
  }

  private say(frame: FrameFromPage): void {
    if (this.socket !== null && this.welcomed) this.socket.send(JSON.stringify(frame));
  }

  private watch(ms: number): void {
    if (this.watchdog !== null) clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lose(), ms);
  }

  private drop(): void {
    if (this.watchdog !== null) clearTimeout(this.watchdog);
    this.watchdog = null;
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    socket?.close();
  }

  private clearRetry(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }
}

function parse(data: unknown): FrameFromServer | null {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data) as FrameFromServer | null;
    return frame !== null && typeof frame === "object" && typeof frame.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
