/**
 * Unsent text, one draft per dialog. It is in memory at once and on this device shortly after (the server's copy follows:
 * `draft-sync.ts`), and it never shows up in another dialog: every read and write names its client.
 */
import type { FileRef } from "@/api/types";
import { createStore, type Store } from "@/lib/store";
import type { ReplyPreview } from "./outbox";

export interface Draft {
  text: string;
  reply_to: ReplyPreview | null;
  files: FileRef[];
  /** The text is for the colleagues. It stays so through a reload: words for the team must not turn into words for the client. */
  comment: boolean;
  at: number;
}

export const emptyDraft: Draft = { text: "", reply_to: null, files: [], comment: false, at: 0 };

const WRITE_AFTER_MS = 300;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_DRAFTS = 200;

export class Drafts {
  readonly all: Store<ReadonlyMap<number, Draft>>;
  private readonly prefix: string;
  private readonly storage: Storage;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly flushed = new Set<() => void>();

  constructor(prefix: string, storage: Storage, now: number) {
    this.prefix = prefix;
    this.storage = storage;
    this.all = createStore<ReadonlyMap<number, Draft>>(this.load(now));
  }

  of(client: number): Draft {
    return this.all.get().get(client) ?? emptyDraft;
  }

  set(client: number, draft: Draft): void {
    const next = new Map(this.all.get());
    // An empty field in comment mode is nothing to keep on the device, but the open field must stay amber.
    if (isEmpty(draft) && !draft.comment) next.delete(client);
    else next.set(client, draft);
    this.all.set(next);
    const waiting = this.timers.get(client);
    if (waiting !== undefined) clearTimeout(waiting);
    this.timers.set(
      client,
      setTimeout(() => this.write(client), WRITE_AFTER_MS),
    );
  }

  clear(client: number): void {
    this.set(client, emptyDraft);
    this.write(client);
  }

  /** The dialog is left: a field without words has no mode either. */
  leave(client: number): void {
    if (isEmpty(this.of(client))) this.clear(client);
    else this.flush();
  }

  /** Leaving the dialog or the page: nothing may wait for a timer. */
  flush(): void {
    for (const client of [...this.timers.keys()]) this.write(client);
    for (const listener of this.flushed) listener();
  }

  /** Whoever keeps a copy elsewhere is told that nothing may wait. */
  onFlush(listener: () => void): () => void {
    this.flushed.add(listener);
    return () => this.flushed.delete(listener);
  }

  private write(client: number): void {
    const waiting = this.timers.get(client);
    if (waiting !== undefined) clearTimeout(waiting);
    this.timers.delete(client);
    const draft = this.all.get().get(client);
    try {
      if (draft && !isEmpty(draft)) this.storage.setItem(this.prefix + client, JSON.stringify(draft));
      else this.storage.removeItem(this.prefix + client);
    } catch {
      // Memory still has it; only a reload would lose it.
    }
  }

  private load(now: number): Map<number, Draft> {
    const found: [number, Draft][] = [];
    try {
      const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
      for (const name of names.filter((key) => key.startsWith(this.prefix))) {
        const draft = read(this.storage.getItem(name));
        if (draft && now - draft.at < KEPT_MS) found.push([Number(name.slice(this.prefix.length)), draft]);
        else this.storage.removeItem(name);
      }
      found.sort((a, b) => b[1].at - a[1].at);
      for (const [client] of found.slice(MAX_DRAFTS)) this.storage.removeItem(this.prefix + client);
    } catch {
      // No storage: drafts live as long as the page.
    }
    return new Map(found.slice(0, MAX_DRAFTS));
  }
}

export function isEmpty(draft: Draft): boolean {
  return draft.text.trim() === "" && draft.reply_to === null && draft.files.length === 0;
}

function read(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Partial<Draft>;
    if (typeof draft.text !== "string" || typeof draft.at !== "number") return null;
    return { text: draft.text, reply_to: draft.reply_to ?? null, files: draft.files ?? [], comment: draft.comment === true, at: draft.at };
  } catch {
    return null;
  }
}
