// S80: a bot is connected in the page, a user writes, an operator answers, things go wrong and are told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOT_TOKEN, api, closeBrowser, owner, startServer, startTelegram } from "../lib.mjs";

let telegram;
let server;
let boss;
const MARINA = 700100;
before(async () => {
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  await telegram.addUser({ id: MARINA, first_name: "Марина", last_name: "Соколова", username: "marina_s", language_code: "ru" });
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

test("S80: the wizard connects a bot by its token", async () => {
  const { page } = boss;
  await page.goto(`${server.url}/channels/connect`);
  await page.getByText("Telegram").first().click();
  await page.getByRole("button", { name: "Продолжить с Telegram" }).click();
  await page.getByLabel("Токен бота").fill("123:слишком-короткий");
  await page.getByLabel("Токен бота").fill(BOT_TOKEN);
  await page.getByText(/Токен подходит/).waitFor();
  for (let step = 0; step < 4; step += 1) {
    const forward = page.getByRole("button", { name: /Дальше|Подключить|Готово|Продолжить/ }).last();
    if ((await forward.count()) === 0) break;
    await forward.click();
    const { items } = await api(boss, server, "GET", "/api/v1/channels");
    if (items.length > 0) break;
    await page.waitForLoadState("networkidle");
  }
  const { items } = await api(boss, server, "GET", "/api/v1/channels");
  assert.equal(items[0].account.username, "tihaya_glina_bot");
  assert.equal(items[0].mode, "poll", "without a public address the bot is asked");
});

test("a user writes with a start tag, the operator answers, edits and deletes", async () => {
  const { page } = boss;
  await telegram.act(MARINA, { do: "start", payload: "post_november" });
  await telegram.act(MARINA, { do: "text", text: "Хочу набор на шестерых" });
  await page.goto(server.url);
  const row = page.getByRole("option", { name: /marina_s/ });
  await row.waitFor();
  await row.click();
  const log = page.getByRole("log", { name: "Переписка" });
  await log.getByText("Хочу набор на шестерых").waitFor();
  await page.getByRole("complementary", { name: "Карточка клиента" }).getByText("post_november").waitFor();
  const field = page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill("Добрый день! Шесть тарелок — 14 400 ₽");
  await field.press("Control+Enter");
  const sent = await telegram.until((log) => log.sends.find((send) => JSON.stringify(send).includes("14 400")), "the send");
  assert.ok(sent);
  const dialog = (await api(boss, server, "GET", "/api/v1/dialogs")).items[0];
  const messages = async () => (await api(boss, server, "GET", `/api/v1/dialogs/${dialog.client_id}/messages`)).items;
  const mine = (await messages()).find((message) => message.kind === "out");
  await api(boss, server, "PATCH", `/api/v1/dialogs/${dialog.client_id}/messages/${mine.id}`, { text: "Шесть тарелок — 14 000 ₽" });
  await log.getByText("14 000 ₽").waitFor();
  await telegram.until((log) => log.calls.some((call) => call.method === "editMessageText"), "the edit in Telegram");
  await api(boss, server, "DELETE", `/api/v1/dialogs/${dialog.client_id}/messages/${mine.id}`);
  await log.getByText("Сообщение удалено").waitFor();
  await telegram.until((log) => log.calls.some((call) => call.method === "deleteMessage"), "the deletion in Telegram");
  const told = await telegram.log();
  assert.deepEqual(told.violations, [], "everything we said was Telegram's language");
});

test("pictures come in with their size, albums stay together", async () => {
  await telegram.act(MARINA, { do: "album", count: 3, caption: "Вот такие" });
  const log = boss.page.getByRole("log", { name: "Переписка" });
  await log.getByText("Вот такие").waitFor();
  await log.getByRole("button", { name: /Открыть/ }).nth(2).waitFor();
});

test("a failed send says why and is sent again by hand", async () => {
  const { page } = boss;
  await telegram.plan({ type: "refuse", code: 400, description: "Bad Request: chat not found" }, { method: "sendMessage", count: 1 });
  const field = page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill("не дойдёт сразу");
  await field.press("Control+Enter");
  await page.getByRole("button", { name: "Повторить" }).first().click();
  await telegram.until((log) => log.sends.filter((send) => JSON.stringify(send).includes("не дойдёт сразу")).length === 1, "one send after the repeat");
});

test("a send of unknown fate is never sent again by itself; the operator says that it arrived", async () => {
  const { page } = boss;
  await telegram.plan({ type: "cut_after" }, { method: "sendMessage", count: 1 });
  const field = page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill("дошло ли");
  await field.press("Control+Enter");
  await page.getByRole("button", { name: "Дошло", exact: true }).first().click();
  await page.getByRole("article", { name: /Катерина/ }).last().getByTitle("Отправлено").waitFor();
  const log = await telegram.log();
  assert.equal(log.sends.filter((send) => JSON.stringify(send).includes("дошло ли")).length, 1);
});

test("a user who stops the bot is shown as unreachable", async () => {
  await telegram.act(MARINA, { do: "block" });
  await boss.page.getByText("Клиент остановил бота", { exact: false }).first().waitFor();
});
