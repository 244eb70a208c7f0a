import { expect, test } from "vitest";
import { layouts } from "./keyboard-layout";

test.each([
  ["cjrj", "соко"],
  ["соко", "cjrj"],
  ["Ghbdtn", "привет"],
  ["ьщт", "mon"],
  ["`krby", "ёлкин"],
  ["lf k", "да л"],
])("%s is also %s", (typed, other) => expect(layouts(typed)).toEqual([typed.toLowerCase(), other]));

test("digits are the same in both", () => expect(layouts("10 45")).toEqual(["10 45"]));
