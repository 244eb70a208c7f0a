import { expect, test } from "vitest";
import { firstOffer, isPast, isTime, localAt, readLocal, shownDay, typedDay, writeLocal } from "./moments";

const at = Date.UTC(2025, 10, 21, 20, 40);

test("a moment reads as the project's clock shows it", () => {
  expect(localAt(at, "Europe/Moscow")).toEqual({ day: "2025-11-21", time: "23:40" });
  expect(localAt(at, "Asia/Kamchatka")).toEqual({ day: "2025-11-22", time: "08:40" });
});

test("the first offer is a full hour between half an hour and an hour and a half ahead, over midnight too", () => {
  expect(firstOffer(at, "Europe/Moscow")).toEqual({ day: "2025-11-22", time: "01:00" });
  expect(firstOffer(Date.UTC(2025, 10, 21, 9, 20), "Europe/Moscow")).toEqual({ day: "2025-11-21", time: "13:00" });
});

test("days are typed and shown in one way", () => {
  expect(typedDay("24.11.2025")).toBe("2025-11-24");
  expect(typedDay("31.02.2025")).toBeNull();
  expect(shownDay("2025-11-24")).toBe("24.11.2025");
  expect(writeLocal(readLocal("2025-11-24 10:00"))).toBe("2025-11-24 10:00");
});

test("times of a day", () => {
  expect(["00:00", "23:59", "09:05"].every(isTime)).toBe(true);
  expect(["24:00", "9:05", "12:60", ""].some(isTime)).toBe(false);
});

test("what is past is past by the clock of the project", () => {
  expect(isPast({ day: "2025-11-21", time: "23:40" }, at, "Europe/Moscow")).toBe(true);
  expect(isPast({ day: "2025-11-21", time: "23:41" }, at, "Europe/Moscow")).toBe(false);
  expect(isPast({ day: "2025-11-21", time: "23:59" }, at, "Asia/Kamchatka")).toBe(true);
});
