import { expect, test } from "vitest";
import type { ListFilter } from "@/api/keys";
import { isPicked, type Picked, ranged, selectionOf, toggled } from "./selection";

const rows = [5, 4, 3, 2, 1];
const list: ListFilter = { tab: "mine", filter: { q: "мар" } };
const on = (now: Picked | null) => rows.filter((id) => isPicked(now, id));

test("one is taken and given back; choosing goes on with none", () => {
  const one = toggled(null, 4);
  expect(on(one)).toEqual([4]);
  expect(toggled(one, 4)).toMatchObject({ ids: new Set() });
});

test("Shift takes all from the last one touched, in either direction", () => {
  expect(on(ranged(toggled(null, 4), 2, rows))).toEqual([4, 3, 2]);
  expect(on(ranged(toggled(null, 2), 5, rows))).toEqual([5, 4, 3, 2]);
  expect(on(ranged(null, 3, rows))).toEqual([3]);
});

test("all of a list but those taken out, a range as well", () => {
  const all: Picked = { list, ids: new Set(), anchor: null };
  expect(on(all)).toEqual(rows);
  const but = ranged(toggled(all, 4), 2, rows);
  expect(on(but)).toEqual([5, 1]);
  expect(selectionOf(but)).toEqual({ tab: "mine", filter: { q: "мар" }, except_ids: [4, 3, 2] });
  expect(selectionOf(toggled(null, 4))).toEqual({ client_ids: [4] });
});
