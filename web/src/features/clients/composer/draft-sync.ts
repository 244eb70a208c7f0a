/**
 * Drafts on every device of an employee. The copy on this device is first and always there; the server's follows it:
 * asked for at the start and after every lost line, written a moment after the last letter, at once when a dialog is left.
 * Words leave this device's copy only for words the server has, and an answer that was overtaken by a letter typed here is not used.
 */
import { get, problemOf, put, remove } from "@/api/request";
import type { DraftForm, DraftsOfMine, MaybeDraft } from "@/api/types";
import { readStored, writeStored } from "@/lib/storage";
import { formOf, merge, NONE, signOf } from "./draft-merge";
import type { Draft, Drafts } from "./drafts";

const WRITE_AFTER_MS = 1_500;
const AGAIN_MS = 5_000;
/** What the server takes; a longer text stays on this device. */
const TEXT_MAX = 20_000;

export interface DraftServer {
  all: () => Promise<DraftsOfMine>;
  one: (client: number) => Promise<MaybeDraft>;
  write: (client: number, form: DraftForm | null, leaving: boolean) => Promise<void>;
}

export const draftServer: DraftServer = {
  all: () => get<DraftsOfMine>("/api/v1/drafts"),
  one: (client) => get<MaybeDraft>(`/api/v1/dialogs/${client}/draft`),
  write: (client, form, keepalive) =>
    form === null
      ? remove(`/api/v1/dialogs/${client}/draft`, { keepalive })
      : put<void>(`/api/v1/dialogs/${client}/draft`, form, { keepalive }),
};

export interface SyncOptions {
  drafts: Drafts;
  server: DraftServer;
  /** Under this key stands what the server is known to have. */
  key: string;
  focused: (client: number) => boolean;
}

export class DraftSync {
  private readonly options: SyncOptions;
  private readonly known: Map<number, string>;
  /** Grows with every letter and every write: an answer that began before is older than what is here. */
  private readonly turns = new Map<number, number>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly busy = new Set<number>();
  /** The server does not want these very words; other words it may. */
  private readonly refused = new Map<number, string>();
  private seen: ReadonlyMap<number, Draft>;
  private readonly stops: (() => void)[];
  private over = false;

  constructor(options: SyncOptions) {
    this.options = options;
    this.known = new Map(readStored<[number, string][]>(options.key, []));
    this.seen = options.drafts.all.get();
    this.stops = [options.drafts.all.subscribe(() => this.changed()), options.drafts.onFlush(() => this.flush())];
  }

  stop(): void {
    this.flush();
    this.over = true;
    for (const stop of this.stops) stop();
  }

  /** Everything anew: at the start, and when the line is back. */
  async start(): Promise<void> {
    const before = new Map(this.turns);
    const { items } = await this.options.server.all();
    const there = new Map(items.map((draft) => [draft.client_id, draft] as const));
    for (const client of new Set([...there.keys(), ...this.known.keys(), ...this.options.drafts.all.get().keys()])) {
      if (this.turn(client) === (before.get(client) ?? 0)) this.meet(client, there.get(client) ?? null);
    }
  }

  /** Another device, or this one, has written. */
  async told(client: number): Promise<void> {
    const before = this.turn(client);
    const { draft } = await this.options.server.one(client);
    if (this.turn(client) === before && !this.busy.has(client)) this.meet(client, draft);
  }

  /** Nothing may wait: the dialog or the page is being left. */
  flush(): void {
    for (const client of [...this.timers.keys()]) this.write(client, true);
  }

  private turn(client: number): number {
    return this.turns.get(client) ?? 0;
  }

  private meet(client: number, there: MaybeDraft["draft"]): void {
    const { drafts, focused } = this.options;
    const verdict = merge({ here: drafts.of(client), there, known: this.known.get(client), focused: focused(client) });
    this.know(client, there === null ? NONE : signOf(formOf({ ...there, at: 0 })));
    if (verdict.todo === "take") drafts.set(client, verdict.draft);
    if (this.dirty(client)) this.soon(client);
  }

  private dirty(client: number): boolean {
    const sign = signOf(formOf(this.options.drafts.of(client)));
    return sign !== (this.known.get(client) ?? NONE) && sign !== this.refused.get(client);
  }

  private changed(): void {
    const now = this.options.drafts.all.get();
    const before = this.seen;
    this.seen = now;
    for (const client of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(client) === now.get(client)) continue;
      this.turns.set(client, this.turn(client) + 1);
      if (!this.dirty(client)) this.cancel(client);
      // What has been sent must not stand in the field of another device any longer.
      else if (formOf(this.options.drafts.of(client)) === null) this.write(client, false);
      else this.soon(client);
    }
  }

  private soon(client: number, after = WRITE_AFTER_MS): void {
    this.cancel(client);
    if (this.over) return;
    this.timers.set(
      client,
      setTimeout(() => this.write(client, false), after),
    );
  }

  private cancel(client: number): void {
    clearTimeout(this.timers.get(client));
    this.timers.delete(client);
  }

  /** One write at a time for a dialog, so that the last words are the last to arrive. */
  private write(client: number, leaving: boolean): void {
    this.cancel(client);
    if (this.busy.has(client) || !this.dirty(client)) return;
    const form = formOf(this.options.drafts.of(client));
    if (form !== null && form.text.length > TEXT_MAX) return;
    const sign = signOf(form);
    this.busy.add(client);
    this.turns.set(client, this.turn(client) + 1);
    this.options.server
      .write(client, form, leaving)
      .then(
        () => this.know(client, sign),
        (error: unknown) => this.failed(client, sign, problemOf(error).status),
      )
      .finally(() => {
        this.busy.delete(client);
        if (this.dirty(client) && !this.timers.has(client)) this.soon(client);
      });
  }

  private failed(client: number, sign: string, status: number): void {
    if (status === 0 || status === 429 || status >= 500) this.soon(client, AGAIN_MS);
    else this.refused.set(client, sign);
  }

  private know(client: number, sign: string): void {
    if ((this.known.get(client) ?? NONE) === sign) return;
    if (sign === NONE) this.known.delete(client);
    else this.known.set(client, sign);
    writeStored(this.options.key, [...this.known]);
  }
}
