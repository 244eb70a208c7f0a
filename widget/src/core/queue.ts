// Messages on their way to the server. One stays in the page's storage until the server has said it is stored, so it
// survives a reload and a lost connection; it is repeated with the same `ref`, which the server takes once (X5).
// Order is kept: the second waits for the first. A message the server refuses for good is marked and lets the
// others pass.
import { QUEUE_MAX, TEXT_MAX } from "./limits";
import { isObject, type Store } from "./storage";
import type { Outgoing } from "./types";

export type Answer =
  | { kind: "stored" }
  /** Try again; not before the given time has passed. */
  | { kind: "later"; after_ms: number }
  /** Never try again by itself. */
  | { kind: "refused"; code: string };

export interface QueueParts {
  store: Store;
  send: (message: Outgoing) => Promise<Answer>;
  /** The items or their errors have changed here. */
  changed: () => void;
  /** The server has stored this one. */
  stored: (message: Outgoing) => void;
  now: () => number;
  random: () => number;
  /** Runs a function later; returns how to call it off. */
  later: (run: () => void, ms: number) => () => void;
}

/** How long a tab may hold the right to send without renewing it: longer than one request may take. */
const LEASE_MS = 20_000;

export class Queue {
  private items: Outgoing[];
  private busy = false;
  private failures = 0;
  private callOff: (() => void) | null = null;
  private readonly me = newRef();

  constructor(private readonly parts: QueueParts) {
    this.items = read(parts.store);
  }

  get waiting(): readonly Outgoing[] {
    return this.items;
  }

  /** False when too many are waiting already. */
  add(message: Outgoing): boolean {
    this.reload();
    if (this.items.length >= QUEUE_MAX) return false;
    this.save([...this.items, message]);
    void this.flush();
    return true;
  }

  /** The visitor asks for another attempt at a refused one. */
  retry(ref: string): void {
    this.reload();
    this.save(this.items.map((m) => (m.ref === ref ? { ...m, error: null } : m)));
    this.wake();
  }

  remove(ref: string): void {
    this.reload();
    this.save(this.items.filter((m) => m.ref !== ref));
  }

  clear(): void {
    this.save([]);
  }

  /** Another tab has changed what is stored. */
  reload(): void {
    this.items = read(this.parts.store);
  }

  /** The connection may be back: try now instead of waiting for the timer. */
  wake(): void {
    this.failures = 0;
    this.callOff?.();
    this.callOff = null;
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.busy || this.callOff) return;
    this.busy = true;
    try {
      for (let turn = 0; turn < QUEUE_MAX * 2; turn++) {
        const head = this.items.find((m) => m.error === null);
        if (!head) break;
        if (!this.claim()) {
          this.wait(2000);
          break;
        }
        const answer = await this.parts.send(head).catch((): Answer => ({ kind: "later", after_ms: 0 }));
        this.reload();
        if (answer.kind === "later") {
          this.wait(Math.max(answer.after_ms, this.backoff()));
          break;
        }
        this.failures = 0;
        if (answer.kind === "stored") {
          this.items = this.items.filter((m) => m.ref !== head.ref);
          this.parts.store.write("queue", this.items);
          this.parts.stored(head);
        } else {
          this.save(this.items.map((m) => (m.ref === head.ref ? { ...m, error: answer.code } : m)));
        }
      }
    } finally {
      this.busy = false;
      this.release();
    }
  }

  private save(items: Outgoing[]): void {
    this.items = items;
    this.parts.store.write("queue", items.length ? items : null);
    this.parts.changed();
  }

  /** 1 s, 2 s, 4 s … 30 s, each somewhere between its half and its whole. */
  private backoff(): number {
    const ms = Math.min(30_000, 1000 * 2 ** Math.min(this.failures++, 5));
    return ms * (0.5 + this.parts.random() / 2);
  }

  private wait(ms: number): void {
    this.callOff = this.parts.later(() => {
      this.callOff = null;
      this.reload();
      void this.flush();
    }, ms);
  }

  // One tab sends at a time, for the sake of order. Should two slip through, the server still stores each ref once.
  private claim(): boolean {
    const { store, now } = this.parts;
    const held = store.read("lease");
    const until = isObject(held) && typeof held.until === "number" ? held.until : 0;
    // A lease further away than any lease can be was written by a wrong clock.
    const live = until > now() && until <= now() + LEASE_MS;
    if (live && isObject(held) && held.tab !== this.me) return false;
    store.write("lease", { tab: this.me, until: now() + LEASE_MS });
    return true;
  }

  private release(): void {
    const held = this.parts.store.read("lease");
    if (isObject(held) && held.tab === this.me) this.parts.store.write("lease", null);
  }
}

/** A name for a message that no other message has: 96 random bits. */
export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** What is stored, without what cannot be a message. */
function read(store: Store): Outgoing[] {
  const raw = store.read("queue");
  if (!Array.isArray(raw)) return [];
  const items: Outgoing[] = [];
  for (const m of raw.slice(0, QUEUE_MAX)) {
    if (!isObject(m) || typeof m.ref !== "string" || !/^[\w-]{1,64}$/.test(m.ref)) continue;
    if (typeof m.text !== "string" || m.text.length > TEXT_MAX || !isObject(m.page)) continue;
    const button = isObject(m.button) ? m.button : null;
    const files = Array.isArray(m.files) ? m.files.filter((f) => isObject(f) && "id" in f) : [];
    if (!m.text && !button && !files.length) continue;
    items.push({
      ref: m.ref,
      text: m.text,
      files,
      button,
      form: isObject(m.form) ? m.form : null,
      page: m.page,
      at: typeof m.at === "number" ? m.at : 0,
      error: typeof m.error === "string" ? m.error : null,
    } as Outgoing);
  }
  return items;
}
