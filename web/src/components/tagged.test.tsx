import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { Tagged } from "./tagged";

const shown = (text: string) => render(<Tagged text={text} parts={{ b: <b />, c: <code /> }} />).container.innerHTML;

test("marked words stand in their parts, in their order", () => {
  expect(shown("Напишите <c>/newbot</c> и <b>ждите</b>.")).toBe("Напишите <code>/newbot</code> и <b>ждите</b>.");
});

test("a sentence without marks and one that is all mark", () => {
  expect(shown("Готово")).toBe("Готово");
  expect(shown("<b>Готово</b>")).toBe("<b>Готово</b>");
});

test("an unknown mark leaves its words bare, and what looks like HTML stays words", () => {
  expect(shown("<x>раз</x> <img src=x> <b>два</b>")).toBe("раз &lt;img src=x&gt; <b>два</b>");
});
