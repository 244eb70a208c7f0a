import { describe, expect, test } from "vitest";
import { messageOf } from "@/testing/samples";
import { nextPin, shownPin, withPin } from "./pins";

const pin = (id: number, pinned_at: number | null = id * 10) => messageOf({ id, pinned_at });
const ids = (pins: { id: number }[]) => pins.map((one) => one.id);

describe("pinned messages", () => {
  test("stand in the order of their pins, the latest first, not in that of the messages", () => {
    const pins = withPin([pin(3, 30), pin(2, 20)], pin(1, 40));
    expect(ids(pins)).toEqual([1, 3, 2]);
  });

  test("leave when they are unpinned or deleted", () => {
    const pins = [pin(3), pin(2), pin(1)];
    expect(ids(withPin(pins, pin(2, null)))).toEqual([3, 1]);
    expect(ids(withPin(pins, { ...pin(3), deleted_at: 5 }))).toEqual([2, 1]);
  });

  test("a message that never was among them changes nothing", () => {
    const pins = [pin(3)];
    expect(withPin(pins, pin(9, null))).toBe(pins);
  });

  test("new words of a pinned message replace the old ones", () => {
    expect(withPin([pin(3)], { ...pin(3), text: "новый адрес" })[0]?.text).toBe("новый адрес");
  });

  test("each step shows the next one and after the last the latest again", () => {
    const pins = [pin(3), pin(2), pin(1)];
    const seen: string[] = [];
    let at: number | null = null;
    for (let step = 0; step < 4; step += 1) {
      const shown = shownPin(pins, at);
      seen.push(`${shown?.pin.id}: ${shown?.place}/${shown?.of}`);
      at = nextPin(pins, shown?.pin.id ?? 0);
    }
    expect(seen).toEqual(["3: 1/3", "2: 2/3", "1: 3/3", "3: 1/3"]);
  });

  test("when the shown one is unpinned elsewhere the latest takes its place; without pins there is nothing", () => {
    expect(shownPin([pin(3), pin(2)], 1)?.pin.id).toBe(3);
    expect(shownPin([], null)).toBeNull();
    expect(nextPin([], 3)).toBeNull();
  });
});
