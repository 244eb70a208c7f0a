import { expect, test } from "vitest";
import { find, wanted } from "./match";

test("the beginning of the line, of a word, and anywhere else, in this order", () => {
  expect(find("Соколова Марина", wanted("соко"))).toEqual({ from: 0, to: 4, rank: 0 });
  expect(find("Марина Соколова", wanted("соко"))).toEqual({ from: 7, to: 11, rank: 1 });
  expect(find("Марина Соколова", wanted("кол"))).toEqual({ from: 9, to: 12, rank: 2 });
  expect(find("Марина", wanted("глеб"))).toBeNull();
});

test("case, ё and the keyboard layout do not matter", () => {
  expect(find("Семён Ёлкин", wanted("ЕЛКИН"))?.from).toBe(6);
  expect(find("Семён Ёлкин", wanted("`kr"))?.from).toBe(6);
  expect(find("Telegram", wanted("еуду"))?.rank).toBe(0);
});

test("spaces alone are nothing typed", () => expect(wanted("  ")).toEqual([]));
