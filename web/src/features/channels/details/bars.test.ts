import { describe, expect, it } from "vitest";
import { bars, failures } from "./bars";

const hour = (at: number, ok: number, failed: number) => ({ at, ok, failed });

describe("bars of half hours", () => {
  it("are measured by the tallest", () => {
    expect(bars([hour(1, 50, 0), hour(2, 90, 10), hour(3, 0, 0)]).map((bar) => bar.height)).toEqual([50, 100, 0]);
  });

  it("show a single error among thousands", () => {
    const [bar] = bars([hour(1, 5000, 1)]);
    expect(bar?.bad).toBeGreaterThanOrEqual(8);
    expect(bar?.height).toBeGreaterThanOrEqual(bar?.bad ?? 0);
  });

  it("survive a day without events", () => {
    expect(bars([hour(1, 0, 0)])).toEqual([{ at: 1, ok: 0, failed: 0, height: 0, bad: 0 }]);
  });
});

it("the journal lists only half hours with errors, newest first", () => {
  expect(failures([hour(1, 5, 1), hour(2, 5, 0), hour(3, 0, 2)]).map((one) => one.at)).toEqual([3, 1]);
});
