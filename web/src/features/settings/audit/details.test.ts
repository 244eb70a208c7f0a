import { expect, it } from "vitest";
import { detailsText } from "./details";

it.each([
  ['{"email":"nina@example.com"}', "email: nina@example.com"],
  ['{"role":{"from":"operator","to":"editor"},"name":["A","Б"]}', "role: operator → editor · name: A → Б"],
  ['{"employee":null}', "employee: —"],
  ["null", ""],
  ["not json", "not json"],
])("%s → %s", (details, text) => {
  expect(detailsText(details)).toBe(text);
});
