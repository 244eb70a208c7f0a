import { expect, test } from "vitest";
import { step } from "./step";

test("steps go through the places and around the ends", () => {
  expect(step([9, 5, 2], 9, 1, false)).toEqual({ to: 5 });
  expect(step([9, 5, 2], 5, -1, false)).toEqual({ to: 9 });
  expect(step([9, 5, 2], 2, 1, false)).toEqual({ to: 9 });
  expect(step([9, 5, 2], 9, -1, false)).toEqual({ to: 2 });
});

test("where more places exist a step beyond the last asks for them, and none goes around", () => {
  expect(step([9, 5, 2], 2, 1, true)).toBe("load");
  expect(step([9, 5, 2], 9, -1, true)).toBe("stay");
});

test("a place that is gone leads to the newest one, a single one stays", () => {
  expect(step([9, 5], 7, 1, false)).toEqual({ to: 9 });
  expect(step([9], 9, 1, false)).toBe("stay");
  expect(step([], null, 1, false)).toBe("stay");
});
