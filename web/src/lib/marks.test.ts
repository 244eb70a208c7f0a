import { describe, expect, test } from "vitest";
import { cut } from "./marks";

const said = (text: string, marks: [number, number][], at = 0) =>
  cut(
    text,
    marks.map(([offset, length]) => ({ offset, length })),
    at,
  ).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text));

describe("marks", () => {
  test("cut a text into what was looked for and the rest", () => {
    expect(
      said("матовая глазурь «Мох»", [
        [0, 7],
        [8, 7],
      ]),
    ).toEqual(["[матовая]", " ", "[глазурь]", " «Мох»"]);
    expect(said("глазурь", [])).toEqual(["глазурь"]);
  });

  test("count in UTF-16 units, as the server does", () => {
    expect(said("😀 глина", [[3, 5]])).toEqual(["😀 ", "[глина]"]);
  });

  test("go on through stretches of one text", () => {
    expect(said("глазурь", [[5, 6]], 8)).toEqual(["[гла]", "зурь"]);
    expect(said("дальше", [[0, 4]], 8)).toEqual(["дальше"]);
  });

  test("never lose or double a letter, whatever comes in", () => {
    expect(
      said("кружка", [
        [4, 99],
        [1, 2],
        [1, 3],
        [40, 2],
      ]),
    ).toEqual(["к", "[ру]", "[ж]", "[ка]"]);
  });
});
