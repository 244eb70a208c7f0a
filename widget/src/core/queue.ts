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
}

/** How long a tab may hold the right to send without renewing it: longer than one request may take. */
const LEASE_MS = 20_000;

export class Queue {
  /** In the order they will be sent, with those that were refused. */
  waiting: readonly Outgoing[];
  private busy = false;
  private failures = 0;
  private timer = 0;
  private readonly me = newRef();

  constructor(private readonly parts: QueueParts) {
    this.waiting = read(parts.store);
    // The next page must not wait for the lease of one that is gone.
    addEventListener("pagehide", () => this.release());
  }

  /** False when too many are waiting already. */
  add(message: Outgoing): boolean {
    this.reload();
    if (this.waiting.length >= QUEUE_MAX) return false;
    this.save([...this.waiting, message]);
    void this.flush();
    return true;
  }

  /** The visitor asks for another attempt at a refused one. */
  retry(ref: string): void {
    this.reload();
    this.save(this.waiting.map((m) => (m.ref === ref ? { ...m, error: null } : m)));
    this.wake();
  }

  remove(ref: string): void {
    this.reload();
    this.save(this.waiting.filter((m) => m.ref !== ref));
  }

  clear(): void {
    this.save([]);
  }

  /** Another tab has changed what is stored. */
  reload(): void {
    this.waiting = read(this.parts.store);
  }

  /** The connection may be back: try now instead of waiting for the timer. */
  wake(): void {
    this.failures = 0;
    clearTimeout(this.timer);
    this.timer = 0;
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.busy || this.timer) return;
    this.busy = true;
    try {
      for (let turn = 0; turn < QUEUE_MAX * 2; turn++) {
        const head = this.waiting.find((m) => m.error === null);
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
          // Told first: at no moment is the message in neither place.
          this.parts.stored(head);
          this.save(this.waiting.filter((m) => m.ref !== head.ref));
        } else {
          this.save(this.waiting.map((m) => (m.ref === head.ref ? { ...m, error: answer.code } : m)));
        }
      }
    } finally {
      this.busy = false;
      this.release();
    }
  }

  private save(items: readonly Outgoing[]): void {
    this.waiting = items;
    this.parts.store.write("queue", items.length ? items : null);
    this.parts.changed();
  }

  /** 1 s, 2 s, 4 s … 30 s, each somewhere between its half and its whole. */
  private backoff(): number {
    const ms = Math.min(30_000, 1000 * 2 ** Math.min(this.failures++, 5));
    return ms * (0.5 + Math.random() / 2);
  }

  private wait(ms: number): void {
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.reload();
      void this.flush();
    }, ms);
  }

  // One tab sends at a time, for the sake of order. Should two slip through, the server still stores each ref once.
  private claim(): boolean {
    const { store } = this.parts;
    const [tab, since] = this.lease;
    const age = Date.now() - Number(since);
    // A lease of the future was written by a wrong clock.
    if (tab && tab !== this.me && age >= 0 && age < LEASE_MS) return false;
    store.write("lease", [this.me, Date.now()]);
    return true;
  }

  private release(): void {
    if (this.lease[0] === this.me) this.parts.store.write("lease", null);
  }

  private get lease(): unknown[] {
    const held = this.parts.store.read("lease");
    return Array.isArray(held) ? held : [];
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
    const files = Array.isArray(m.files) ? m.files.filter((f) => isObject(f) && f.id) : [];
    const error = typeof m.error === "string" ? m.error : null;
    if (m.text || button || files.length)
      items.push({ ...m, at: Number(m.at) || 0, button, files, error } as unknown as Outgoing);
  }
  return items;
}
