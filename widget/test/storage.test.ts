import { beforeEach, describe, expect, it } from "vitest";
import { Speech } from "../src/core/i18n";
import { readIdentity } from "../src/core/identity";
import { firstTouch } from "../src/core/page";
import { NOBODY, readKept, Store } from "../src/core/storage";
import { initials } from "../src/ui/dom";
import { fault } from "../src/ui/form";

beforeEach(() => localStorage.clear());
const store = () => new Store("beseda:k", localStorage);

describe("what is kept of the visitor", () => {
  it("takes nonsense for a stranger", () => {
    for (const text of [
      "",
      "{",
      "[]",
      "1",
      "null",
      '"x"',
      '{"token":5,"seen":"9","sound":"no","form":7}',
      '{"form":{"name":5}}',
    ]) {
      localStorage.setItem("beseda:k", text);
      expect(readKept(store()), text).toEqual(NOBODY);
    }
  });

  it("reads what it wrote, and nothing that it does not know", () => {
    store().write("", { ...NOBODY, token: "t", seen: 7, known: true, extra: 1 });
    expect(readKept(store())).toEqual({ ...NOBODY, token: "t", seen: 7, known: true });
  });
});

describe("the first visit", () => {
  it("keeps the marks of the first visit that had any", () => {
    expect(firstTouch(store(), "", null)).toEqual({ utm: {}, tag: null });
    expect(localStorage.length).toBe(0);
    const first = { utm: { source: "vk", campaign: "осень" }, tag: "vitrina" };
    expect(
      firstTouch(store(), `?utm_source=vk&utm_campaign=${encodeURIComponent("осень")}`, "vitrina"),
    ).toEqual(first);
    expect(firstTouch(store(), "?utm_source=other", null)).toEqual(first);
  });

  it("is bounded, and survives nonsense", () => {
    expect(firstTouch(store(), `?utm_source=${"x".repeat(900)}`, null).utm.source).toHaveLength(200);
    localStorage.setItem("beseda:k:first", '{"source":5,"tag":[],"medium":"cpc"}');
    expect(firstTouch(store(), "", null)).toEqual({ utm: { medium: "cpc" }, tag: null });
  });
});

/** base64url of UTF-8, as in a JWT. */
const encode = (payload: object) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(payload))))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");

it("reads only the name out of an identity", () => {
  const jwt = `h.${encode({ sub: "u1", name: "Дарья" })}.s`;
  expect(readIdentity(jwt)).toEqual({ jwt, sub: "u1" });
  for (const bad of [null, 5, "", "a.b.c", "x", `h.${encode({})}.s`, "x".repeat(5000)]) {
    expect(readIdentity(bad)).toBeNull();
  }
});

it("tells what is wrong with a field, in words", () => {
  const { words } = new Speech("ru");
  const check = (name: "name" | "email" | "phone", value: string, required = true) =>
    fault(name, value, required, words);
  expect(check("name", "")).toBe(words.needed);
  expect(check("name", "", false)).toBe("");
  for (const good of ["dasha@example.com", "a.b+c@sub.example.co", "даша@пример.рф"])
    expect(check("email", good)).toBe("");
  for (const bad of ["dasha@example", "dasha", "a b@c.de", "@c.de", "a@.de"])
    expect(check("email", bad)).toBe(words.badEmail);
  for (const good of ["+7 900 123-45-67", "8(900)1234567", "89001234567", "112233"])
    expect(check("phone", good), good).toBe("");
  for (const bad of ["12", "abc", "+7 900 12a", "1".repeat(20)])
    expect(check("phone", bad), bad).toBe(words.badPhone);
});

it("makes initials of any name", () => {
  expect(initials("Ольга Кравец")).toBe("ОК");
  expect(initials("  мастерская ")).toBe("М");
  expect(initials("🌿 Лена Петровна")).toBe("🌿Л");
  expect(initials("")).toBe("");
});
