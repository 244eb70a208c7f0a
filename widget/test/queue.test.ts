import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { QUEUE_MAX } from "../src/core/limits";
import { type Answer, newRef, Queue } from "../src/core/queue";
import { Store } from "../src/core/storage";
import type { Outgoing } from "../src/core/types";

const page = { url: "https://glina.example/", title: "", referrer: "", language: "ru", utm: {} };
const message = (text: string): Outgoing => ({
  ref: newRef(),
  text,
  files: [],
  button: null,
  form: null,
  page,
  at: 1,
  error: null,
});
const store = () => new Store("beseda:k", localStorage);
const STORED: Answer = { kind: "stored" };

function queue(send: (m: Outgoing) => Promise<Answer>, place = store()) {
  const stored: string[] = [];
  const q = new Queue({ store: place, send, changed: () => {}, stored: (m) => stored.push(m.text) });
  return { q, stored };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

describe("messages on their way (X5)", () => {
  it("keeps a message until the server has said it is stored", async () => {
    let answer: (a: Answer) => void = () => {};
    const { q, stored } = queue(() => new Promise((resolve) => (answer = resolve)));
    q.add(message("раз"));
    expect(JSON.parse(localStorage.getItem("beseda:k:queue") as string)).toHaveLength(1);
    answer(STORED);
    await vi.runAllTimersAsync();
    expect(localStorage.getItem("beseda:k:queue")).toBeNull();
    expect(stored).toEqual(["раз"]);
  });

  it("repeats with the same ref, after growing pauses, in order", async () => {
    const tries: [string, string, number][] = [];
    let refusals = 4;
    const start = Date.now();
    const { q } = queue(async (m) => {
      tries.push([m.text, m.ref, Date.now() - start]);
      return refusals-- > 0 ? { kind: "later", after_ms: 0 } : STORED;
    });
    q.add(message("раз"));
    q.add(message("два"));
    await vi.runAllTimersAsync();
    expect(tries.map((t) => t[0])).toEqual(["раз", "раз", "раз", "раз", "раз", "два"]);
    expect(new Set(tries.slice(0, 5).map((t) => t[1])).size).toBe(1);
    const pauses = tries.slice(1, 5).map((t, i) => t[2] - (tries[i]?.[2] ?? 0));
    pauses.forEach((ms, i) => {
      expect(ms).toBeGreaterThanOrEqual(500 * 2 ** i);
      expect(ms).toBeLessThanOrEqual(1000 * 2 ** i);
    });
  });

  it("survives a reload", async () => {
    const lost = queue(() => new Promise(() => {}));
    lost.q.add(message("раз"));
    lost.q.add(message("два"));
    localStorage.removeItem("beseda:k:lease");
    const refs = lost.q.waiting.map((m) => m.ref);
    const sent: string[] = [];
    const { q } = queue(async (m) => {
      sent.push(m.ref);
      return STORED;
    });
    q.wake();
    await vi.runAllTimersAsync();
    expect(sent).toEqual(refs);
  });

  it("waits as long as the server asks", async () => {
    const times: number[] = [];
    const start = Date.now();
    const { q } = queue(async () => {
      times.push(Date.now() - start);
      return times.length > 1 ? STORED : { kind: "later", after_ms: 30_000 };
    });
    q.add(message("раз"));
    await vi.runAllTimersAsync();
    expect(times[1]).toBeGreaterThanOrEqual(30_000);
  });

  it("marks what is refused for good and lets the others pass; a retry sends it again", async () => {
    let bad = true;
    const { q, stored } = queue(async (m) =>
      m.text === "плохое" && bad ? { kind: "refused", code: "invalid" } : STORED,
    );
    q.add(message("плохое"));
    q.add(message("хорошее"));
    await vi.runAllTimersAsync();
    expect(stored).toEqual(["хорошее"]);
    expect(q.waiting.map((m) => m.error)).toEqual(["invalid"]);
    bad = false;
    q.retry(q.waiting[0]?.ref as string);
    await vi.runAllTimersAsync();
    expect(stored).toEqual(["хорошее", "плохое"]);
  });

  it("is bounded", () => {
    const { q } = queue(() => new Promise(() => {}));
    for (let i = 0; i < QUEUE_MAX; i++) expect(q.add(message(`${i}`))).toBe(true);
    expect(q.add(message("лишнее"))).toBe(false);
    expect(q.waiting).toHaveLength(QUEUE_MAX);
  });

  it("sends from one tab at a time", async () => {
    const sent: string[] = [];
    let answer: (a: Answer) => void = () => {};
    const first = queue((m) => {
      sent.push(`1 ${m.text}`);
      return sent.length > 1 ? Promise.resolve(STORED) : new Promise((resolve) => (answer = resolve));
    });
    const second = queue(async (m) => {
      sent.push(`2 ${m.text}`);
      return STORED;
    });
    first.q.add(message("раз"));
    second.q.add(message("два"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual(["1 раз"]);
    answer(STORED);
    await vi.runAllTimersAsync();
    expect(sent.map((s) => s.slice(2))).toEqual(["раз", "два"]);
  });

  it("takes over from a tab that died, and from a clock that was wrong", async () => {
    for (const since of [Date.now() - 60_000, Date.now() + 9e9]) {
      localStorage.setItem("beseda:k:lease", JSON.stringify(["other", since]));
      const { q, stored } = queue(async () => STORED);
      q.add(message("раз"));
      await vi.runAllTimersAsync();
      expect(stored).toEqual(["раз"]);
    }
  });
});

describe("broken storage", () => {
  const broken = [
    "",
    "{",
    "null",
    "[]",
    "17",
    '{"a":1}',
    '"x"',
    "[null,1,[]]",
    '[{"ref":"a b","text":"x","page":{}}]',
    '[{"ref":"a","text":5,"page":{}}]',
    '[{"ref":"a","text":"x"}]',
  ];

  it("reads nonsense as nothing", () => {
    for (const text of broken) {
      localStorage.setItem("beseda:k:queue", text);
      localStorage.setItem("beseda:k:lease", text);
      expect(queue(async () => STORED).q.waiting, text).toEqual([]);
    }
  });

  it("keeps messages in memory when the storage is full or closed", async () => {
    const closed = new Proxy({} as Storage, {
      get: () => {
        throw new Error("closed");
      },
    });
    for (const area of [closed, null]) {
      const sent: string[] = [];
      const { q } = queue(async (m) => {
        sent.push(m.text);
        return STORED;
      }, new Store("beseda:k", area));
      q.add(message("раз"));
      q.add(message("два"));
      await vi.runAllTimersAsync();
      expect(sent).toEqual(["раз", "два"]);
      expect(q.waiting).toEqual([]);
    }
  });
});
