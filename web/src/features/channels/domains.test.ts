import { describe, expect, it } from "vitest";
import { parseDomain } from "./domains";

describe("parseDomain", () => {
  it.each([
    ["glina.example", "glina.example"],
    ["https://Glina.example/catalog?x=1", "glina.example"],
    ["http://shop.glina.example:8080/", "shop.glina.example"],
    ["*.glina.example", "*.glina.example"],
    ["глина.рф", "глина.рф"],
    ["localhost:3000", "localhost"],
    ["127.0.0.1", "127.0.0.1"],
  ])("%s → %s", (typed, host) => {
    expect(parseDomain(typed)).toBe(host);
  });

  it.each(["", "glina", "*.com", "*", "*.*.example", "a..b", "-a.example", "a b.example", "x.example:99999"])("refuses %j", (typed) => {
    expect(parseDomain(typed)).toBeNull();
  });
});
