import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ProblemError } from "@/api/request";
import type { Message, NewMessage } from "@/api/types";
import { messageOf } from "@/testing/samples";
import { Outbox } from "./outbox";

interface Call {
  client: number;
  message: NewMessage;
  answer: (message: Message) => void;
  refuse: (error: Error) => void;
}

let calls: Call[];
let stored: Message[];
let outbox: Outbox;
let made: number;

const problem = (status: number, code: string, more: object = {}) =>
  new ProblemError({ type: "about:blank", title: code, status, code, detail: "", ...more });

function build(): Outbox {
  return new Outbox({
    prefix: "box.",
    storage: localStorage,
    random: () => 1,
    stored: (message) => stored.push(message),
    sendComment: (client, comment) =>
      new Promise((answer, refuse) => {
        calls.push({ client, message: comment as NewMessage, answer, refuse });
      }),
    send: (client, message) =>
      new Promise((answer, refuse) => {
        calls.push({ client, message, answer, refuse });
      }),
  });
}

const add = (client: number, text: string, seen_n: number | null = 5) => {
  made += 1;
  outbox.add({ client_id: client, client_ref: `ref-${made}`, text, reply_to: null, files: [], seen_n, at: made });
  return `ref-${made}`;
};
const call = (index: number): Call => {
  const found = calls[index];
  if (!found) throw new Error(`no call ${index}`);
  return found;
};
const settle = () => vi.advanceTimersByTimeAsync(0);
const states = () => outbox.queue.get().map((entry) => `${entry.text}:${entry.state}`);

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  stored = [];
  made = 0;
  outbox = build();
});
afterEach(() => {
  outbox.close();
  vi.useRealTimers();
});

describe("on the way", () => {
  test("repeat does not sit out the pause, and makes no second request of one that is on its way", async () => {
    const ref = add(1, "раз");
    outbox.repeat(ref);
    expect(calls).toHaveLength(1);
    call(0).refuse(problem(503, "storage_unavailable", { retry_after_s: 30 }));
    await settle();
    expect(outbox.queue.get()[0]).toMatchObject({ state: "waiting", problem: { code: "storage_unavailable" } });
    outbox.repeat(ref);
    expect(calls).toHaveLength(2);
    expect(call(1).message.client_ref).toBe(ref);
    call(1).answer(messageOf({ id: 1, n: 6 }));
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(2);
    expect(outbox.queue.get()).toHaveLength(0);
  });

  test("is in the queue and in storage before the server has answered", () => {
    const ref = add(1, "привет");
    expect(states()).toEqual(["привет:sending"]);
    expect(localStorage.getItem(`box.${ref}`)).toContain("привет");
    expect(call(0).message).toMatchObject({ text: "привет", client_ref: ref, seen_n: 5 });
  });

  test("leaves the queue only after the stored message is in the timeline", async () => {
    const ref = add(1, "привет");
    let queuedWhenStored = -1;
    stored.push = (...messages: Message[]) => {
      queuedWhenStored = outbox.queue.get().length;
      return messages.length;
    };
    call(0).answer(messageOf({ id: 9, client_ref: ref }));
    await settle();
    expect(queuedWhenStored).toBe(1);
    expect(states()).toEqual([]);
    expect(localStorage.getItem(`box.${ref}`)).toBeNull();
  });

  test("one dialog in order, dialogs side by side", async () => {
    add(1, "а");
    add(1, "б");
    add(2, "в");
    expect(calls.map((one) => one.message.text)).toEqual(["а", "в"]);
    call(0).answer(messageOf({ id: 1 }));
    await settle();
    expect(calls.map((one) => one.message.text)).toEqual(["а", "в", "б"]);
  });

  test("own messages in a row are no news to each other", async () => {
    add(1, "а", 5);
    add(1, "б", 5);
    call(0).answer(messageOf({ id: 1, n: 6 }));
    await settle();
    expect(call(1).message.seen_n).toBe(6);
  });

  test("what came between own messages stays news", async () => {
    add(1, "а", 5);
    add(1, "б", 5);
    call(0).answer(messageOf({ id: 1, n: 7 }));
    await settle();
    expect(call(1).message.seen_n).toBe(5);
  });
});

