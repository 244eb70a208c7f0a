import { describe, expect, test } from "vitest";
import { dialogOf, ME } from "@/testing/samples";
import { fitsFilter, needsServer, order } from "./dialogs";
import type { Dialog, DialogFilter } from "./types";

const NOW = 1_000_000;
const verdict = (filter: DialogFilter, change: Partial<Dialog> = {}) =>
  fitsFilter(dialogOf({ client_id: 104, name: "Марина Соколова", external_id: "900100", ...change }), { tab: "all", filter }, ME, NOW);

describe("what the page decides itself", () => {
  test.each<[string, DialogFilter, Partial<Dialog>, "in" | "out"]>([
    ["no filter", {}, {}, "in"],
    ["any of the labels", { label_ids: [1, 2] }, { label_ids: [2] }, "in"],
    ["none of the labels", { label_ids: [1, 2] }, { label_ids: [3] }, "out"],
    ["all labels", { label_ids: [1, 2], labels_all: true }, { label_ids: [2] }, "out"],
    ["all labels are there", { label_ids: [1, 2], labels_all: true }, { label_ids: [3, 2, 1] }, "in"],
    ["an excluded label", { not_label_ids: [2] }, { label_ids: [1, 2] }, "out"],
    ["lists the same", { list_ids: [1, 2], lists_all: true, not_list_ids: [9] }, { list_ids: [1, 2] }, "in"],
    ["an excluded list", { not_list_ids: [9] }, { list_ids: [9] }, "out"],
    ["channel", { channel_ids: [7] }, { channel_id: 7 }, "in"],
    ["another channel", { channel_ids: [7] }, { channel_id: 8 }, "out"],
    ["an excluded channel", { not_channel_ids: [8] }, { channel_id: 8 }, "out"],
    ["responsible", { responsible_ids: [ME] }, { responsible_id: ME }, "in"],
    ["free among the responsibles", { responsible_ids: [ME, null] }, { responsible_id: null }, "in"],
    ["somebody else's", { responsible_ids: [ME, null] }, { responsible_id: 2 }, "out"],
    ["free excluded", { not_responsible_ids: [null] }, { responsible_id: null }, "out"],
    ["unread", { unread: true }, { in_count: 2, answered_in: 1 }, "in"],
    ["marked unread", { unread: true }, { marked_unread: true, in_count: 0 }, "in"],
    ["read", { unread: false }, { in_count: 2, answered_in: 1 }, "out"],
    ["unanswered", { unanswered: true }, { unanswered: false }, "out"],
    ["answered", { unanswered: false }, { unanswered: false }, "in"],
    ["blocked", { blocked: false }, { blocked: true }, "out"],
    ["pinned", { pinned: true }, { pinned: true }, "in"],
    ["paused", { paused: true }, { paused_until: NOW + 1 }, "in"],
    ["no longer paused", { paused: true }, { paused_until: NOW }, "out"],
    ["unreachable", { unreachable: true }, { unreachable: "blocked_us" }, "in"],
    ["acted since", { action_from: 500 }, { last_action_at: 500 }, "in"],
    ["acted before", { action_from: 500 }, { last_action_at: 499 }, "out"],
    ["the end is not in it", { action_to: 500 }, { last_action_at: 500 }, "out"],
    ["never acted", { action_to: 500 }, { last_action_at: null }, "out"],
    ["name, however written", { q: "СОКОЛ" }, {}, "in"],
    ["part of the id", { q: "#10" }, {}, "in"],
    ["part of the id in the messenger", { q: "0010" }, {}, "in"],
    ["fields join by and", { label_ids: [1], unanswered: false }, { label_ids: [1] }, "out"],
  ])("%s", (_name, filter, change, wanted) => expect(verdict(filter, change)).toBe(wanted));
});

describe("what only the server knows", () => {
  test.each<[string, DialogFilter]>([
    ["a phone or an e-mail", { q: "+7 900" }],
    ["a variable", { variables: [{ name: "город", op: "set" }] }],
    ["the first contact", { created_from: 1 }],
    ["parts of the client's id", { client_id: "10" }],
  ])("%s", (_name, filter) => expect(verdict(filter)).toBe("ask"));

  test("what the page can refuse needs no question", () => {
    expect(verdict({ variables: [{ name: "город", op: "set" }], label_ids: [1] })).toBe("out");
    expect(needsServer({ label_ids: [1], q: "мар", unread: true })).toBe(false);
  });
});

test("by the first contact the later client stands first, behind the pinned ones", () => {
  const rows = [
    dialogOf({ client_id: 1, active_at: 9 }),
    dialogOf({ client_id: 3, active_at: 1 }),
    dialogOf({ client_id: 2, active_at: 5, pinned: true }),
  ];
  expect(rows.sort((a, b) => order(a, b, "created")).map((row) => row.client_id)).toEqual([2, 3, 1]);
});
