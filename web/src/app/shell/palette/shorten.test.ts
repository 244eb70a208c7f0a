import { expect, test } from "vitest";
import { cut } from "@/lib/marks";
import { shorten } from "./shorten";

const marked = (text: string, word: string) => {
  const short = shorten(text, [{ offset: text.indexOf(word), length: word.length }]);
  return [short.text, cut(short.text, short.marks).filter((piece) => piece.marked)[0]?.text];
};

test("what stands near the beginning is left as it is, line breaks become spaces", () => {
  expect(marked("Добавьте\nдве пиалы", "пиалы")).toEqual(["Добавьте две пиалы", "пиалы"]);
  expect(shorten("Фото", [])).toEqual({ text: "Фото", marks: [] });
});

test("a long beginning gives way, at the border of a word, and the mark stays on its word", () => {
  const text = "Добрый день, мы уже две недели ждём ответа, привезёте ли вы пиалы в четверг";
  const [short, word] = marked(text, "пиалы");
  expect(word).toBe("пиалы");
  expect(short).toBe("…привезёте ли вы пиалы в четверг");
});

test("one long word is cut at the mark itself", () => {
  expect(marked(`https://example.com/${"a".repeat(60)}пиалы`, "пиалы")).toEqual(["…пиалы", "пиалы"]);
});
