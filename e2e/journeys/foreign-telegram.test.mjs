// A Telegram that is not of our making: the npm package `telegram-test-api` is the Bot API server, its client the user. What we
// believe of the Bot API is checked against somebody else's belief of it.
//
// What the package (4.2.1) lacks or does otherwise than Telegram, and what that means here:
// - It does not know `getWebhookInfo`, which every Bot API server has and without which no bot is connected. A relay in front
//   answers this one method with what the package itself keeps; everything else passes through untouched.
// - Its `getUpdates` neither waits nor heeds `offset`: what it gave once it never gives again. So a kill in the middle of a poll
//   is not tried here; the strict stand-in (crates/fake-telegram) has it.
// - `sendMessage` answers `date` in milliseconds, Telegram in seconds. A bot's own messages must not jump into the future.
// - Its users can neither change nor delete what they wrote, send files, react or block; its bot cannot send files. The strict
//   stand-in has all of these.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import TelegramServer from "telegram-test-api";
import { BOT_TOKEN, api, closeBrowser, freePort, owner, startServer, until } from "../lib.mjs";
import { answer, open } from "../people.mjs";

let telegram;
let relay;
let server;
let boss;
let marina;
before(async () => {
  telegram = new TelegramServer({ port: await freePort(), host: "127.0.0.1", storeTimeout: 600 });
  await telegram.start();
  relay = await relayTo(telegram);
  server = await startServer({ telegram: relay });
  boss = await owner(server);
  marina = telegram.getClient(BOT_TOKEN, { userId: 700100, chatId: 700100, firstName: "Марина", userName: "marina_s" });
});
after(async () => {
  await closeBrowser();
  server.stop();
  relay.close();
  await telegram.stop();
});

/** Passes everything on but the one method that the package lacks. */
async function relayTo(telegram) {
  const calls = [];
  const front = createServer((asked, told) => {
    const method = asked.url.split("/").pop();
    calls.push(method);
    if (method === "getWebhookInfo") {
      const url = telegram.webhooks[BOT_TOKEN]?.url ?? "";
      return told.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, result: { url } }));
    }
    const { port } = telegram.config;
    const passed = request({ host: "127.0.0.1", port, path: asked.url, method: asked.method, headers: asked.headers }, (answered) => {
      told.writeHead(answered.statusCode, answered.headers);
      answered.pipe(told);
    });
    passed.on("error", () => told.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${front.address().port}`,
    calls,
    close: () => {
      front.close();
      front.closeAllConnections();
    },
  };
}

/** Chooses from the menu of a message. */
async function act(message, name) {
  await message.hover();
  await message.getByRole("button", { name: "Ещё" }).click();
  await boss.page.getByRole("menuitem", { name }).click();
}

/** What the bot has said to Marina and not taken back. */
const said = async () =>
  (await marina.getUpdatesHistory()).filter((one) => one.message?.chat_id !== undefined).map(({ message, messageId }) => ({ ...message, messageId }));

test("the bot is connected by its token and asks for messages itself", async () => {
  const { page } = boss;
  await page.goto(`${server.url}/channels/connect?kind=telegram`);
  await page.getByLabel("Токен бота").fill(BOT_TOKEN);
  await page.getByText(/Токен подходит/).waitFor();
  await page.getByRole("button", { name: /Подключить/ }).last().click();
  const { items } = await until(async () => {
    const all = await api(boss, server, "GET", "/api/v1/channels");
    return all.items.length > 0 && all;
  }, "the channel");
  assert.equal(items[0].account.username, "TestNameBot");
  assert.equal(items[0].mode, "poll");
  await until(() => relay.calls.includes("getUpdates"), "the first poll");
});

test("a command with a tag and a text come in, the answer goes out, is changed and taken back", async () => {
  await marina.sendCommand(marina.makeCommand("/start post_november"));
  await marina.sendMessage(marina.makeMessage("Хочу набор на шестерых"));
  await boss.page.goto(server.url);
  const log = await open(boss.page, "Хочу набор на шестерых");
  await boss.page.getByRole("option", { name: /marina_s/ }).waitFor();
  await boss.page.getByRole("complementary", { name: "Карточка клиента" }).getByText("post_november").waitFor();
  await log.getByText("Клиент начал диалог").waitFor();

  await answer(boss.page, "Добрый день! Шесть тарелок — 14 400 ₽");
  const own = log.getByRole("article", { name: /Катерина/ });
  await own.getByTitle("Отправлено").waitFor();
  assert.deepEqual((await said()).map(({ text }) => text), ["Добрый день! Шесть тарелок — 14 400 ₽"]);
  const dialog = (await api(boss, server, "GET", "/api/v1/dialogs")).items[0];
  const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${dialog.client_id}/messages`);
  const mine = items.find((message) => message.kind === "out");
  assert.ok(Math.abs(mine.sent_at - Date.now()) < 600_000, `sent now, not at ${mine.sent_at}`);

  await act(own, "Изменить");
  const field = boss.page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill("Шесть тарелок — 14 000 ₽");
  await boss.page.getByRole("button", { name: "Сохранить" }).click();
  await until(async () => (await said())[0]?.text === "Шесть тарелок — 14 000 ₽", "the change in Telegram");
  await act(own, "Удалить");
  await boss.page.getByRole("dialog").getByRole("button", { name: "Удалить" }).click();
  await log.getByText("Сообщение удалено").waitFor();
  await until(async () => (await said()).length === 0, "the deletion in Telegram");
});

test("two answers written at once arrive in their order, each once", async () => {
  const log = boss.page.getByRole("log", { name: "Переписка" });
  await answer(boss.page, "первый из двух");
  await answer(boss.page, "второй из двух");
  await log.getByRole("article").filter({ hasText: "второй из двух" }).getByTitle("Отправлено").waitFor();
  assert.deepEqual((await said()).map(({ text }) => text), ["первый из двух", "второй из двух"]);
});

test("buttons go out, a pressed one is told in the dialog and confirmed to Telegram", async () => {
  const dialog = (await api(boss, server, "GET", "/api/v1/dialogs")).items[0];
  const buttons = [[{ text: "Шесть", data: "want_six", url: null }, { text: "Восемь", data: "want_eight", url: null }]];
  const message = { text: "Сколько тарелок?", client_ref: "ask-how-many", seen_n: null, reply_to: null, file_ids: [], buttons };
  await api(boss, server, "POST", `/api/v1/dialogs/${dialog.client_id}/messages`, message);
  const asked = await until(async () => (await said()).find(({ text }) => text === "Сколько тарелок?"), "the question");
  assert.deepEqual(asked.reply_markup.inline_keyboard[0].map(({ text }) => text), ["Шесть", "Восемь"]);
  // The package's client presses without naming a message; Telegram always names it.
  const bearer = { message: { message_id: asked.messageId, date: Math.floor(Date.now() / 1000) } };
  await marina.sendCallback(marina.makeCallbackQuery("want_six", bearer));
  const log = boss.page.getByRole("log", { name: "Переписка" });
  await log.getByRole("article").filter({ hasText: "Нажата кнопка «Шесть»" }).waitFor();
  await log.getByText("Клиент нажал кнопку").waitFor();
  await until(() => relay.calls.includes("answerCallbackQuery"), "the confirmation");
  const { items } = await api(boss, server, "GET", "/api/v1/channels");
  assert.deepEqual((await api(boss, server, "GET", `/api/v1/channels/${items[0].id}/dead-letters`)).items, [], "nothing was not understood");
});
