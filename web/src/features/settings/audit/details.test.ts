import { expect, it } from "vitest";
import { detailsText } from "./details";

const words = {
  name: (name: string) => ({ email: "почта", role: "роль", token: "токен" })[name] ?? name,
  value: (name: string, value: string) => (name === "role" ? ({ operator: "Оператор", editor: "Редактор" }[value] ?? value) : value),
};

it.each([
  ['{"email":"nina@example.com"}', "почта: nina@example.com"],
  ['{"role":{"from":"operator","to":"editor"},"name":["A","Б"]}', "роль: Оператор → Редактор · name: A → Б"],
  ['{"mode":null,"name":false,"token":true}', "токен"],
  ["null", ""],
  ["not json", "not json"],
])("%s → %s", (details, text) => {
  expect(detailsText(details, words)).toBe(text);
});
