import { describe, expect, test } from "vitest";
import type { Channel, Client, Dialog } from "@/api/types";
import { dialogOf } from "@/testing/samples";
import { blockOf } from "./block";
import { partsOf, showsCounter } from "./parts";

const channel = (state: Channel["state"]) => ({ id: 1, state }) as Channel;
const client = (removed: boolean) => ({ channel: { removed } }) as Client;
const block = (dialog: Partial<Dialog>, change: Partial<Parameters<typeof blockOf>[0]> = {}) =>
  blockOf({
    dialog: dialogOf({ client_id: 1, ...dialog }),
    mayWrite: true,
    channel: channel("works"),
    client: client(false),
    channelsKnown: true,
    ...change,
  });

describe("when nothing can be sent", () => {
  test("a working channel and a reachable client: all is well", () => {
    expect(block({})).toBeNull();
  });

  test.each([
    ["noRight", {}, { mayWrite: false }],
    ["removed", {}, { client: client(true) }],
    ["removed", {}, { channel: undefined }],
    ["paused", {}, { channel: channel("paused") }],
    ["blocked", { blocked: true }, {}],
    ["blockedUs", { unreachable: "blocked_us" }, {}],
    ["deactivated", { unreachable: "deactivated" }, {}],
  ] as const)("%s", (reason, dialog, change) => {
    expect(block(dialog, change)).toBe(reason);
  });

  test("an operator who may not see channels is not told that his is removed", () => {
    expect(block({}, { channel: undefined, channelsKnown: false })).toBeNull();
  });

  test("the hidden channel of the demo client is not a removed one", () => {
    expect(block({ channel_kind: "demo" }, { channel: undefined })).toBeNull();
  });

  test("a channel that needs attention still takes messages into the queue", () => {
    expect(block({}, { channel: channel("attention") })).toBeNull();
  });
});

describe("the counter", () => {
  test("appears near the limit and counts the messages a long text becomes", () => {
    expect(showsCounter(3000, 4096)).toBe(false);
    expect(showsCounter(3500, 4096)).toBe(true);
    expect([partsOf(4096, 4096), partsOf(4097, 4096), partsOf(9000, 4096), partsOf(9000, undefined)]).toEqual([1, 2, 3, 1]);
  });
});
