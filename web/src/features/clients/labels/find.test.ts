import { describe, expect, test } from "vitest";
import { freshColor } from "./colors";
import { called, found, named } from "./find";

const all = [
  { id: 1, name: "Ёлочные шары" },
  { id: 2, name: "VIP" },
  { id: 3, name: "Посуда" },
];
const ids = (some: { id: number }[]) => some.map((one) => one.id);

describe("search among labels", () => {
  test.each([
    ["елоч", [1]],
    ["ШАРЫ", [1]],
    ["vip ", [2]],
    ["", [1, 2, 3]],
    ["нет такой", []],
  ])("%s", (typed, wanted) => expect(ids(found(all, typed))).toEqual(wanted));

  test("a name is taken however it is written", () => {
    expect(called(all, " елочные  ШАРЫ ")?.id).toBe(1);
    expect(called(all, "елочные")).toBeUndefined();
    expect(called(all, " ")).toBeUndefined();
  });
});

test("marks keep the client's order and forget what was deleted", () => {
  expect(ids(named([3, 9, 1], all))).toEqual([3, 1]);
  expect(named([3], undefined)).toEqual([]);
});

test("a new label gets the colour that is used least", () => {
  expect(freshColor([])).toBe(0);
  expect(freshColor([0, 1, 1, 2, null])).toBe(3);
  expect(freshColor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])).toBe(1);
});
