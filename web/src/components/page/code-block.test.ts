import { describe, expect, it } from "vitest";
import { htmlParts, jsonParts } from "./code-block";

const joined = (parts: { text: string }[]) => parts.map((part) => part.text).join("");

describe("parts of code", () => {
  it("mark keys, texts and numbers of JSON and lose nothing", () => {
    const parts = jsonParts('{"id":5107,"text":"к \\"18\\": да"}');
    expect(joined(parts)).toBe('{\n  "id": 5107,\n  "text": "к \\"18\\": да"\n}');
    expect(parts.filter((part) => part.part === "key").map((part) => part.text)).toEqual(['"id"', '"text"']);
    expect(parts.filter((part) => part.part === "text").map((part) => part.text)).toEqual(['"к \\"18\\": да"']);
    expect(parts.filter((part) => part.part === "number").map((part) => part.text)).toEqual(["5107"]);
  });

  it("leave text that is no JSON alone", () => {
    expect(jsonParts("<html>cut off")).toEqual([{ part: null, text: "<html>cut off" }]);
  });

  it("keep every character of the tag", () => {
    const code = '<!-- before </body> -->\n<script async src="https://b.example/w.js"\n        data-channel="ch_1"></script>';
    const parts = htmlParts(code);
    expect(joined(parts)).toBe(code);
    expect(parts[0]).toEqual({ part: "note", text: "<!-- before </body> -->" });
    expect(parts.filter((part) => part.part === "text").map((part) => part.text)).toEqual(['"https://b.example/w.js"', '"ch_1"']);
  });
});
