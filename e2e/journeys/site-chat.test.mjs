// S87 S01 S50: a visitor and an operator, two windows, kills and lost lines between them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, closeBrowser, owner, person, siteChat, startServer, until } from "../lib.mjs";

let server;
let boss;
let chat;
before(async () => {
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
});
after(async () => {
  await closeBrowser();
  server.stop();
});

async function visitor(options) {
  const who = await person(options);
  await who.page.goto(`${server.url}/chat/${chat.key}/demo`);
  await who.page.getByRole("button", { name: /чат/i }).first().click();
  await who.page.getByPlaceholder("Сообщение").waitFor();
  return who;
}

async function say(who, text) {
  await who.page.getByPlaceholder("Сообщение").fill(text);
  await who.page.getByRole("button", { name: "Отправить" }).click();
}

async function answer(page, text) {
  const field = page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill(text);
  await field.press("Control+Enter");
}

test("visitor and operator talk; both see it without reloading", async () => {
  await boss.page.goto(server.url);
  await boss.page.getByRole("tab", { name: /Все/ }).waitFor();
  const guest = await visitor();
  await say(guest, "Здравствуйте! Сколько стоит доставка?");
  const row = boss.page.getByRole("option", { name: /Гость #1/ });
  await row.waitFor();
  await row.click();
  const log = boss.page.getByRole("log", { name: "Переписка" });
  await log.getByText("Сколько стоит доставка?").waitFor();
  await answer(boss.page, "Добрый день! По городу 300 ₽");
  await guest.page.getByText("По городу 300 ₽").waitFor();
  await boss.page.getByRole("article", { name: /Катерина/ }).getByTitle(/Прочитано|Доставлено/).first().waitFor();
  await guest.page.reload();
  await guest.page.getByText("Сколько стоит доставка?").first().waitFor();
  await guest.page.getByText("По городу 300 ₽").first().waitFor();
  assert.deepEqual([...boss.errors, ...guest.errors], []);
});

test("kill -9 in the middle of writing loses nothing and doubles nothing, on both sides", async () => {
  const guest = await visitor();
  await say(guest, "до падения");
  await boss.page.getByRole("option", { name: /до падения/ }).click();
  await boss.page.getByRole("log", { name: "Переписка" }).getByText("до падения").waitFor();
  await server.kill();
  await say(guest, "во время падения");
  await answer(boss.page, "ответ без сервера");
  await boss.page.getByText("ответ без сервера").first().waitFor();
  // Whose words come first is chance; here the visitor's do.
  const posts = "**/api/v1/dialogs/*/messages";
  await boss.page.route(posts, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await server.start();
  const log = boss.page.getByRole("log", { name: "Переписка" });
  await log.getByText("во время падения").waitFor();
  await boss.page.unroute(posts);
  // The visitor wrote meanwhile, so the waiting answer asks once more before it goes (guarantee 22).
  await log.getByRole("button", { name: "Всё равно отправить" }).click();
  await guest.page.getByText("ответ без сервера").waitFor();
  const dialogs = await api(boss, server, "GET", "/api/v1/dialogs");
  const dialog = dialogs.items.find((one) => one.last.text === "ответ без сервера" || one.last.text === "во время падения");
  const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${dialog.client_id}/messages`);
  for (const text of ["до падения", "во время падения", "ответ без сервера"]) {
    assert.equal(items.filter((message) => message.text === text).length, 1, text);
  }
});

test("a reload while the line is away keeps the operator's words, and they go out once", async () => {
  const guest = await visitor();
  await say(guest, "пишу перед обрывом");
  await boss.page.getByRole("option", { name: /пишу перед обрывом/ }).click();
  await boss.page.getByRole("log", { name: "Переписка" }).getByText("пишу перед обрывом").waitFor();
  await boss.page.route("**/api/v1/dialogs/*/messages", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await answer(boss.page, "слова без линии");
  await boss.page.getByText("слова без линии").first().waitFor();
  await boss.page.reload();
  await boss.page.getByText("слова без линии").first().waitFor();
  await boss.page.unroute("**/api/v1/dialogs/*/messages");
  await guest.page.getByText("слова без линии").waitFor();
  const client = Number(new URL(boss.page.url()).pathname.match(/(\d+)/)?.[1] ?? 0) || (await api(boss, server, "GET", "/api/v1/dialogs")).items[0].client_id;
  await until(async () => {
    const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${client}/messages`);
    return items.filter((message) => message.text === "слова без линии").length === 1;
  }, "exactly one message");
});

test("S13: taking a client is seen in the other window at once", async () => {
  const second = await person();
  await second.context.addCookies(await boss.context.cookies());
  await second.page.goto(server.url);
  await second.page.getByRole("option").first().click();
  await boss.page.goto(second.page.url());
  await boss.page.getByRole("button", { name: "Взять клиента" }).first().click();
  await second.page.getByText("Ваш клиент").first().waitFor();
});

test("a phone: list, dialog, back, and the visitor's chat in full screen", async () => {
  const phone = await person({ phone: true });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(server.url);
  await phone.page.getByRole("option").first().click();
  await phone.page.getByRole("log", { name: "Переписка" }).waitFor();
  await phone.page.getByRole("button", { name: "Назад к списку" }).click();
  await phone.page.getByRole("listbox").waitFor();
  const guest = await visitor({ phone: true });
  await say(guest, "с телефона");
  await phone.page.getByRole("option", { name: /с телефона/ }).waitFor();
  const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `nothing sticks out on a phone (${width})`);
});
