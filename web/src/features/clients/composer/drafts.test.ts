import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Draft, Drafts, emptyDraft } from "./drafts";

const NOW = 1_000_000_000_000;
const DAY = 24 * 60 * 60 * 1000;
const draft = (text: string, at = NOW): Draft => ({ text, reply_to: null, files: [], comment: false, at });
const open = () => new Drafts("draft.", localStorage, NOW);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("drafts", () => {
  test("belong to their dialog", () => {
    const drafts = open();
    drafts.set(1, draft("одному"));
    drafts.set(2, draft("другому"));
    expect([drafts.of(1).text, drafts.of(2).text, drafts.of(3).text]).toEqual(["одному", "другому", ""]);
  });

  test("are written shortly after the last letter and come back after a reload", () => {
    const drafts = open();
    drafts.set(1, draft("пр"));
    drafts.set(1, draft("привет"));
    expect(localStorage.length).toBe(0);
    vi.advanceTimersByTime(300);
    expect(open().of(1).text).toBe("привет");
  });

  test("leaving the page writes at once", () => {
    const drafts = open();
    drafts.set(1, draft("привет"));
    drafts.flush();
    expect(open().of(1).text).toBe("привет");
  });

  test("a sent or emptied draft leaves nothing behind", () => {
    const drafts = open();
    drafts.set(1, draft("привет"));
    drafts.flush();
    drafts.clear(1);
    expect(localStorage.length).toBe(0);
    expect(open().of(1)).toEqual(emptyDraft);
  });

  test("a late write of the old text cannot follow the sending", () => {
    const drafts = open();
    drafts.set(1, draft("привет"));
    drafts.clear(1);
    vi.advanceTimersByTime(1_000);
    expect(localStorage.length).toBe(0);
  });

  test("a draft for the team is one after a reload, too", () => {
    const drafts = open();
    drafts.set(1, { ...draft("для своих"), comment: true });
    drafts.flush();
    expect(open().of(1).comment).toBe(true);
  });

  test("the mode of an empty field lasts until the dialog is left and is never stored", () => {
    const drafts = open();
    drafts.set(1, { ...draft(""), comment: true });
    drafts.flush();
    expect(drafts.of(1).comment).toBe(true);
    expect(localStorage.length).toBe(0);
    drafts.leave(1);
    expect(drafts.of(1)).toEqual(emptyDraft);
  });

  test("old ones and broken ones are dropped", () => {
    localStorage.setItem("draft.1", JSON.stringify(draft("давно", NOW - 31 * DAY)));
    localStorage.setItem("draft.2", "{");
    localStorage.setItem("draft.3", JSON.stringify(draft("вчера", NOW - DAY)));
    const drafts = open();
    expect([...drafts.all.get().keys()]).toEqual([3]);
    expect(localStorage.length).toBe(1);
  });

  test("at most two hundred are kept, the newest", () => {
    for (let id = 1; id <= 210; id += 1) localStorage.setItem(`draft.${id}`, JSON.stringify(draft(`т${id}`, NOW - id)));
    const drafts = open();
    expect(drafts.all.get().size).toBe(200);
    expect(drafts.of(1).text).toBe("т1");
    expect(drafts.of(210).text).toBe("");
    expect(localStorage.length).toBe(200);
  });
});
