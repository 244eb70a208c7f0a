import { describe, expect, it } from "vitest";
import { channelMatches, compareChannels, keepOrder } from "./order";
import { channel, siteSettings } from "./testing";

const ids = (rows: { id: number }[]) => rows.map((row) => row.id);

describe("order of channels", () => {
  it("puts what needs attention first and what is paused last, each by name", () => {
    const rows = [
      channel({ id: 1, state: "paused", name: "А" }),
      channel({ id: 2, state: "works", name: "Я" }),
      channel({ id: 3, state: "works", name: "Б" }),
      channel({ id: 4, state: "attention", name: "Ю" }),
    ];
    expect(ids(rows.sort(compareChannels("ru")))).toEqual([4, 3, 2, 1]);
  });

  it("does not move rows under the pointer", () => {
    const rows = [channel({ id: 3, state: "attention" }), channel({ id: 1 }), channel({ id: 2 }), channel({ id: 9 })];
    expect(ids(keepOrder([1, 2, 3], rows))).toEqual([1, 2, 3, 9]);
  });
});

describe("search of channels", () => {
  it("looks at name, account, key and sites", () => {
    const telegram = channel();
    const site = channel({ kind: "site_chat", name: "Чат", key: "ch_8F2kQm41", account: null, settings: siteSettings });
    for (const typed of ["глина", "@TIHAYA", "7100200", ""]) expect(channelMatches(telegram, typed)).toBe(true);
    for (const typed of ["8f2k", "glina.example"]) expect(channelMatches(site, typed)).toBe(true);
    expect(channelMatches(site, "вконтакте")).toBe(false);
  });
});
