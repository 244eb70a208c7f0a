import { expect, it } from "vitest";
import { moment, since } from "./use-moment";

it("tells moments by the calendar of the zone", () => {
  const clock = { locale: "ru", timeZone: "Europe/Moscow", now: Date.UTC(2026, 10, 21, 11, 32) };
  expect(moment(Date.UTC(2026, 10, 21, 11, 12), clock, "вчера")).toBe("14:12");
  expect(moment(Date.UTC(2026, 10, 20, 16, 12), clock, "вчера")).toBe("вчера, 19:12");
  expect(moment(Date.UTC(2026, 10, 12, 7, 0), clock, "вчера")).toBe("12 ноября, 10:00");
  expect(since(Date.UTC(2026, 10, 21, 11, 12), clock)).toBe("14:12");
  expect(since(Date.UTC(2026, 10, 20, 16, 12), clock)).toBe("20 ноября, 19:12");
});
