import { expect, test } from "vitest";
import { readPrefs } from "@/lib/notice-prefs";
import { dialogOf, ME, messageOf } from "@/testing/samples";
import { eventOf } from "./notice-events";

const said = messageOf({ id: 1 });
const row = (change: object) => dialogOf({ client_id: 1, ...change });

test.each([
  ["my client's word", said, row({ responsible_id: ME }), "own"],
  ["a free client's word", said, row({ responsible_id: null }), "free"],
  ["a colleague's client", said, row({ responsible_id: 2 }), null],
  ["a blocked client, mine or free", said, row({ responsible_id: ME, blocked: true }), null],
  ["an answer or a note", messageOf({ id: 2, kind: "out" }), row({ responsible_id: ME }), null],
  ["a client whose row is not known", said, null, null],
] as const)("%s", (_name, message, dialog, event) => expect(eventOf(message, dialog, ME)).toBe(event));

test("an event that was not chosen about yet is told of", () => {
  expect(readPrefs({ free: { sound: false } })).toMatchObject({ own: { screen: true, sound: true }, free: { screen: true, sound: false } });
});
