import { describe, expect, test } from "vitest";
import { filterParam, narrows, readFilter } from "@/api/filter";
import { startOf } from "@/lib/dates";
import { activeParts } from "./active";
import { asked, endOf, lastDay, momentsOf, periodOf } from "./periods";

describe("chips of a filter", () => {
  const filter = readFilter({
    q: "мар",
    label_ids: [1, 2],
    labels_all: true,
    not_label_ids: [3],
    responsible_ids: [null, 4],
    variables: [
      { name: "город", op: "equals", value: "Казань" },
      { name: "скидка", op: "not_set" },
    ],
    created_from: 5,
    unread: false,
    order: "created",
  });
  const parts = activeParts(filter);

  test("one for each part, the search has none", () => {
    expect(parts.map((part) => part.key)).toEqual([
      "label_ids",
      "not_label_ids",
      "responsible_ids",
      "variable-0",
      "variable-1",
      "created",
      "unread",
      "order",
    ]);
  });

  test("taking one away leaves the others and nothing that means nothing", () => {
    for (const part of parts) {
      const left = activeParts(part.without);
      expect(left, part.key).toHaveLength(parts.length - 1);
      expect(part.without.q).toBe("мар");
    }
    expect(parts[0]?.without).not.toHaveProperty("labels_all");
    expect(parts[3]?.without.variables).toEqual([{ name: "скидка", op: "not_set" }]);
  });

  test("nothing on, no chips", () => expect(activeParts({ q: "мар" })).toEqual([]));
});

describe("a filter from an address", () => {
  test("only what is a filter is read", () => {
    expect(readFilter("мар")).toEqual({});
    expect(
      readFilter({
        q: "  ",
        client_id: "10; drop",
        label_ids: [1, "2", -1, 1],
        labels_all: true,
        responsible_ids: [null, "я"],
        variables: [{ name: "", op: "set" }, { name: "город", op: "equals", value: "" }, { name: "город", op: "like", value: "К" }, null],
        created_from: "вчера",
        blocked: "да",
        order: "sideways",
        evil: true,
      }),
    ).toEqual({ label_ids: [1], responsible_ids: [null] });
  });

  test("equal filters are equal texts, in whatever order they were put together", () => {
    const one = readFilter({ unread: true, label_ids: [1], q: "а" });
    const two = readFilter({ q: "а", label_ids: [1], unread: true });
    expect(filterParam(one)).toBe(filterParam(two));
    expect(filterParam(readFilter({}))).toBeNull();
  });

  test("an order narrows nothing", () => {
    expect(narrows({ order: "created" })).toBe(false);
    expect(narrows({ unread: false })).toBe(true);
  });
});

describe("periods", () => {
  const now = Date.parse("2025-11-20T10:00:00Z");
  const zone = "Europe/Moscow";

  test("seven days are today and six before", () => {
    expect(momentsOf("day7", now, zone)).toEqual({ action_from: startOf({ year: 2025, month: 11, day: 14 }, zone) });
    expect(momentsOf("older7", now, zone)).toEqual({ action_to: startOf({ year: 2025, month: 11, day: 13 }, zone) });
  });

  test("a named period stays its name in the address and moves with the day", () => {
    const written = readFilter({ period: "day1", action_from: 5, unread: true });
    expect(written).toEqual({ period: "day1", unread: true });
    expect(asked(written, now, zone)).toEqual({ action_from: startOf({ year: 2025, month: 11, day: 20 }, zone), unread: true });
    expect(asked(written, now + 86_400_000, zone).action_from).toBe(startOf({ year: 2025, month: 11, day: 21 }, zone));
    expect(readFilter({ period: "century" })).toEqual({});
  });

  test("days chosen by hand stay days, even those of a named period", () => {
    expect(periodOf(readFilter(momentsOf("day7", now, zone)))).toBe("own");
    expect(periodOf({ period: "day7" })).toBe("day7");
    expect(periodOf({})).toBe("any");
  });

  test("the last day of a range is in it", () => {
    const day = { year: 2025, month: 11, day: 30 };
    expect(endOf(day, zone)).toBe(startOf({ year: 2025, month: 12, day: 1 }, zone));
    expect(lastDay(endOf(day, zone), zone)).toEqual(day);
  });
});
