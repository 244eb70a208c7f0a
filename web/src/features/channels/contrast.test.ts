import { describe, expect, it } from "vitest";
import { contrast, DARK_TEXT, ENOUGH, isColor, LIGHT_TEXT, parseColor, textOn } from "./contrast";

describe("contrast", () => {
  it("gives the two ends of the scale", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#777777")).toBe(1);
  });

  it("agrees with the values written in the design", () => {
    expect(contrast("#0F766E", "#ffffff")).toBeCloseTo(5.5, 1);
    expect(contrast("#ffffff", "#0F766E")).toBeCloseTo(5.5, 1);
  });

  it("keeps white text exactly while it holds 4.5", () => {
    expect(contrast("#767676", LIGHT_TEXT)).toBeGreaterThanOrEqual(ENOUGH);
    expect(textOn("#767676")).toBe(LIGHT_TEXT);
    expect(contrast("#777777", LIGHT_TEXT)).toBeLessThan(ENOUGH);
    expect(textOn("#777777")).toBe(DARK_TEXT);
    expect(textOn("#ffd400")).toBe(DARK_TEXT);
  });
});

describe("parseColor", () => {
  it("takes what people paste", () => {
    expect(parseColor(" 0F766E ")).toBe("#0f766e");
    expect(parseColor("#0f6")).toBe("#00ff66");
    expect(parseColor("teal")).toBeNull();
    expect(parseColor("#12345")).toBeNull();
  });

  it("says which value the server takes", () => {
    expect(isColor("#0f766e")).toBe(true);
    expect(isColor("0f766e")).toBe(false);
  });
});
