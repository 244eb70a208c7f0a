import { describe, expect, test } from "vitest";
import type { Entity } from "@/api/types";
import { runs, safeLink } from "./entities";

const mark = (type: Entity["type"], offset: number, length: number, url: string | null = null): Entity => ({ type, offset, length, url });
const plain = (text: string, entities: Entity[]) =>
  runs(text, entities).map((run) => `${run.text}|${run.types.join("+")}|${run.href ?? ""}`);

describe("runs", () => {
  test("plain text is one run", () => {
    expect(plain("привет", [])).toEqual(["привет||"]);
  });

  test("nested and crossing marks are cut at every edge", () => {
    expect(plain("абвг", [mark("bold", 0, 3), mark("italic", 2, 2)])).toEqual(["аб|bold|", "в|bold+italic|", "г|italic|"]);
  });

  test("offsets beyond the text change nothing but what is there", () => {
    expect(plain("аб", [mark("bold", 1, 50), mark("code", 9, 2), mark("italic", -1, 1)])).toEqual(["а||", "б|bold|"]);
  });

  test("emoji are counted in UTF-16 units, as messengers do", () => {
    expect(plain("😀ок", [mark("bold", 2, 2)])).toEqual(["😀||", "ок|bold|"]);
  });

  test("a written address becomes a link, without the full stop after it", () => {
    expect(plain("см. https://a.example/x.", [])).toEqual(["см. ||", "https://a.example/x||https://a.example/x", ".||"]);
  });

  test("an address in code stays code", () => {
    expect(plain("https://a.example", [mark("code", 0, 17)])).toEqual(["https://a.example|code|"]);
  });
});

describe("safe links", () => {
  test.each([
    ["https://a.example", "https://a.example/"],
    ["a.example/x", "https://a.example/x"],
    ["mail@a.example", "mailto:mail@a.example"],
    ["tel:+7000", "tel:+7000"],
    ["javascript:alert(1)", null],
    ["JaVaScRiPt:alert(1)", null],
    ["  javascript:alert(1)", null],
    ["data:text/html,x", null],
    ["vbscript:x", null],
    ["file:///etc/passwd", null],
    ["http://", null],
  ])("%s", (url, safe) => {
    expect(safeLink(url)).toBe(safe);
  });
});
