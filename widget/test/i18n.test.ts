import { describe, expect, it } from "vitest";
import { chooseLanguage, plural, Speech } from "../src/core/i18n";

describe("words", () => {
  it("takes the Russian form that goes with the number", () => {
    const form = (n: number) => plural("ru", n, ["сообщение", "сообщения", "сообщений"]);
    for (const n of [1, 21, 101, 1001]) expect(form(n), `${n}`).toBe("сообщение");
    for (const n of [2, 3, 4, 22, 104]) expect(form(n), `${n}`).toBe("сообщения");
    for (const n of [0, 5, 11, 12, 13, 14, 19, 20, 111, 112]) expect(form(n), `${n}`).toBe("сообщений");
  });

  it("says what was loaded", () => {
    const ru = new Speech("ru");
    expect(ru.caughtUp(0)).toBe("Снова на связи");
    expect(ru.caughtUp(1)).toBe("Снова на связи. Загружено 1\u00a0сообщение");
    expect(ru.caughtUp(3)).toBe("Снова на связи. Загружены 3\u00a0сообщения");
    expect(ru.caughtUp(5)).toBe("Снова на связи. Загружено 5\u00a0сообщений");
    const en = new Speech("en");
    expect(en.caughtUp(1)).toBe("Back online. Loaded 1\u00a0message");
    expect(en.caughtUp(2)).toBe("Back online. Loaded 2\u00a0messages");
  });

  it("chooses by the setting, the page, the browser", () => {
    expect(chooseLanguage(null, "auto", "ru-RU", "en")).toBe("ru");
    expect(chooseLanguage(null, "en", "ru", "ru")).toBe("en");
    expect(chooseLanguage("ru", "en", "en", "en")).toBe("ru");
    expect(chooseLanguage(null, "auto", "", "de-DE")).toBe("en");
  });

  it("names days and sizes", () => {
    const ru = new Speech("ru");
    const now = new Date(2024, 10, 20, 0, 30).getTime();
    expect(ru.day(now - 60_000, now)).toBe("Сегодня");
    expect(ru.day(now - 3_600_000, now)).toBe("Вчера");
    expect(ru.day(new Date(2024, 9, 5).getTime(), now)).toBe("5 октября");
    expect(ru.day(new Date(2023, 9, 5).getTime(), now)).toContain("2023");
    expect(ru.size(1_900_000)).toBe("1,8\u00a0МБ");
    expect(ru.size(20 * 1024 * 1024)).toBe("20\u00a0МБ");
    expect(ru.size(900)).toBe("900\u00a0Б");
  });

  it("has every word in both languages", () => {
    const [ru, en] = [new Speech("ru").words, new Speech("en").words];
    for (const [name, word] of Object.entries(ru))
      expect(word && en[name as keyof typeof en], name).toBeTruthy();
  });
});
