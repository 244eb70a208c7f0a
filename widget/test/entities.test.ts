import { describe, expect, it } from "vitest";
import { parseEntities, safeUrl } from "../src/core/entities";
import type { Entity } from "../src/core/types";
import { rich } from "../src/ui/bubble";

const html = (text: string, entities: Entity[] = []) => {
  const box = document.createElement("div");
  for (const child of rich(parseEntities(text, entities))) if (child) box.append(child);
  return box;
};
const span = (type: Entity["type"], offset: number, length: number, url: string | null = null): Entity => ({
  type,
  offset,
  length,
  url,
});

describe("marked-up text", () => {
  it("never makes markup of text", () => {
    const evil = `<img src=x onerror=alert(1)><script>1</script>`;
    const box = html(evil, [span("bold", 0, evil.length)]);
    expect(box.textContent).toBe(evil);
    expect(box.querySelectorAll("*")).toHaveLength(1);
  });

  it("opens only web, mail and phone addresses", () => {
    const bad = [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      " java\nscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "file:///etc",
      "blob:x",
      "//evil",
      "",
      null,
    ];
    for (const url of bad) {
      expect(safeUrl(url), String(url)).toBeNull();
      const box = html("текст", [span("link", 0, 5, url)]);
      expect(box.querySelector("a"), String(url)).toBeNull();
      expect(box.textContent).toBe("текст");
    }
    expect(safeUrl("https://glina.example/?a=1")).toBe("https://glina.example/?a=1");
    expect(safeUrl("mailto:a@b.c")).toBe("mailto:a@b.c");
    expect(safeUrl("tel:+79001234567")).toBe("tel:+79001234567");
  });

  it("sends nobody's address along with a link", () => {
    const link = html("см. https://glina.example/a?b=1, там").querySelector("a");
    expect(link?.getAttribute("href")).toBe("https://glina.example/a?b=1");
    expect(link?.textContent).toBe("https://glina.example/a?b=1");
    expect(link?.rel).toBe("noopener noreferrer nofollow");
    expect(link?.target).toBe("_blank");
  });

  it("finds no address inside code", () => {
    expect(html("https://a.example", [span("code", 0, 17)]).querySelector("a")).toBeNull();
  });

  it("counts offsets in UTF-16 units", () => {
    expect(html("🔥 жирно", [span("bold", 3, 5)]).querySelector("b")?.textContent).toBe("жирно");
  });

  it("nests, and cuts what overlaps", () => {
    expect(html("один два три", [span("bold", 0, 8), span("italic", 5, 3)]).innerHTML).toContain("<i");
    const box = html("abcdef", [span("bold", 0, 4), span("italic", 2, 4)]);
    expect(box.querySelector("b")?.textContent).toBe("abcd");
    expect([...box.querySelectorAll("i")].map((e) => e.textContent).join("|")).toBe("cd|ef");
    expect(box.textContent).toBe("abcdef");
  });

  it("survives spans that lie outside, repeat or are nonsense", () => {
    const odd = [
      span("bold", -5, 7),
      span("bold", 2, 900),
      span("italic", 50, 2),
      span("code", 1, 0),
      span("code", 1, -3),
    ];
    const unknown = { type: "blink", offset: 0, length: 2, url: null } as unknown as Entity;
    const many = Array.from({ length: 500 }, () => span("bold", 0, 4));
    expect(html("abcd", [...odd, unknown]).textContent).toBe("abcd");
    expect(html("abcd", many).textContent).toBe("abcd");
    expect(html("abcd", [span("bold", Number.NaN, 2)]).textContent).toBe("abcd");
  });
});