describe("without an answer", () => {
  test("is asked again with the same client_ref until there is one", async () => {
    const ref = add(1, "привет");
    for (const [index, pause] of [1_000, 2_000, 4_000].entries()) {
      call(index).refuse(problem(0, "offline"));
      await settle();
      expect(calls).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(pause);
      expect(calls).toHaveLength(index + 2);
    }
    expect(new Set(calls.map((one) => one.message.client_ref))).toEqual(new Set([ref]));
    call(3).answer(messageOf({ id: 1 }));
    await settle();
    expect(states()).toEqual([]);
  });

  test("waits at most half a minute", async () => {
    add(1, "привет");
    for (let turn = 0; turn < 12; turn += 1) {
      call(turn).refuse(problem(503, "busy"));
      await settle();
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(calls).toHaveLength(13);
  });

  test("waits as long as the server asks for", async () => {
    add(1, "привет");
    call(0).refuse(problem(429, "rate_limited", { retry_after_s: 7 }));
    await settle();
    await vi.advanceTimersByTimeAsync(6_999);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toHaveLength(2);
  });

  test("goes at once when the connection is back", async () => {
    add(1, "привет");
    call(0).refuse(problem(0, "offline"));
    await settle();
    outbox.hurry();
    expect(calls).toHaveLength(2);
  });

  test("an ended session keeps the message for the next sign-in", async () => {
    add(1, "привет");
    call(0).refuse(problem(401, "unauthorized"));
    await settle();
    expect(states()).toEqual(["привет:waiting"]);
  });

  test("survives a reload, in order, what was in the air included", () => {
    add(1, "а");
    add(1, "б");
    outbox.close();
    calls = [];
    outbox = build();
    expect(states()).toEqual(["а:waiting", "б:waiting"]);
    outbox.start();
    expect(calls.map((one) => one.message.client_ref)).toEqual(["ref-1"]);
  });

  test("a broken entry in storage is passed over", () => {
    localStorage.setItem("box.bad", "{");
    localStorage.setItem("other.ref", JSON.stringify({ client_ref: "x", client_id: 1, text: "чужое" }));
    outbox = build();
    expect(states()).toEqual([]);
  });
});

describe("comments", () => {
  const note = (client: number, text: string) => {
    made += 1;
    outbox.addComment({ client_id: client, client_ref: `ref-${made}`, text, mention_ids: [7], at: made });
    return `ref-${made}`;
  };

  test("carry those they name, and nothing that only a message has", () => {
    note(1, "проверь коробки");
    expect(call(0).message).toEqual({ text: "проверь коробки", client_ref: "ref-1", mention_ids: [7] });
  });

  test("do not wait behind a message that the client's news has stopped, and go in their own order", async () => {
    add(1, "клиенту");
    note(1, "первый");
    note(1, "второй");
    expect(calls.map((one) => one.message.text)).toEqual(["клиенту", "первый"]);
    call(0).refuse(problem(409, "newer_message"));
    call(1).answer(messageOf({ id: 1, kind: "comment" }));
    await settle();
    expect(calls.map((one) => one.message.text)).toEqual(["клиенту", "первый", "второй"]);
    expect(states()).toEqual(["клиенту:stopped", "второй:sending"]);
  });

  test("stay comments over a reload", () => {
    const ref = note(1, "не для клиента");
    outbox.close();
    calls = [];
    outbox = build();
    outbox.start();
    expect(outbox.queue.get()[0]).toMatchObject({ kind: "comment", client_ref: ref });
    expect(call(0).message).toEqual({ text: "не для клиента", client_ref: ref, mention_ids: [7] });
  });
});

describe("refused", () => {
  test("a newer message stops the dialog's queue; one more press sends without seen_n", async () => {
    const ref = add(1, "а");
    add(1, "б");
    call(0).refuse(problem(409, "newer_message"));
    await settle();
    expect(states()).toEqual(["а:stopped", "б:waiting"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    outbox.sendAnyway(ref);
    expect(call(1).message).toMatchObject({ client_ref: ref, seen_n: null, text: "а" });
    call(1).answer(messageOf({ id: 1 }));
    await settle();
    expect(call(2).message.text).toBe("б");
  });

  test("hurry does not push a stopped message", async () => {
    add(1, "а");
    call(0).refuse(problem(422, "invalid"));
    await settle();
    outbox.hurry();
    expect(calls).toHaveLength(1);
  });

  test("a stopped message can be taken back and the next one goes", async () => {
    const ref = add(1, "а");
    add(1, "б");
    call(0).refuse(problem(422, "invalid"));
    await settle();
    expect(outbox.withdraw(ref)?.text).toBe("а");
    expect(call(1).message.text).toBe("б");
    expect(localStorage.getItem(`box.${ref}`)).toBeNull();
  });

  test("a message in the air cannot be taken back: it may already be there", () => {
    const ref = add(1, "а");
    expect(outbox.withdraw(ref)).toBeUndefined();
    expect(states()).toEqual(["а:sending"]);
  });

  test("a stopped message is still stopped after a reload", async () => {
    add(1, "а");
    call(0).refuse(problem(409, "newer_message"));
    await settle();
    outbox.close();
    outbox = build();
    outbox.start();
    expect(states()).toEqual(["а:stopped"]);
    expect(calls).toHaveLength(1);
  });

  test("a full storage costs the reload and not the message", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    add(1, "а");
    expect(calls).toHaveLength(1);
    expect(states()).toEqual(["а:sending"]);
  });
});
