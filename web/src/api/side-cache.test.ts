import { describe, expect, test } from "vitest";
import { messageOf } from "@/testing/samples";
import { type Comments, withComment } from "./side-cache";

const comment = (id: number) => messageOf({ id, kind: "comment", author_kind: "employee", author_id: 1 });
const list = (pages: number[][], next: string | null = null): Comments => ({
  pages: pages.map((ids, at) => ({ items: ids.map(comment), next: at === pages.length - 1 ? next : `c${at}` })),
  pageParams: pages.map(() => null),
});
const ids = (comments: Comments) => comments.pages.map((page) => page.items.map((item) => item.id));

describe("comments of the card", () => {
  test("a new one stands first", () => {
    expect(ids(withComment(list([[5, 4], [2]]), comment(6)))).toEqual([[6, 5, 4], [2]]);
    expect(ids(withComment(list([[]]), comment(6)))).toEqual([[6]]);
  });

  test("a deleted one leaves, a restored one comes back to its place", () => {
    const without = withComment(list([[5, 4], [2]]), { ...comment(4), deleted_at: 9 });
    expect(ids(without)).toEqual([[5], [2]]);
    expect(ids(withComment(without, comment(4)))).toEqual([[5], [4, 2]]);
  });

  test("one that is older than everything loaded waits for its page", () => {
    expect(ids(withComment(list([[5, 4]], "more"), comment(1)))).toEqual([[5, 4]]);
  });

  test("a change keeps it once", () => {
    const changed = withComment(list([[5, 4]]), { ...comment(5), text: "иначе", edited_at: 7 });
    expect(ids(changed)).toEqual([[5, 4]]);
    expect(changed.pages[0]?.items[0]?.text).toBe("иначе");
  });
});
