import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Live, type LiveListener, type OrderedFrame, type SocketLike } from "./live";

class FakeSocket implements SocketLike {
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.closed = true;
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

let sockets: FakeSocket[];
let heard: string[];
let frames: number[];
let live: Live;

const listener: LiveListener = {
  welcome: (_version, fresh) => heard.push(fresh ? "welcome fresh" : "welcome"),
  frame: (frame: OrderedFrame) => frames.push(frame.seq),
  hint: (frame) => heard.push(frame.type),
  resync: () => heard.push("resync"),
  lost: () => heard.push("lost"),
  ended: (reason) => heard.push(`ended ${reason}`),
};

const socket = (): FakeSocket => {
  const last = sockets.at(-1);
  if (!last) throw new Error("no socket was opened");
  return last;
};
const event = (seq: number, prev: number) => ({ type: "event", seq, prev, kind: "dialog.changed", client_id: 1, data: {} });
const connect = (seq: number) => {
  socket().onopen?.();
  socket().say({ type: "welcome", seq, version: "1" });
};

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  heard = [];
  frames = [];
  live = new Live({
    listener,
    random: () => 1,
    open: () => {
      const made = new FakeSocket();
      sockets.push(made);
      return made;
    },
  });
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

describe("order", () => {
  test("says hello without a cursor first and takes frames in order", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say(event(14, 11));
    expect(socket().sent[0]).toEqual({ type: "hello", after: null });
    expect(heard).toEqual(["welcome fresh"]);
    expect(frames).toEqual([11, 14]);
  });

  test("a frame that came twice is taken once", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say(event(11, 10));
    expect(frames).toEqual([11]);
  });

  test("a prev that does not continue what came before makes it ask again from its own seq", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say(event(13, 12));
    expect(frames).toEqual([11]);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(true);
    socket().onopen?.();
    expect(socket().sent).toEqual([{ type: "hello", after: 11 }]);
    socket().say({ type: "welcome", seq: 13, version: "1" });
    socket().say(event(12, 11));
    socket().say(event(13, 12));
    expect(frames).toEqual([11, 12, 13]);
  });

  test("a heartbeat moves the cursor, and the next frame may name either of the two", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say({ type: "beat", seq: 20 });
    socket().say(event(21, 20));
    socket().say({ type: "beat", seq: 30 });
    socket().say(event(31, 21));
    expect(frames).toEqual([11, 21, 31]);
    expect(sockets).toHaveLength(1);
  });

  test("a frame lost before a heartbeat is still asked for", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say({ type: "beat", seq: 20 });
    socket().say(event(21, 15));
    expect(sockets).toHaveLength(2);
    socket().onopen?.();
    expect(socket().sent[0]).toEqual({ type: "hello", after: 11 });
    socket().say({ type: "welcome", seq: 21, version: "1" });
    socket().say(event(15, 11));
    socket().say(event(21, 15));
    expect(frames).toEqual([11, 15, 21]);
  });

  test("the idle cursor of the heartbeat is what a reconnect asks from", () => {
    live.start();
    connect(10);
    socket().say({ type: "beat", seq: 20 });
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    socket().onopen?.();
    expect(socket().sent[0]).toEqual({ type: "hello", after: 20 });
  });

  test("gaps without end lead to new snapshots and not to an endless loop", () => {
    live.start();
    connect(10);
    for (let turn = 0; turn < 4; turn += 1) {
      socket().say(event(90, 80));
      if (turn < 3) connect(90);
    }
    expect(heard.filter((word) => word === "resync")).toHaveLength(1);
    socket().onopen?.();
    expect(socket().sent[0]).toEqual({ type: "hello", after: null });
  });
});

