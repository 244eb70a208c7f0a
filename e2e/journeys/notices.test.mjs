// What tells of new things: sound and a note on the screen, by the choice of this device, in one tab only; and what the page remembers.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { colleague, say, visitor } from "../people.mjs";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let server;
let boss;
let sofia;
let chat;
let guest;
let client;
let tabs;
before(async () => {
  mkdirSync(shots, { recursive: true });
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
  guest = await visitor(server, chat);
  await say(guest, "Здравствуйте");
  client = await until(async () => (await api(boss, server, "GET", "/api/v1/dialogs")).items[0]?.client_id, "the client");
  sofia = await colleague(boss, server, { name: "Софья Лапина", email: "sofia@example.com", role: "editor" });
  await api(sofia, server, "PATCH", "/api/v1/me", { desktop_notifications: true, sound: true });
  // What the tab would show and play is written down instead.
  await sofia.context.addInitScript(() => {
    window.told = [];
    window.Notification = class {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title, { body }) {
        window.told.push(`${title}: ${body}`);
      }
      close() {}
    };
    const param = { value: 0, setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    const node = () => ({ frequency: param, gain: param, connect: (next) => next, start() {}, stop() {} });
    window.AudioContext = class {
      currentTime = 0;
      constructor() {
        window.told.push("ring");
      }
      createOscillator = node;
      createGain = node;
      close = async () => undefined;
    };
  });
  tabs = [sofia.page, await sofia.context.newPage()];
  for (const tab of tabs) {
    await tab.goto(`${server.url}/settings/profile`);
    await tab.getByRole("table", { name: "О чём сообщать на этом устройстве" }).waitFor();
  }
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const told = async () => (await Promise.all(tabs.map((tab) => tab.evaluate(() => window.told)))).flat();
const forget = () => Promise.all(tabs.map((tab) => tab.evaluate(() => window.told.splice(0))));
const choose = (name, on) => tabs[0].getByRole("switch", { name }).setChecked(on, { force: true });
/** The ring of the last event is over: the next one may ring again. */
const quiet = () => until(() => tabs[0].evaluate(async () => (await navigator.locks.query()).held.every((lock) => !lock.name.startsWith("beseda."))), "the end of the ring");

test("a free client's word: one ring and one note for two tabs, by the choice of this device", async () => {
  await say(guest, "Есть кто-нибудь?");
  await until(async () => (await told()).length === 2, "a ring and a note");
  assert.deepEqual((await told()).filter((one) => one === "ring").length, 1);
  assert.ok((await told()).some((one) => one.endsWith("Есть кто-нибудь?")));
  await tabs[0].screenshot({ path: `${shots}notices.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(tabs[0]), []);
  await quiet();
  await forget();
  await choose("Сообщение свободного клиента: Звук", false);
  await tabs[0].reload();
  await tabs[1].reload();
  await tabs[1].getByRole("switch", { name: "Сообщение свободного клиента: Звук" }).waitFor({ state: "attached" });
  assert.equal(await tabs[0].getByRole("switch", { name: "Сообщение свободного клиента: Звук" }).isChecked(), false);
  await say(guest, "Тихий вопрос");
  await until(async () => (await told()).some((one) => one.endsWith("Тихий вопрос")), "the note");
  assert.ok(!(await told()).includes("ring"));
  await quiet();
  await forget();
});

test("a transfer is told to whom it was made, once; the title counts the dialog", async () => {
  const { items } = await api(boss, server, "GET", "/api/v1/employees");
  await api(boss, server, "PUT", `/api/v1/dialogs/${client}/responsible`, { employee_id: items.find((one) => one.name === "Софья Лапина").id });
  await until(async () => (await told()).filter((one) => one.startsWith("Вам передали клиента")).length === 1, "the note of the transfer");
  assert.equal((await told()).filter((one) => one === "ring").length, 1);
  await tabs[0].waitForFunction(() => document.title.startsWith("(1)"));
  await quiet();
  await forget();
});

test("a blocked client tells nobody anything", async () => {
  await api(boss, server, "PUT", `/api/v1/dialogs/${client}/block`);
  await say(guest, "Меня слышно?");
  // The word of another client comes after it: what was to be told of the first would have been told by then.
  const other = await visitor(server, chat);
  await say(other, "А меня?");
  await until(async () => (await told()).some((one) => one.endsWith("А меня?")), "the note of the other");
  assert.ok(!(await told()).some((one) => one.includes("Меня слышно?")));
  assert.deepEqual(sofia.errors, []);
});

test("S43 the hidden list and card stay hidden after a reload; S02 typing and an unsent draft show in the row", async () => {
  const wide = await person();
  await wide.context.addCookies(await boss.context.cookies());
  const { page } = wide;
  await api(boss, server, "DELETE", `/api/v1/dialogs/${client}/block`);
  await page.goto(`${server.url}/clients/${client}`);
  await page.getByRole("textbox", { name: /Сообщение для/ }).fill("Недописанное");
  await page.getByRole("log", { name: "Переписка" }).focus();
  await page.keyboard.press("BracketLeft");
  await page.keyboard.press("BracketRight");
  await page.getByRole("listbox", { name: "Диалоги" }).waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("log", { name: "Переписка" }).waitFor();
  assert.equal(await page.getByRole("listbox", { name: "Диалоги" }).count(), 0);
  assert.equal(await page.getByRole("complementary", { name: "Карточка клиента" }).count(), 0);
  await page.getByRole("button", { name: "Показать список" }).click();
  await page.goto(server.url);
  const row = page.locator(`[role=option][data-client="${client}"]`);
  await row.getByText("Недописанное").waitFor();
  await guest.page.getByPlaceholder("Сообщение").pressSequentially("Пишу");
  await row.getByText("печатает…").waitFor();
  assert.deepEqual(wide.errors, []);
});
