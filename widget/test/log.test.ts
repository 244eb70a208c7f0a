import { describe, expect, it } from "vitest";
import { LOG_MAX } from "../src/core/limits";
import { catchUp, type GetPage, Log } from "../src/core/log";
import type { VisitorMessage } from "../src/core/types";

const message = (n: number, extra: Partial<VisitorMessage> = {}): VisitorMessage => ({
  id: n + 1000,
  n,
  mine: false,
  author: null,
  text: `${n}`,
  entities: [],
  files: [],
  buttons: [],
  pressed: null,
  reply_to: null,
  ref: null,
  state: "sent",
  edited: false,
  deleted: false,
  sent_at: n,
  ...extra,
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

/** Pages of 50 as the server gives them. */
function server(all: VisitorMessage[]): { get: GetPage; asked: object[] } {
  const asked: object[] = [];
  const get: GetPage = async (query) => {
    asked.push(query);
    const { after = 0, before = Number.MAX_SAFE_INTEGER } = query;
    const fits = all.filter((m) => m.n > after && m.n < before);
    const items = after ? fits.slice(0, 50) : fits.slice(-50);
    return { items, last_n: all.length, more: fits.length > items.length };
  };
  return { get, asked };
}

describe("the log", () => {
  it("orders by n, and the same id again is a new version", () => {
    const log = new Log();
    expect(log.merge([message(3), message(1)])).toHaveLength(2);
    expect(log.merge([message(3, { text: "правка", edited: true }), message(2)]).map((m) => m.n)).toEqual([
      2,
    ]);
    expect(log.messages.map((m) => m.text)).toEqual(["1", "2", "правка"]);
  });

  it("is bounded", () => {
    const log = new Log();
    log.merge(range(1, LOG_MAX + 5));
    expect(log.messages).toHaveLength(LOG_MAX);
    expect(log.firstN).toBe(6);
    expect(log.more).toBe(true);
  });

  it("counts what is unread, and marks own messages read", () => {
    const log = new Log();
    log.merge([
      message(1),
      message(2, { mine: true }),
      message(3),
      message(4, { deleted: true }),
      message(5),
    ]);
    expect(log.unread(1).map((m) => m.n)).toEqual([3, 5]);
    log.markRead(2);
    expect(log.messages.map((m) => m.state)).toEqual(["sent", "read", "sent", "sent", "sent"]);
  });
});

describe("catch-up", () => {
  it("takes the newest page first and knows there is more", async () => {
    const log = new Log();
    const { get, asked } = server(range(1, 120));
    await catchUp(log, 0, get);
    expect([log.firstN, log.lastN, log.more, log.complete]).toEqual([71, 120, true, 120]);
    expect(asked).toEqual([{}]);
  });

  it("leaves no hole, however many were missed", async () => {
    for (const last of [60, 100, 101, 150, 151, 400]) {
      const log = new Log();
      log.merge(range(1, 10));
      log.complete = 10;
      const { get } = server(range(1, last));
      const fresh = await catchUp(log, 10, get);
      expect(
        log.messages.map((m) => m.n),
        `${last}`,
      ).toEqual(range(1, last).map((m) => m.n));
      expect(
        fresh.map((m) => m.n),
        `${last}`,
      ).toEqual(range(11, last).map((m) => m.n));
    }
  });

  it("does not take a live message for proof that nothing is missing", async () => {
    const log = new Log();
    log.merge(range(1, 10));
    log.complete = 10;
    log.merge([message(200)]);
    await catchUp(log, log.complete, server(range(1, 200)).get);
    expect(log.messages).toHaveLength(200);
  });

  it("begins anew after too long an absence", async () => {
    const log = new Log();
    log.merge(range(1, 10));
    await catchUp(log, 10, server(range(1, 5000)).get);
    expect([log.firstN, log.lastN, log.more]).toEqual([4951, 5000, true]);
  });

  it("brings edits of what is known", async () => {
    const log = new Log();
    log.merge(range(1, 3));
    const fresh = await catchUp(log, 3, server([message(1), message(2, { deleted: true }), message(3)]).get);
    expect(fresh).toEqual([]);
    expect(log.messages[1]?.deleted).toBe(true);
  });
});
