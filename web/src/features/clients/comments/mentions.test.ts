import { describe, expect, test } from "vitest";
import type { Employee } from "@/api/types";
import { allWords, matching, mentionAt, mentionable, mentionIds, mentionRuns, mentionWord } from "./mentions";

const person = (id: number, name: string, role: Employee["role"] = "editor"): Employee => ({
  id,
  name,
  email: "",
  role,
  status: "on_shift",
  status_since: 0,
  clients: 0,
  online: false,
  avatar_url: null,
  last_seen_at: null,
});
const sofia = person(2, "Софья Лапина");
const olga = person(3, "Ольга Кравец", "operator");
const otherOlga = person(4, "Ольга Белова");
const all = [person(1, "Катерина Лис", "owner"), sofia, olga];

describe("who may be named", () => {
  test("not oneself, and an operator only where he sees the client", () => {
    const ids = (responsible: number | null) => mentionable(all, responsible, 1).map((one) => one.id);
    expect(ids(null)).toEqual([2, 3]);
    expect(ids(3)).toEqual([2, 3]);
    expect(ids(2)).toEqual([2]);
  });

  test("by the first name, by the whole one where two share it", () => {
    expect(mentionWord(olga, all)).toBe("Ольга");
    expect(mentionWord(olga, [...all, otherOlga])).toBe("Ольга Кравец");
  });

  test("is found by the beginning of any word of the name", () => {
    expect(matching(all, "лап").map((one) => one.id)).toEqual([2]);
    expect(matching(all, "")).toHaveLength(3);
    expect(matching([person(9, "Пётр")], "петр")).toHaveLength(1);
  });
});

describe("the @ being typed", () => {
  test("stands at the beginning or after a space, and ends at the caret", () => {
    expect(mentionAt("@со", 3)).toEqual({ from: 0, query: "со" });
    expect(mentionAt("проверь, @", 10)).toEqual({ from: 9, query: "" });
    expect(mentionAt("проверь @со коробки", 11)).toEqual({ from: 8, query: "со" });
  });

  test("is none in an address or after its word", () => {
    expect(mentionAt("a@b", 3)).toBeNull();
    expect(mentionAt("@Софья ", 7)).toBeNull();
  });
});

describe("whom the words name", () => {
  test("everybody written with an @, once, however he got there", () => {
    expect(mentionIds("@Софья, @Ольга и ещё раз @Софья", [sofia, olga], all)).toEqual([2, 3]);
  });

  test("nobody by a part of a word or in an address", () => {
    expect(mentionIds("@Софьяна, пишите на x@Ольга.рф", [sofia, olga], all)).toEqual([]);
  });

  test("the whole name is meant where the first one is shared", () => {
    const both = [...all, otherOlga];
    expect(mentionIds("@Ольга Белова, возьми", [olga, otherOlga], both)).toEqual([4]);
    expect(mentionIds("@Ольга, возьми", [olga, otherOlga], both)).toEqual([]);
  });

  test("names are cut out with nothing lost", () => {
    const runs = mentionRuns("В подарок. @Софья Лапина, проверь", allWords(all));
    expect(runs.filter((run) => run.mention).map((run) => run.text)).toEqual(["@Софья Лапина"]);
    expect(runs.map((run) => run.text).join("")).toBe("В подарок. @Софья Лапина, проверь");
  });

  test("signs in a name are only signs", () => {
    expect(mentionIds("@O(lga?", [person(5, "O(lga?")], [person(5, "O(lga?")])).toEqual([5]);
  });
});
