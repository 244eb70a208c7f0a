import { expect, test } from "vitest";
import type { Job } from "@/api/types";
import { worthShowing } from "./under-way";

const NOW = 1_800_000_000_000;
const job = (id: number, more: Partial<Job> = {}): Job => ({
  id,
  action: { type: "read" },
  state: "running",
  total: 3,
  done: 1,
  skipped: 0,
  undoable: false,
  created_at: NOW - 3_600_000,
  finished_at: null,
  undone_by: null,
  ...more,
});

test("what is under way is shown however long it takes, even if its panel was closed", () => {
  expect(worthShowing([job(2), job(1)], [1], NOW)).toEqual([1, 2]);
});

test("an end is news for five minutes, unless it was closed or undone", () => {
  const ended = (id: number, ago: number, more: Partial<Job> = {}) => job(id, { state: "done", finished_at: NOW - ago, ...more });
  const all = [ended(5, 1_000), ended(4, 299_000), ended(3, 301_000), ended(2, 1_000, { undone_by: 9 }), ended(1, 1_000)];
  expect(worthShowing(all, [1], NOW)).toEqual([4, 5]);
});

test("three panels at most, the newest", () => {
  expect(worthShowing([job(9), job(8), job(7), job(6)], [], NOW)).toEqual([7, 8, 9]);
});
