import { expect, it } from "vitest";
import { passwordStrength } from "./password-strength";

it.each([
  ["", 0, "none"],
  ["short", 1, "short"],
  ["тихая глин", 2, "fair"],
  ["тихая глина1", 3, "good"],
  ["тихая глина 12", 4, "strong"],
  ["aaaaaaaaaaaaaaaaaaaa", 2, "fair"],
] as const)("%j fills %d bars: %s", (password, bars, strength) => {
  expect(passwordStrength(password)).toMatchObject({ bars, strength });
});
