import { expect, test } from "vitest";
import { emptyFields, mistakesOf, toNewDeal, toPatch } from "./form";

const fields = { ...emptyFields(null), currency: "RUB" };

test("a deal needs a name; the rest may be empty", () => {
  expect(mistakesOf(fields)).toEqual({ name: "required" });
  expect(mistakesOf({ ...fields, name: "Тарелки" })).toEqual({});
});

test("a line of variables left empty is none; the others are named well and once", () => {
  const variables = [
    { key: 1, name: "", value: "" },
    { key: 2, name: "доставка", value: "690" },
    { key: 3, name: "доставка", value: "" },
    { key: 4, name: "2 слова", value: "" },
  ];
  const wrong = mistakesOf({ ...fields, name: "Тарелки", variables });
  expect(wrong).toEqual({ "variables[1].name": "name_there", "variables[2].name": "name_bad" });
  expect(toNewDeal({ ...fields, name: " Тарелки ", variables: variables.slice(0, 2) })).toMatchObject({
    name: "Тарелки",
    budget: null,
    variables: [{ name: "доставка", value: "690" }],
  });
});

test("a change carries only what is another, and an emptied budget as null", () => {
  const before = { ...fields, name: "Тарелки", sum: "14400,50" };
  expect(toPatch(before, before)).toEqual({});
  expect(toPatch({ ...before, sum: "14 400,5" }, before)).toEqual({});
  expect(toPatch({ ...before, sum: "" }, before)).toEqual({ budget: null });
  expect(toPatch({ ...before, name: "Миски", sum: "10" }, before)).toEqual({ name: "Миски", budget: { amount: "10", currency: "RUB" } });
});
