import { expect, test } from "vitest";
import { claimByMark } from "./one-tab";

test("a name belongs to the first that claims it, for a while", () => {
  expect(claimByMark("ring", 2_000, 1_000)).toBe(true);
  expect(claimByMark("ring", 2_000, 2_999)).toBe(false);
  expect(claimByMark("ring", 2_000, 3_001)).toBe(true);
});

test("another message is another name, and leaves no mark of its own behind", () => {
  expect(claimByMark("notice.1", 2_000, 1_000)).toBe(true);
  expect(claimByMark("notice.2", 2_000, 1_000)).toBe(true);
  expect(Object.keys(localStorage).filter((key) => key.includes("notice"))).toHaveLength(1);
});
