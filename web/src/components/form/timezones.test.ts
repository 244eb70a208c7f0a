import { describe, expect, it } from "vitest";
import { describeZone, listZones, zoneMatches, zoneShift } from "./timezones";

const WINTER = Date.UTC(2026, 0, 15, 12);
const SUMMER = Date.UTC(2026, 6, 15, 12);

describe("time zones", () => {
  it("are named by city and shift", () => {
    expect(describeZone("Europe/Moscow", "ru", WINTER).label).toBe("Москва, UTC+3");
    expect(describeZone("Europe/Moscow", "en", WINTER).label).toBe("Moscow, UTC+3");
    expect(describeZone("America/St_Johns", "en", WINTER).label).toBe("St Johns, UTC−3:30");
    expect(describeZone("UTC", "ru", WINTER).label).toBe("UTC");
  });

  it("follow summer time", () => {
    expect(zoneShift("Europe/Berlin", WINTER)).toBe(60);
    expect(zoneShift("Europe/Berlin", SUMMER)).toBe(120);
  });

  it("show an unknown zone rather than fail", () => {
    expect(describeZone("Mars/Olympus_Mons", "en", WINTER)).toMatchObject({ city: "Olympus Mons", shift: 0 });
  });

  it("are found by city, English name and shift", () => {
    const moscow = describeZone("Europe/Moscow", "ru", WINTER);
    for (const typed of ["моск", "moscow", "utc+3", ""]) expect(zoneMatches(moscow, typed)).toBe(true);
    expect(zoneMatches(moscow, "омск")).toBe(false);
  });

  it("are listed from west to east", () => {
    const shifts = listZones("ru", WINTER).map((zone) => zone.shift);
    expect(shifts.length).toBeGreaterThan(100);
    expect(shifts).toEqual([...shifts].sort((a, b) => a - b));
  });
});
