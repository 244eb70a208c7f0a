// What a messenger knows besides words: reactions of both sides, pressed buttons; and what did not go out, sent once more.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, api, closeBrowser, owner, seriousFindings, startServer, startTelegram, until } from "../lib.mjs";
import { colleague } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
const ANNA = 920_001;
let telegram;
let server;
let boss;
let second;
let anna;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  second = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "operator" });
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", name: "Бот мастерской", token: BOT_TOKEN });
  await telegram.addUser({ id: ANNA, first_name: "Анна" });
  await telegram.act(ANNA, { do: "start", payload: "" });
  await telegram.act(ANNA, { do: "text", text: "Пиала пришла целой" });
  await until(async () => {
    const found = (await api(boss, server, "GET", "/api/v1/dialogs")).items.find((one) => one.name === "Анна");
    anna = found?.client_id;
    return found?.last?.text === "Пиала пришла целой";
  }, "her words");
  for (const who of [boss, second]) {
    await who.page.goto(`${server.url}/clients/${anna}`);
    await bubble(who, "Пиала пришла целой").waitFor();
  }
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const bubble = (who, text) => who.page.getByRole("article").filter({ hasText: text }).last();
const calls = async (method) => (await telegram.log()).calls.filter((call) => call.method === method);

test("S51: our reaction is set from the menu of a message, reaches the messenger and the other window, and is taken away", async () => {
  const { page } = boss;
  await bubble(boss, "Пиала пришла целой").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Реакция ❤" }).waitFor();
  await page.screenshot({ path: `${shots}reactions-menu.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("menuitem", { name: "Реакция ❤" }).click();
  for (const who of [boss, second]) await bubble(who, "Пиала пришла целой").getByRole("button", { name: "Убрать нашу реакцию ❤" }).waitFor();
  await until(async () => (await calls("setMessageReaction")).length === 1, "the messenger's reaction");
  await page.screenshot({ path: `${shots}reactions.png`, animations: "disabled" });
  await bubble(second, "Пиала пришла целой").getByRole("button", { name: "Убрать нашу реакцию ❤" }).click();
  for (const who of [boss, second]) await bubble(who, "Пиала пришла целой").getByRole("button", { name: /Убрать нашу реакцию/ }).waitFor({ state: "detached" });
  await until(async () => (await calls("setMessageReaction")).length === 2, "that it is gone there, too");
});

test("S50: a pressed button is a yellow note, a client's reaction stands under our message", async () => {
  await api(boss, server, "POST", `/api/v1/dialogs/${anna}/messages`, {
    text: "Показать ещё?",
    client_ref: "ask",
    buttons: [[{ text: "Да, вазы", data: "vases", url: null }]],
  });
  await until(async () => (await telegram.log()).sends.some((send) => send.method === "sendMessage"), "the question");
  const message_id = (await telegram.log()).sends.at(-1).message_id;
  await telegram.act(ANNA, { do: "press", message_id, data: "vases" });
  await telegram.act(ANNA, { do: "react", message_id, emoji: "🔥" });
  for (const who of [boss, second]) {
    await who.page.getByText(/Да, вазы» ·|Да, вазы/).last().waitFor();
    await bubble(who, "Показать ещё?").getByRole("img", { name: "Реакция клиента: 🔥" }).waitFor();
  }
  const items = (await api(boss, server, "GET", `/api/v1/dialogs/${anna}/messages`)).items;
  assert.equal(items.find((item) => item.text === "Да, вазы").kind, "callback");
});

test("S53: what failed is sent once more from the menu of the list, within days and channels, one client after the other", async () => {
  const { page } = boss;
  await telegram.plan({ type: "refuse", code: 400, description: "Bad Request: chat not found" }, { method: "sendMessage", count: 1 });
  await api(boss, server, "POST", `/api/v1/dialogs/${anna}/messages`, { text: "Скидка до пятницы", client_ref: "offer" });
  const state = async () => (await api(boss, server, "GET", `/api/v1/dialogs/${anna}/messages`)).items.find((item) => item.text === "Скидка до пятницы").state;
  await until(async () => (await state()) === "failed", "the refusal");
  await page.getByRole("button", { name: "Список целиком: ещё" }).click();
  await page.getByRole("menuitem", { name: "Переотправить с ошибкой…" }).click();
  const window = page.getByRole("dialog", { name: /Переотправить сообщения с ошибкой/ });
  await window.getByRole("textbox", { name: "Секунд между клиентами" }).fill("");
  assert.equal(await window.getByRole("button", { name: "Переотправить" }).isDisabled(), true);
  await window.getByRole("textbox", { name: "Секунд между клиентами" }).fill("0");
  await page.screenshot({ path: `${shots}repeat-failed.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await window.getByRole("button", { name: "Переотправить" }).click();
  await window.waitFor({ state: "detached" });
  await page.getByText(/Повторная отправка: готово, 1 из 1/).waitFor();
  await until(async () => (await state()) === "sent", "that it has arrived");
  assert.deepEqual([...boss.errors, ...second.errors], []);
});
