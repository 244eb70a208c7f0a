import { describe, expect, test } from "vitest";
import { fitting } from "./fitting";

const width = (name: string) => name.length * 10;

describe("label chips of a row", () => {
  test.each([
    [["aaa", "bbb"], 64, 2],
    [["aaa", "bbb"], 63, 1],
    [["aaa", "bbb", "ccc"], 64, 1],
    [["aaa", "bbb", "ccc", "ddd"], 100, 2],
    [["aaa", "bbb", "ccc"], 98, 3],
    [["a long name that never fits"], 64, 1],
    [["a long name that never fits", "b"], 64, 1],
    [[], 64, 0],
  ] as const)("%j in %i px: %i", (names, room, count) => expect(fitting(names, room, width)).toBe(count));
});
