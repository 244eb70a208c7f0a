import { expect, test } from "vitest";
import type { Deal, DealsPage } from "@/api/types";
import { withDeal } from "./use-deals";

const dealOf = (id: number, change: Partial<Deal> = {}): Deal => ({
  id,
  client_id: 1,
  name: `Сделка ${id}`,
  description: "",
  state: "open",
  current: false,
  budget: null,
  reason: null,
  responsible_id: null,
  variables: [],
  variables_complete: true,
  created_at: id,
  created_by_id: null,
  closed_at: null,
  closed_by_id: null,
  ...change,
});
const page = (ids: number[], next: number | null): DealsPage => ({ items: ids.map((id) => dealOf(id)), next, total: 9, open: 9 });
const list = { pages: [page([9, 7], 7), page([5, 3], null)], pageParams: [null, 7] };
const ids = (deal: Deal, open: boolean, of = list) => withDeal(of, deal, open).pages.map((one) => one.items.map((item) => item.id));

test("a closed deal leaves the open ones, a reopened one comes back to its place", () => {
  expect(ids(dealOf(7, { state: "won" }), true)).toEqual([[9], [5, 3]]);
  expect(ids(dealOf(8), true)).toEqual([
    [9, 8, 7],
    [5, 3],
  ]);
  expect(ids(dealOf(1), true)).toEqual([
    [9, 7],
    [5, 3, 1],
  ]);
});

test("one older than everything loaded comes with its own page", () => {
  expect(ids(dealOf(1), true, { ...list, pages: list.pages.slice(0, 1) })).toEqual([[9, 7]]);
});

test("another deal becomes the current one: the former is none any more", () => {
  const before = withDeal(list, dealOf(7, { current: true }), true);
  const after = withDeal(before, dealOf(5, { current: true }), true);
  expect(after.pages.flatMap((one) => one.items.filter((item) => item.current).map((item) => item.id))).toEqual([5]);
});
