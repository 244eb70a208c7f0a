/** Both languages say the same things: the same keys, every plural form the language has, the same placeholders. */
import { describe, expect, test } from "vitest";
import en from "./en";
import enRest from "./en/rest";
import enWork from "./en/work";
import ru from "./ru";
import ruRest from "./ru/rest";
import ruWork from "./ru/work";

const forms = { ru: ["one", "few", "many", "other"], en: ["one", "other"] } as const;
const plural = /_(zero|one|two|few|many|other)$/;

function flatten(words: object, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof value === "string") all.set(path, value);
    else for (const [inner, text] of flatten(value as object, path)) all.set(inner, text);
  }
  return all;
}

const base = (words: Map<string, string>) => [...new Set([...words.keys()].map((key) => key.replace(plural, "")))].sort();
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("words", () => {
  const languages = { ru: flatten({ ...ru, ...ruWork, ...ruRest }), en: flatten({ ...en, ...enWork, ...enRest }) };

  test("both languages have the same keys", () => {
    expect(base(languages.en)).toEqual(base(languages.ru));
  });

  test.each(["ru", "en"] as const)("every plural in %s has all forms of the language", (language) => {
    const words = languages[language];
    for (const key of words.keys()) {
      if (!plural.test(key)) continue;
      const stem = key.replace(plural, "");
      const there = forms[language].filter((form) => words.has(`${stem}_${form}`));
      expect(there, stem).toEqual([...forms[language]]);
      expect(words.has(stem), `${stem} is both plain and plural`).toBe(false);
    }
  });

  test("translations use the same placeholders", () => {
    for (const [key, text] of languages.ru) {
      const other = languages.en.get(key) ?? languages.en.get(key.replace(plural, "_other"));
      expect(placeholders(other ?? ""), key).toEqual(placeholders(text));
    }
  });

  test("no text is empty", () => {
    for (const words of Object.values(languages)) for (const [key, text] of words) expect(text.trim(), key).not.toBe("");
  });
});
