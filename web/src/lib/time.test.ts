import { describe, expect, test } from "vitest";
import { moment, timeLeft } from "./time";

const clock = { locale: "ru", timeZone: "Europe/Moscow", now: Date.UTC(2025, 10, 21, 11, 37) };
const minute = 60_000;

describe("what is left", () => {
  test("in hours and minutes, a minute that has begun counts", () => {
    expect(timeLeft(24 * 60 * minute - 90_000, "ru")).toMatch(/^23\sч 59\sмин$/);
    expect(timeLeft(60 * minute, "ru")).toMatch(/^1\sч$/);
    expect(timeLeft(500, "ru")).toMatch(/^1\sмин$/);
  });

  test("the end of today by the hour, of another day with its date", () => {
    expect(moment(clock.now + 60 * minute, clock)).toBe("15:37");
    expect(moment(clock.now + 24 * 60 * minute, clock)).toBe("22 ноября, 14:37");
  });
});
