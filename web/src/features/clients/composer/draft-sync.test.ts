import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ProblemError } from "@/api/request";
import type { DraftForm, Draft as Kept } from "@/api/types";
import { formOf, merge, signOf } from "./draft-merge";
import { DraftSync, type SyncOptions } from "./draft-sync";
import { type Draft, Drafts, emptyDraft } from "./drafts";

const draft = (text: string, at = 100, more: Partial<Draft> = {}): Draft => ({
  text,
  reply_to: null,
  files: [],
  comment: false,
  at,
  ...more,
});
const kept = (text: string, updated_at = 100, more: Partial<Kept> = {}): Kept => ({
  client_id: 1,
  text,
  reply_to: null,
  files: [],
  comment: false,
  updated_at,
  ...more,
});
const sign = (text: string) => signOf(formOf(draft(text)));

describe("merging", () => {
  const meet = (here: Draft, there: Kept | null, known: string | undefined, focused = false) => merge({ here, there, known, focused });

  test("words that were not changed here give way to the server's, also to none", () => {
    expect(meet(draft("было"), kept("стало"), sign("было"), true)).toMatchObject({ todo: "take", draft: { text: "стало" } });
    expect(meet(draft("отправлено"), null, sign("отправлено"))).toEqual({ todo: "take", draft: emptyDraft });
    expect(meet(emptyDraft, kept("с телефона"), undefined)).toMatchObject({ todo: "take", draft: { text: "с телефона" } });
  });

  test("words written here are sent where the server has nothing newer", () => {
    expect(meet(draft("новое"), null, undefined)).toEqual({ todo: "send" });
    expect(meet(draft("новое"), kept("было", 999), sign("было"))).toEqual({ todo: "send" });
    expect(meet(draft("дописал"), null, sign("было"))).toEqual({ todo: "send" });
    expect(meet(emptyDraft, kept("было"), sign("было"))).toEqual({ todo: "send" });
  });

  test("the field somebody writes in is never changed under his hands", () => {
    expect(meet(draft("пишу"), kept("с телефона", 999), sign("было"), true)).toEqual({ todo: "send" });
  });

  test("written on both sides: the newer stands first and no word is lost", () => {
    expect(meet(draft("здесь", 50), kept("там", 60), sign("было"))).toMatchObject({ draft: { text: "там\nздесь" } });
    expect(meet(draft("здесь", 70), kept("там", 60), sign("было"))).toMatchObject({ draft: { text: "здесь\nтам" } });
    expect(meet(draft("добрый", 50), kept("добрый день", 60), undefined)).toMatchObject({ draft: { text: "добрый день" } });
  });

  test("words for the team never become words for the client", () => {
    const both = meet(draft("для своих", 50, { comment: true }), kept("клиенту", 60), sign("было"));
    expect(both).toMatchObject({ draft: { comment: true } });
  });

  test("emptied here, written anew elsewhere: that is what stands", () => {
    expect(meet(emptyDraft, kept("новое"), sign("было"))).toMatchObject({ todo: "take", draft: { text: "новое" } });
  });
});

describe("keeping the server's copy", () => {
  let store: Map<number, Kept>;
  let writes: [number, DraftForm | null][];
  let fail: ProblemError | null;
  let now: number;

  beforeEach(() => {
    vi.useFakeTimers();
    [store, writes, fail, now] = [new Map(), [], null, 1_000];
  });
  afterEach(() => vi.useRealTimers());

  const server: SyncOptions["server"] = {
    all: async () => ({ items: [...store.values()] }),
    one: async (client) => ({ draft: store.get(client) ?? null }),
    write: async (client, form) => {
      if (fail) throw fail;
      writes.push([client, form]);
      now += 1;
      if (form === null) store.delete(client);
      else store.set(client, kept(form.text, now, { client_id: client, comment: form.comment ?? false }));
    },
  };
  const device = (name: string) => {
    const drafts = new Drafts(`${name}.draft.`, localStorage, 1_000);
    return { drafts, sync: new DraftSync({ drafts, server, key: `${name}.known`, focused: () => false }) };
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const offline = () => new ProblemError({ type: "about:blank", title: "", detail: "", status: 0, code: "offline" });

  test("one write after the last letter, at once when the dialog is left, none for what it knows", async () => {
    const { drafts } = device("a");
    drafts.set(1, draft("пр"));
    await pass(500);
    drafts.set(1, draft("привет"));
    await pass(1_500);
    expect(writes.map(([, form]) => form?.text)).toEqual(["привет"]);
    drafts.set(1, draft("привет!"));
    drafts.leave(1);
    await pass(0);
    expect(writes).toHaveLength(2);
    drafts.set(1, draft("привет!", 200));
    await pass(2_000);
    expect(writes).toHaveLength(2);
  });

  test("another device has the words, goes on with them, and both lose them with the sending", async () => {
    const a = device("a");
    const b = device("b");
    a.drafts.set(1, draft("начал"));
    await pass(1_500);
    await b.sync.told(1);
    expect(b.drafts.of(1).text).toBe("начал");
    expect(b.drafts.of(2)).toEqual(emptyDraft);
    b.drafts.set(1, draft("начал и закончил"));
    await pass(1_500);
    await a.sync.told(1);
    expect(a.drafts.of(1).text).toBe("начал и закончил");
    b.drafts.clear(1);
    await pass(0);
    expect(writes.at(-1)).toEqual([1, null]);
    await a.sync.told(1);
    expect(a.drafts.of(1)).toEqual(emptyDraft);
  });

  test("without a connection the words stay here and go when the line is back, after a reload as well", async () => {
    fail = offline();
    const { drafts, sync } = device("a");
    drafts.set(1, draft("в поезде"));
    await pass(1_500);
    sync.stop();
    expect(writes).toEqual([]);
    fail = null;
    const again = device("a");
    await again.sync.start();
    await pass(1_500);
    expect(again.drafts.of(1).text).toBe("в поезде");
    expect(store.get(1)?.text).toBe("в поезде");
  });

  test("an answer that a letter has overtaken is not used", async () => {
    const { drafts, sync } = device("a");
    store.set(1, kept("старое"));
    const told = sync.told(1);
    drafts.set(1, draft("пишу здесь"));
    await told;
    expect(drafts.of(1).text).toBe("пишу здесь");
  });

  test("what the server refuses is not sent again until it is changed, and stays here", async () => {
    fail = new ProblemError({ type: "about:blank", title: "", detail: "", status: 404, code: "not_found" });
    const { drafts } = device("a");
    drafts.set(1, draft("некому"));
    await pass(60_000);
    expect(drafts.of(1).text).toBe("некому");
    fail = null;
    await pass(60_000);
    expect(writes).toEqual([]);
  });
});
