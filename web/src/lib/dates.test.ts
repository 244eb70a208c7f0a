import { describe, expect, test } from "vitest";
import { addDays, dayOf, fromIso, isoDay, readDay, startOf, writeDay } from "./dates";

describe("days as they are typed", () => {
  test.each([
    ["31.12.2025", "31.12.2025"],
    [" 1.3.1991 ", "01.03.1991"],
    ["29.02.2024", "29.02.2024"],
  ])("%s", (typed, wanted) => {
    const day = readDay(typed);
    expect(day && writeDay(day)).toBe(wanted);
  });

  test.each(["32.12.2025", "29.02.2025", "2025-12-31", "", "31.12.25"])("%s is none", (typed) => expect(readDay(typed)).toBeNull());

  test("there and back through the field of the browser", () => {
    expect(fromIso(isoDay({ year: 2025, month: 2, day: 3 }))).toEqual({ year: 2025, month: 2, day: 3 });
    expect(fromIso("")).toBeNull();
  });
});

describe("days as moments", () => {
  test("a day begins where the employee lives", () => {
    expect(startOf({ year: 2025, month: 11, day: 20 }, "Europe/Moscow")).toBe(Date.parse("2025-11-19T21:00:00Z"));
    expect(startOf({ year: 2025, month: 11, day: 20 }, "America/New_York")).toBe(Date.parse("2025-11-20T05:00:00Z"));
  });

  test("on the day of a clock change too", () => {
    expect(startOf({ year: 2025, month: 3, day: 30 }, "Europe/Berlin")).toBe(Date.parse("2025-03-29T23:00:00Z"));
    expect(startOf({ year: 2025, month: 3, day: 31 }, "Europe/Berlin")).toBe(Date.parse("2025-03-30T22:00:00Z"));
  });

  test("the day of a moment, and days from it", () => {
    expect(dayOf(Date.parse("2025-12-31T22:00:00Z"), "Europe/Moscow")).toEqual({ year: 2026, month: 1, day: 1 });
    expect(addDays({ year: 2026, month: 1, day: 1 }, -1)).toEqual({ year: 2025, month: 12, day: 31 });
  });
});
