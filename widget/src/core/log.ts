// The messages of the dialog as far as they are known here, and the way to learn of those that were missed.
import { CATCH_UP_PAGES, LOG_MAX } from "./limits";
import type { MessagesPage, VisitorMessage } from "./types";

export class Log {
  /** Ascending by `n`. */
  messages: readonly VisitorMessage[] = [];
  /** There are older messages on the server. */
  more = false;
  /** Up to here nothing is missing. Live frames move it only while the log is complete. */
  complete = 0;

  get firstN(): number {
    const [first] = this.messages;
    return first ? first.n : 0;
  }

  get lastN(): number {
    const [last] = this.messages.slice(-1);
    return last ? last.n : 0;
  }

  /** Takes messages in; the same id again is a new version of the message. Returns those that were not known. */
  merge(items: readonly VisitorMessage[]): VisitorMessage[] {
    const byId = new Map(this.messages.map((m) => [m.id, m]));
    const fresh = items.filter((m) => !byId.has(m.id));
    for (const m of items) byId.set(m.id, m);
    this.messages = [...byId.values()].sort((a, b) => a.n - b.n);
    if (this.messages.length > LOG_MAX) {
      this.messages = this.messages.slice(-LOG_MAX);
      this.more = true;
    }
    return fresh;
  }

  /** An employee has read the visitor's messages up to `n`. */
  markRead(n: number): void {
    this.messages = this.messages.map((m) =>
      m.mine && m.n <= n && m.state !== "read" ? { ...m, state: "read" } : m,
    );
  }

  /** Messages of the other side after `n`. */
  unread(n: number): VisitorMessage[] {
    return this.messages.filter((m) => !m.mine && !m.deleted && m.n > n);
  }

  clear(): void {
    this.messages = [];
    this.more = false;
    this.complete = 0;
  }
}

export type GetPage = (query: { after?: number; before?: number }) => Promise<MessagesPage>;

/**
 * Brings the log up to date: the newest page (its old messages may have been edited meanwhile), and, when that page
 * does not reach back to what is known, the pages between. After too long an absence the log starts anew.
 */
export async function catchUp(log: Log, from: number, get: GetPage): Promise<VisitorMessage[]> {
  const page = await get({});
  const fresh: VisitorMessage[] = [];
  const first = page.items[0];
  const gap = from > 0 && page.more && first !== undefined && first.n > from;
  if (gap) {
    let after = from;
    let open = true;
    for (let i = 0; i < CATCH_UP_PAGES && open; i++) {
      const next = await get({ after });
      fresh.push(...log.merge(next.items));
      const last = next.items[next.items.length - 1];
      open = next.more && last !== undefined && last.n < first.n - 1;
      if (last) after = last.n;
    }
    if (open) log.clear();
  }
  fresh.push(...log.merge(page.items));
  // The page reaches as far back as the log does: it knows whether there is anything before.
  if (!first || log.firstN === first.n) log.more = page.more;
  log.complete = Math.max(log.complete, log.lastN);
  return fresh;
}
