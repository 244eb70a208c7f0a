import { describe, expect, test } from "vitest";
import { dialogOf } from "@/testing/samples";
import { growthAbove, heightOf, keyOf, linesOf } from "./lines";

const vip = { id: 1, name: "VIP", color: 1, clients: { count: 1, more: false } };

describe("lines of the list", () => {
  test("a row is as high as its known labels need", () => {
    const lines = linesOf([dialogOf({ client_id: 1, label_ids: [1] }), dialogOf({ client_id: 2, label_ids: [9] })], [vip]);
    expect(lines.map(heightOf)).toEqual([84, 60]);
  });

  test("pinned ones stand in a section of their own", () => {
    const lines = linesOf([dialogOf({ client_id: 1, pinned: true }), dialogOf({ client_id: 2 })], []);
    expect(lines.map(keyOf)).toEqual(["section-pinned", "row-1", "section-dialogs", "row-2"]);
  });

  test("what one looks at stays when a row above gets its first label", () => {
    const rows = [1, 2, 3].map((id) => dialogOf({ client_id: id }));
    const before = linesOf(rows, [vip]);
    const after = linesOf([dialogOf({ client_id: 1, label_ids: [1] }), ...rows.slice(1)], [vip]);
    expect(growthAbove(before, after, 60)).toBe(24);
    expect(growthAbove(before, after, 0)).toBe(0);
    expect(growthAbove(before, linesOf(rows.toReversed(), [vip]), 60)).toBe(0);
  });
});
