import { describe, expect, test } from "vitest";
import type { Message } from "@/api/types";
import type { Clock } from "@/lib/time";
import { messageOf } from "@/testing/samples";
import type { Outgoing } from "../composer/outbox";
import { type Opened, timelineItems } from "./timeline-items";

const DAY = 86_400_000;
const NOON = Date.UTC(2025, 10, 20, 9);
const clock: Clock = { locale: "ru", timeZone: "Europe/Moscow", now: NOON };
const at = (id: number, sent_at: number, change: Partial<Message> = {}) => messageOf({ id, sent_at, ...change });
const pending = (ref: string, when = NOON): Outgoing => ({
  kind: "message",
  mention_ids: [],
  client_ref: ref,
  client_id: 1,
  text: ref,
  reply_to: null,
  files: [],
  seen_n: null,
  at: when,
  state: "waiting",
  problem: null,
});
const draw = (messages: Message[], waiting: Outgoing[] = [], opened: Opened | null = null) =>
  timelineItems({ messages, pending: waiting, opened, clock, me: 1 }).map((item) => {
    if (item.kind === "message") return `${item.message.id}${item.first ? "(" : ""}${item.last ? ")" : ""}`;
    return item.kind === "new" ? `new ${item.count}` : item.kind;
  });

describe("days", () => {
  test("every day begins with its pill, by the zone of the project", () => {
    const beforeMidnight = Date.UTC(2025, 10, 19, 20, 59);
    expect(draw([at(1, beforeMidnight), at(2, beforeMidnight + 2 * 60_000), at(3, NOON)])).toEqual(["day", "1()", "day", "2()", "3()"]);
  });
});

describe("groups", () => {
  test("messages of one author within five minutes stand together", () => {
    const minute = 60_000;
    expect(draw([at(1, NOON), at(2, NOON + minute), at(3, NOON + 20 * minute)])).toEqual(["day", "1(", "2)", "3()"]);
  });

  test("another author, a comment and a note begin anew", () => {
    const messages = [
      at(1, NOON, { kind: "out", author_kind: "employee", author_id: 1 }),
      at(2, NOON, { kind: "out", author_kind: "employee", author_id: 2 }),
      at(3, NOON, { kind: "comment", author_kind: "employee", author_id: 2 }),
      at(4, NOON, { kind: "note", author_kind: "system" }),
      at(5, NOON, { kind: "note", author_kind: "system" }),
    ];
    expect(draw(messages)).toEqual(["day", "1()", "2()", "3()", "4()", "5()"]);
  });
});

describe("the divider of new messages", () => {
  const messages = [at(1, NOON), at(2, NOON, { kind: "out", author_kind: "bot" }), at(3, NOON), at(4, NOON)];

  test("stands before the first unread inbound message", () => {
    expect(draw(messages, [], { unread: 2, lastN: 4 })).toEqual(["day", "1()", "2()", "new 2", "3(", "4)"]);
  });

  test("does not move when more messages come", () => {
    expect(draw([...messages, at(5, NOON)], [], { unread: 2, lastN: 4 })).toEqual(["day", "1()", "2()", "new 2", "3(", "4", "5)"]);
  });

  test("is absent when nothing was unread or the first unread one is not loaded", () => {
    expect(draw(messages, [], { unread: 0, lastN: 4 })).not.toContain("new 0");
    expect(draw(messages, [], { unread: 9, lastN: 4 }).join()).not.toContain("new");
  });
});

describe("messages on their way", () => {
  test("join the group of the own message before them", () => {
    const own = at(1, NOON, { kind: "out", author_kind: "employee", author_id: 1 });
    const items = timelineItems({ messages: [own], pending: [pending("a"), pending("b")], opened: null, clock, me: 1 });
    expect(items.map((item) => ("first" in item ? [item.first, item.last] : null))).toEqual([
      null,
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  test("stand at the end with a day of their own when it is needed", () => {
    expect(draw([at(1, NOON - DAY)], [pending("a")])).toEqual(["day", "1()", "day", "pending"]);
  });

  test("disappear when the stored message with the same client_ref is there", () => {
    expect(draw([at(1, NOON, { client_ref: "a" })], [pending("a"), pending("b")])).toEqual(["day", "1()", "pending"]);
  });
});
