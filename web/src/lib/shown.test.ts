import { expect, test } from "vitest";
import { isShown, noteKind, put } from "./shown";

const note = (code: string) => ({ kind: "note" as const, note: { code, params: {} } });

test("a note is of the kind of what it tells", () => {
  expect([note("taken"), note("list_moved"), note("client_blocked_bot"), note("deal_stage_changed")].map(noteKind)).toEqual([
    "assignments",
    "labels",
    "blocks",
    "deals",
  ]);
  expect(noteKind({ kind: "callback", note: null })).toBe("callbacks");
});

test("words of people and notes of an unknown kind are always shown", () => {
  const all = ["assignments", "bot", "blocks", "labels", "deals", "callbacks", "service"];
  expect(isShown({ kind: "in", note: null }, all)).toBe(true);
  expect(isShown({ kind: "comment", note: null }, all)).toBe(true);
  expect(isShown(note("something_new"), all)).toBe(true);
  expect(isShown(note("taken"), all)).toBe(false);
  expect(isShown(note("taken"), ["bot"])).toBe(true);
});

test("putting one away leaves the others as they are", () => {
  expect(put(["bot", "later"], "labels", false)).toEqual(["bot", "later", "labels"]);
  expect(put(["bot", "labels", "later"], "labels", true)).toEqual(["bot", "later"]);
  expect(put(["bot"], "bot", false)).toEqual(["bot"]);
});
