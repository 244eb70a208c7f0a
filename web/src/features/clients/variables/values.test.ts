import { describe, expect, test } from "vitest";
import { nameFits } from "@/lib/variables";
import { refusalOf, toValue } from "./values";

const problem = (change: object) => ({ type: "about:blank", title: "", status: 422, code: "invalid", detail: "", ...change });
const field = (name: string, code: string) => problem({ fields: { [name]: { code, message: "" } } });

describe("values", () => {
  test.each([
    ["number", "17\u00A0600", "17600"],
    ["number", "17,5", "17,5"],
    ["date", "1.3.1991", "01.03.1991"],
    ["date", "32.12.2025", "32.12.2025"],
    ["string", " как есть ", " как есть "],
    ["list", "18 см", "18 см"],
  ] as const)("%s %s", (type, typed, wanted) => expect(toValue(type, typed)).toBe(wanted));
});

test("names are those a flow can say", () => {
  for (const name of ["город", "Sum2", "размер_тарелки", "ёж"]) expect(nameFits(name), name).toBe(true);
  for (const name of ["", "2nd", "_x", "день рождения", "a-b", "."]) expect(nameFits(name), name).toBe(false);
});

describe("refusals stand at their field", () => {
  test.each([
    [field("name", "reserved"), "string", { field: "name", word: "name_reserved" }],
    [field("name", "bad_value"), "string", { field: "name", word: "name_bad" }],
    [field("name", "too_long"), "string", { field: "name", word: null }],
    [field("value", "bad_value"), "date", { field: "value", word: "bad_date" }],
    [field("value", "too_long"), "string", { field: "value", word: null }],
    [problem({ code: "limit_reached", status: 409 }), "string", { field: "name", word: "limit_reached" }],
    [problem({ code: "offline", status: 0 }), "number", { field: "value", word: null }],
  ] as const)("%o %s", (refused, type, wanted) => expect(refusalOf(refused, type)).toEqual(wanted));
});
