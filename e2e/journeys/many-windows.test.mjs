// Guarantee of the live line: whoever follows along ends with the same, however often his line was cut.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { BOT_TOKEN, api, closeBrowser, owner, person, startServer, startTelegram, until } from "../lib.mjs";
import { open } from "../people.mjs";
import { follow } from "../socket.mjs";
import { wireTo } from "../wire.mjs";

const FOLLOWERS = 48;
const PEOPLE = 10;
const MESSAGES = 200;
/** 20 a second. */
const EVERY_MS = 50;
let telegram;
let server;
let boss;
const wires = [];
const followers = [];

before(async () => {
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", token: BOT_TOKEN, mode: "poll" });
  for (let number = 0; number < PEOPLE; number += 1) {
    await telegram.addUser({ id: 700_100 + number, first_name: `Клиент${number}`, language_code: "ru" });
    await telegram.act(700_100 + number, { do: "text", text: `здравствуйте ${number}.` });
  }
  await until(async () => (await api(boss, server, "GET", "/api/v1/dialogs/counts")).all.count === PEOPLE, "everybody has written");
});
after(async () => {
  for (const follower of followers) follower.stop();
  await closeBrowser();
  for (const wire of wires) wire.close();
  server.stop();
  telegram.stop();
});

/** A window of the owner's on a line of its own, with one dialog open. */
async function window_() {
  const wire = await wireTo(server);
  wires.push(wire);
  const who = await person();
  await who.context.addCookies((await boss.context.cookies()).map((cookie) => ({ ...cookie, url: undefined })));
  await who.page.goto(wire.url);
  const log = await open(who.page, "здравствуйте 0");
  return { who, wire, log };
}

/** The whole log behind this place, as the server has it. */
async function logAfter(seq) {
  const events = [];
  for (let after_ = seq; ; ) {
    const { items, last_seq } = await api(boss, server, "GET", `/api/v1/events?after=${after_}&limit=500`);
    events.push(...items.map(({ seq, kind, client_id, message_id }) => ({ seq, kind, client_id, message_id })));
    if (items.length === 0 || last_seq <= after_) return events;
    after_ = last_seq;
  }
}

/** Rows, tabs and the last words of the open dialog, as they are read on the screen. */
async function shown({ who, log }) {
  const rows = await who.page.getByRole("listbox", { name: "Диалоги" }).getByRole("option").allInnerTexts();
  const tabs = await who.page.getByRole("tablist").first().getByRole("tab").allInnerTexts();
  const words = await log.getByRole("article").allInnerTexts();
  return { rows, tabs, words: words.slice(-5) };
}

test("48 socket clients and 2 browser windows under 20 messages/s are all equal at the end, also when every socket is cut twice", async () => {
  const windows = [await window_(), await window_()];
  const start = (await logAfter(0)).at(-1).seq;
  for (let number = 0; number < FOLLOWERS; number += 1) {
    // Each at other moments, all of them within the messages that surely come.
    const first = 5 + 2 * number;
    followers.push(await follow(boss, server, { after: start, cuts: [first, first + 80], asks: number % 2 === 1 }));
  }
  const begun = Date.now();
  const sent = [];
  for (let number = 0; number < MESSAGES; number += 1) {
    await pause(Math.max(0, begun + number * EVERY_MS - Date.now()));
    sent.push(telegram.act(700_100 + ((number * 7) % PEOPLE), { do: "text", text: `слово ${number}.` }));
    // The windows' lines too go down twice, one after the other.
    const cut = [60, 90, 130, 160].indexOf(number);
    if (cut >= 0) windows[cut % 2].wire.cut();
    const mended = [65, 95, 135, 165].indexOf(number);
    if (mended >= 0) windows[mended % 2].wire.mend();
  }
  await Promise.all(sent);
  const created = (events) => events.filter((event) => event.kind === "message.created");
  await until(async () => created(await logAfter(start)).length === MESSAGES, "every message is in the log");
  const end = created(await logAfter(start)).at(-1).seq;
  const upTo = (events) => events.filter((event) => event.seq <= end);
  const log = upTo(await logAfter(start));
  assert.deepEqual(log.map((event) => event.seq), log.map((_, at) => start + 1 + at), "the log has no gaps");
  for (const [number, follower] of followers.entries()) {
    await until(() => (follower.events.at(-1)?.seq ?? 0) >= end, `client ${number} is at the end`);
    assert.deepEqual(follower.faults, [], `client ${number}`);
    assert.equal(follower.cuts, 2, `client ${number} was cut twice`);
    assert.deepEqual(upTo(follower.events), log, `client ${number} has what the server has`);
  }
  const { items } = await api(boss, server, "GET", "/api/v1/dialogs?limit=100");
  const same = async () => {
    const [one, other] = await Promise.all(windows.map(shown));
    const order = items.every((dialog, at) => one.rows[at]?.includes(dialog.name) && one.rows[at].includes(dialog.last.text));
    return order && one.rows.length === items.length && JSON.stringify(one) === JSON.stringify(other) ? one : null;
  };
  const seen = await until(same, "both windows show the server's order and the same words");
  const client = items.find((dialog) => dialog.name === "Клиент0").client_id;
  const { items: last } = await api(boss, server, "GET", `/api/v1/dialogs/${client}/messages?limit=5`);
  const texts = last.toSorted((one, other) => one.n - other.n).map((message) => message.text);
  assert.deepEqual(texts.filter((text, at) => !seen.words[at].includes(text)), [], `the last words are the server's: ${seen.words}`);
  assert.deepEqual(windows.flatMap(({ who }) => who.errors), []);
});
