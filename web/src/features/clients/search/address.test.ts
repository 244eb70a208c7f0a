import { describe, expect, test } from "vitest";
import { momentsOf, readAddress, toggleAuthor } from "./address";

describe("the address of a search", () => {
  test("holds what is a search and nothing else", () => {
    expect(
      readAddress({ q: "глазурь", place: "files", exact: true, authors: ["bot", "x"], channels: [3, 3, "4"], period: "day7" }),
    ).toEqual({
      q: "глазурь",
      place: "files",
      exact: true,
      period: "day7",
      authors: ["bot"],
      channels: [3],
    });
    expect(readAddress({ q: " ", place: "everywhere", exact: "yes", authors: "bot", from: -1, message: 4 })).toEqual({});
  });

  test("a number is words, too", () => {
    expect(readAddress({ q: 14400 })).toEqual({ q: "14400" });
  });

  test("own dates give way to a named period", () => {
    expect(readAddress({ period: "day30", from: 5 })).toEqual({ period: "day30" });
  });
});

test("a period begins with a day of the reader's zone", () => {
  const now = Date.UTC(2026, 10, 20, 22, 30);
  expect(momentsOf({ period: "day7" }, now, "Europe/Moscow")).toEqual({ from: Date.UTC(2026, 10, 14, 21), to: null });
  expect(momentsOf({ from: 5, to: 9 }, now, "Europe/Moscow")).toEqual({ from: 5, to: 9 });
});

test("unticking an author leaves the others, ticking all leaves no condition, the last one stays", () => {
  expect(toggleAuthor(undefined, "bot")).toEqual(["client", "employee"]);
  expect(toggleAuthor(["client", "employee"], "bot")).toEqual([]);
  expect(toggleAuthor(["client"], "client")).toEqual(["client"]);
});
