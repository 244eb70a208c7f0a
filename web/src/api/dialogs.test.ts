import { describe, expect, test } from "vitest";
import { dialogOf, ME } from "@/testing/samples";
import { fitsFilter, fitsSearch, inTab, isUnread, order, orderOf, unread } from "./dialogs";

const of = (change: Parameters<typeof dialogOf>[0]) => dialogOf(change);
const base = { client_id: 1, in_count: 10 };

describe("unread", () => {
  test.each([
    ["own: since the responsible has read", { responsible_id: ME, responsible_seen_in: 7 }, 3],
    ["own: an answered one too", { responsible_id: ME, responsible_seen_in: 9, unanswered: false }, 1],
    ["free and unanswered: since the answer or my own look", { answered_in: 4, my_seen_in: 6 }, 4],
    ["free: an answer after my look clears it", { answered_in: 9, my_seen_in: 6 }, 1],
    ["free and answered: nothing", { unanswered: false }, 0],
    ["others': never", { responsible_id: 2 }, 0],
    ["blocked: never", { blocked: true }, 0],
    ["never below nothing", { responsible_id: ME, responsible_seen_in: 99 }, 0],
  ])("%s", (_name, change, count) => {
    expect(unread(of({ ...base, ...change }), ME)).toBe(count);
  });
});

test("a mark by hand makes unread, but a blocked client never is; the filter agrees with the counts", () => {
  const unread = { tab: "all", filter: { unread: true } } as const;
  const marked = of({ client_id: 1, in_count: 0, marked_unread: true });
  expect([isUnread(marked, ME), fitsFilter(marked, unread, ME)]).toEqual([true, "in"]);
  const blocked = { ...marked, blocked: true };
  expect([isUnread(blocked, ME), fitsFilter(blocked, unread, ME)]).toEqual([false, "out"]);
});

describe("tabs", () => {
  test.each([
    ["all", {}, true],
    ["unanswered", {}, true],
    ["unanswered", { blocked: true }, false],
    ["unanswered", { unanswered: false }, false],
    ["mine", { responsible_id: ME }, true],
    ["free", { responsible_id: ME }, false],
    ["free", {}, true],
    ["others", { responsible_id: 2 }, true],
    ["others", {}, false],
  ] as const)("%s %o", (tab, change, fits) => {
    expect(inTab(of({ ...base, ...change }), tab, ME)).toBe(fits);
  });
});

test("search folds case and ё", () => {
  expect(fitsSearch(of({ client_id: 1, name: "Семён Ёлкин" }), "СЕМЕН")).toBe(true);
  expect(fitsSearch(of({ client_id: 1, name: "Семён" }), "павел")).toBe(false);
});

test("order: pinned, then time, then id", () => {
  const rows = [of({ client_id: 1, active_at: 9 }), of({ client_id: 2, active_at: 9 }), of({ client_id: 3, active_at: 1, pinned: true })];
  expect(rows.sort((a, b) => order(a, b)).map((row) => row.client_id)).toEqual([3, 2, 1]);
});

test("order: below the pinned ones those who wait, then the others, each by time", () => {
  const rows = [
    of({ client_id: 1, active_at: 9, unanswered: false }),
    of({ client_id: 2, active_at: 1, unanswered: true }),
    of({ client_id: 3, active_at: 3, unanswered: true }),
    of({ client_id: 4, active_at: 2, pinned: true, unanswered: false }),
    of({ client_id: 5, active_at: 1, pinned: true, unanswered: true }),
  ];
  expect(rows.sort((a, b) => order(a, b, "waiting")).map((row) => row.client_id)).toEqual([4, 5, 3, 2, 1]);
});

test("waiting sorts only where the project wants it and rows of both kinds are there", () => {
  expect(orderOf({ tab: "mine", filter: {} }, true)).toBe("waiting");
  expect(orderOf({ tab: "mine", filter: {} }, false)).toBe("active");
  expect(orderOf({ tab: "unanswered", filter: {} }, true)).toBe("active");
  expect(orderOf({ tab: "all", filter: { unanswered: false } }, true)).toBe("active");
  expect(orderOf({ tab: "all", filter: { order: "created" } }, true)).toBe("created");
});