describe("loss", () => {
  test("waits longer after every failure, at most half a minute, and starts anew after a welcome", () => {
    live.start();
    const pauses = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
    for (const pause of pauses) {
      const before = sockets.length;
      socket().onclose?.({ code: 1006 });
      vi.advanceTimersByTime(pause - 1);
      expect(sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(before + 1);
    }
    connect(10);
    socket().onclose?.({ code: 1006 });
    const before = sockets.length;
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(before + 1);
  });

  test("part of the pause is random, so that pages do not come back all at once", () => {
    live = new Live({
      listener,
      random: () => 0,
      open: () => {
        const made = new FakeSocket();
        sockets.push(made);
        return made;
      },
    });
    live.start();
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
  });

  test("a minute of silence is a loss; a heartbeat is not silence", () => {
    live.start();
    connect(10);
    vi.advanceTimersByTime(59_000);
    socket().say({ type: "beat", seq: 10 });
    vi.advanceTimersByTime(59_000);
    expect(heard).not.toContain("lost");
    vi.advanceTimersByTime(1_000);
    expect(heard).toContain("lost");
    expect(sockets[0]?.closed).toBe(true);
  });

  test("a server that never welcomes is given up", () => {
    live.start();
    socket().onopen?.();
    vi.advanceTimersByTime(15_000);
    expect(heard).toEqual(["lost"]);
  });

  test("frames of a socket that was given up change nothing", () => {
    live.start();
    connect(10);
    const old = socket();
    live.suspect();
    old.say(event(11, 10));
    expect(frames).toEqual([]);
  });

  test("the network coming back ends the pause at once", () => {
    live.start();
    connect(10);
    socket().onclose?.({ code: 1006 });
    live.hurry();
    expect(sockets).toHaveLength(2);
    expect(sockets[1]?.closed).toBe(false);
  });

  test("hurry does not touch a connection that works", () => {
    live.start();
    connect(10);
    live.hurry();
    expect(sockets).toHaveLength(1);
  });

  test("what is not a frame ends the connection and not the page", () => {
    live.start();
    connect(10);
    socket().onmessage?.({ data: "{half" });
    expect(heard).toContain("lost");
  });

  test("a kind of frame from a newer server is passed over", () => {
    live.start();
    connect(10);
    socket().say({ type: "something-new" });
    socket().say(event(11, 10));
    expect(frames).toEqual([11]);
  });
});

describe("end", () => {
  test.each([
    [4401, "ended session"],
    [4403, "ended project"],
  ])("code %i ends for good", (code, said) => {
    live.start();
    connect(10);
    socket().onclose?.({ code });
    vi.advanceTimersByTime(120_000);
    expect(heard.at(-1)).toBe(said);
    expect(sockets).toHaveLength(1);
  });

  test("resync drops the cursor", () => {
    live.start();
    connect(10);
    socket().say(event(11, 10));
    socket().say({ type: "resync" });
    expect(heard).toContain("resync");
    connect(40);
    expect(socket().sent[0]).toEqual({ type: "hello", after: null });
    expect(heard.at(-1)).toBe("welcome fresh");
    socket().say(event(41, 40));
    expect(frames).toEqual([11, 41]);
  });

  test("after stop nothing happens any more", () => {
    live.start();
    connect(10);
    live.stop();
    vi.advanceTimersByTime(120_000);
    live.hurry();
    expect(sockets).toHaveLength(1);
  });
});

describe("what the page says", () => {
  test("the dialog being looked at is said again after a reconnect", () => {
    live.start();
    connect(10);
    live.viewing(7);
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    connect(10);
    expect(socket().sent).toEqual([
      { type: "hello", after: 10 },
      { type: "viewing", client_id: 7 },
    ]);
  });

  test("typing and presence are hints without a place in the order", () => {
    live.start();
    connect(10);
    socket().say({ type: "presence", client_id: 1, online: true });
    socket().say({ type: "typing", client_id: 1, who: "client", employee_id: null, name: "Марина" });
    expect(heard.slice(1)).toEqual(["presence", "typing"]);
    expect(frames).toEqual([]);
  });

  test("typing is not kept for later", () => {
    live.start();
    live.typing(7);
    connect(10);
    expect(socket().sent).toEqual([{ type: "hello", after: null }]);
  });
});
