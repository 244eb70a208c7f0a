import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { emojiAt, emojiNamed, indexed, type NamedEmoji } from "./names";

describe("what is being typed", () => {
  const at = (text: string) => emojiAt(text, text.length);
  test("a name begins after a space or at the start and has two letters", () => {
    expect(at(":ог")).toEqual({ from: 0, query: "ог" });
    expect(at("Ура :fire")).toEqual({ from: 4, query: "fire" });
    expect(at("Ура :+1")).toEqual({ from: 4, query: "+1" });
    expect(at(":о")).toBeNull();
  });
  test("times, addresses and what follows a word are no names", () => {
    for (const text of ["в 10:30", "https://site", "итог:да", "состав: лён", ":fire:", ":10"]) expect(at(text)).toBeNull();
  });
});

const all = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("emoji-picker-element-data/ru/cldr/data.json"), "utf8"));
const index = indexed(all as NamedEmoji[]);
const named = (query: string) => emojiNamed(index, query, 8).map((one) => one.emoji);

describe("finding", () => {
  test("by the beginning of a word, in any case, ё like е", () => {
    expect(named("огон")).toContain("🔥");
    expect(named("ОГОН")).toContain("🔥");
    expect(named("елка")).toContain("🎄");
    expect(named("ёлка")).toEqual(named("елка"));
  });
  test("a whole word comes before a beginning, and never more than asked for", () => {
    const few: NamedEmoji[] = [
      { emoji: "1", annotation: "сердцевина" },
      { emoji: "2", annotation: "красное сердце" },
    ];
    expect(emojiNamed(indexed(few), "сердце", 8).map((one) => one.emoji)).toEqual(["2", "1"]);
    expect(named("с")).toHaveLength(8);
    expect(named("щщщ")).toEqual([]);
  });
});
