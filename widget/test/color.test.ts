import { describe, expect, it } from "vitest";
import { contrast, palette, textOn } from "../src/core/color";

const steps = [0, 51, 102, 153, 204, 255].map((n) => n.toString(16).padStart(2, "0"));
const colors = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

describe("colours", () => {
  it("measures contrast as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 1);
    expect(contrast("#0f766e", "#ffffff")).toBeCloseTo(5.47, 1);
  });

  it("keeps white where it can be read and turns dark where it cannot", () => {
    expect(textOn("#0f766e")).toBe("#ffffff");
    expect(textOn("#f5c518")).toBe("#15201e");
  });

  it("holds 4.5 for every text, whatever the owner chooses", () => {
    for (const color of colors) {
      expect(contrast(textOn(color), color), color).toBeGreaterThanOrEqual(4.5);
      for (const dark of [false, true]) {
        const p = palette(color, dark);
        const pairs = [
          [p["--on"], p["--accent"]],
          [p["--on-mine"], p["--mine"]],
          [p["--meta"], p["--mine"]],
          [p["--link"], p["--tint"]],
          [p["--link"], dark ? "#1c2423" : "#ffffff"],
        ];
        for (const [text, ground] of pairs) {
          expect(contrast(text as string, ground as string), `${color} ${dark}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it("leaves the default to the style sheet and takes nonsense for it", () => {
    expect(palette("#0F766E", false)).toEqual({});
    expect(palette("red;background:url(//evil)", true)).toEqual({});
  });
});
