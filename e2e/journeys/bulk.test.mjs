// S04 in bulk: many dialogs chosen by pointer and keyboard, acted on in the background, taken back; a colleague sees it.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, startTelegram, until } from "../lib.mjs";
import { colleague, guests, say, visitor } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
const words = { "Марина Соколова": "Добавьте две пиалы", "Семён Ёлкин": "Работаете в субботу?", "Полина Мельник": "Жду в четверг", "Игорь Санин": "Вот реквизиты" };
let server;
let telegram;
let boss;
let second;
let chat;
let ids;
let label;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  chat = await siteChat(boss, server);
  ids = await guests(boss, server, chat, words);
  second = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "operator" });
  label = await api(boss, server, "POST", "/api/v1/labels", { name: "Новый год", color: 9 });
  for (const who of [boss, second]) {
    await who.page.goto(server.url);
    await row(who, "Марина Соколова").waitFor();
  }
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const rows = (who) => who.page.getByRole("listbox", { name: "Диалоги" });
const row = (who, name) => rows(who).getByRole("option", { name: new RegExp(name) });
const chosen = (who, text) => who.page.getByRole("status").filter({ hasText: text });
const bar = (who) => who.page.getByRole("toolbar", { name: "Действия с выбранными" });
const job = (who, name) => who.page.getByRole("region", { name });
const dialog = (name) => api(boss, server, "GET", `/api/v1/dialogs/${ids[name]}`);

/** So many that a job takes more than one look at it. */
const GUESTS = 400;

/** People who write to the bot, quickly and without a browser. */
async function many(count) {
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", name: "Бот", token: BOT_TOKEN });
  for (let n = 1; n <= count; n += 1) {
    await telegram.addUser({ id: 800_000 + n, first_name: "Гость", last_name: `№ ${n}` });
    await telegram.act(800_000 + n, { do: "text", text: `Здравствуйте, ${n}` });
  }
  await until(async () => (await api(boss, server, "GET", `/api/v1/dialogs/matching?filter=${encodeURIComponent(JSON.stringify({ q: "Гость №" }))}`)).matching.count === count, `${count} guests`);
}

/** Types the word that the window asks for. */
async function confirm(who, action, word = "подтвердить") {
  const asked = who.page.getByRole("dialog");
  const go = asked.getByRole("button", { name: action, exact: true });
  assert.equal(await go.isDisabled(), true, "not before the word is typed");
  await asked.getByRole("textbox", { name: "Введите слово «Подтвердить»" }).fill(word);
  await go.click();
  await asked.waitFor({ state: "detached" });
}

test("S04 bulk: chosen by the mark, by Shift and by X; kept when a message comes; a label put on all and taken back", async () => {
  const { page } = boss;
  // The newest stand on top: Игорь, Полина, Семён, Марина.
  await row(boss, "Игорь Санин").locator("[data-pick]").click();
  await chosen(boss, "Выбрано 1 из 4").waitFor();
  await row(boss, "Семён Ёлкин").click({ modifiers: ["Shift"] });
  await chosen(boss, "Выбрано 3 из 4").waitFor();
  await row(boss, "Полина Мельник").focus();
  await page.keyboard.press("x");
  await chosen(boss, "Выбрано 2 из 4").waitFor();
  await page.keyboard.press("Space");
  await chosen(boss, "Выбрано 3 из 4").waitFor();
  const guest = await visitor(server, chat);
  await say(guest, "Здравствуйте, я новый");
  await rows(boss).getByText("Здравствуйте, я новый").waitFor();
  await chosen(boss, "Выбрано 3 из 5").waitFor();
  assert.equal(await rows(boss).getByRole("option", { selected: true }).count(), 3);
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}bulk-light.png`, animations: "disabled" });
  await bar(boss).getByRole("button", { name: "Метки" }).click();
  await page.getByRole("button", { name: "Добавить: Новый год" }).click();
  await job(boss, "Метка «Новый год»").getByText("готово, 3 из 3").waitFor();
  for (const name of ["Игорь Санин", "Полина Мельник", "Семён Ёлкин"]) await row(second, name).getByText("Новый год").waitFor();
  assert.deepEqual((await dialog("Марина Соколова")).label_ids, []);
  await page.screenshot({ path: `${shots}bulk-done.png`, animations: "disabled" });
  await job(boss, "Метка «Новый год»").getByRole("button", { name: "Вернуть" }).click();
  for (const name of ["Игорь Санин", "Полина Мельник", "Семён Ёлкин"]) await row(second, name).getByText("Новый год").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await bar(boss).waitFor({ state: "detached" });
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S04 bulk: given to a colleague and back; read only after the typed word, in any case", async () => {
  const { page } = boss;
  await row(boss, "Марина Соколова").focus();
  await page.keyboard.press("x");
  await bar(boss).getByRole("button", { name: "Передать" }).click();
  await page.getByRole("button", { name: "Денис Ким" }).click();
  await job(boss, "Передача: Денис Ким").getByText("готово, 1 из 1").waitFor();
  await until(async () => (await dialog("Марина Соколова")).responsible_id !== null, "given");
  await job(boss, "Передача: Денис Ким").getByRole("button", { name: "Вернуть" }).click();
  await until(async () => (await dialog("Марина Соколова")).responsible_id === null, "given back");
  await bar(boss).getByRole("button", { name: "Прочитано", exact: true }).click();
  await page.screenshot({ path: `${shots}bulk-confirm.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await confirm(boss, "Прочитано", "ПОДТВЕРДИТЬ ");
  await job(boss, "Прочитано").getByText("готово, 1 из 1").waitFor();
  await row(boss, "Марина Соколова").getByText("1 непрочитанное").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  assert.deepEqual(boss.errors, []);
});

test("S04 bulk: all that fit a filter but one; blocked; deleted and brought back", async () => {
  const { page } = boss;
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Игорь Санин"]}/labels/${label.id}`);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Семён Ёлкин"]}/labels/${label.id}`);
  await page.goto(`${server.url}/clients?filter=${encodeURIComponent(JSON.stringify({ label_ids: [label.id] }))}`);
  await row(boss, "Игорь Санин").waitFor();
  await row(boss, "Игорь Санин").locator("[data-pick]").click();
  await page.getByRole("button", { name: "Выбрать все 2 по фильтру" }).click();
  await chosen(boss, "Выбрано 2 из 2").waitFor();
  await row(boss, "Игорь Санин").locator("[data-pick]").click();
  await chosen(boss, "Выбрано 1 из 2").waitFor();
  await bar(boss).getByRole("button", { name: "Заблокировать" }).click();
  await confirm(boss, "Заблокировать");
  await job(boss, "Блокировка").getByText("готово, 1 из 1").waitFor();
  assert.equal((await dialog("Семён Ёлкин")).blocked, true);
  assert.equal((await dialog("Игорь Санин")).blocked, false);
  await row(boss, "Игорь Санин").locator("[data-pick]").click();
  await bar(boss).getByRole("button", { name: "Удалить" }).click();
  await confirm(boss, "Удалить");
  await row(second, "Игорь Санин").waitFor({ state: "detached" });
  await row(second, "Семён Ёлкин").waitFor({ state: "detached" });
  await job(boss, "Удаление").getByRole("button", { name: "Вернуть" }).click();
  await row(second, "Игорь Санин").waitFor();
  await row(second, "Семён Ёлкин").waitFor();
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S04 bulk: who cannot be served is left out, with the reason, in a window of its own", async () => {
  const { page } = boss;
  await page.goto(server.url);
  await row(boss, "Марина Соколова").locator("[data-pick]").click();
  await row(boss, "Полина Мельник").locator("[data-pick]").click();
  // A colleague deletes her while she is chosen.
  await api(boss, server, "DELETE", `/api/v1/clients/${ids["Полина Мельник"]}`);
  await row(boss, "Полина Мельник").waitFor({ state: "detached" });
  await bar(boss).getByRole("button", { name: "Метки" }).click();
  await page.getByRole("button", { name: "Добавить: Новый год" }).click();
  const panel = job(boss, "Метка «Новый год»");
  await panel.getByText("готово, 1 из 2").waitFor();
  await panel.getByText("1 пропущен").waitFor();
  await panel.getByRole("button", { name: "показать" }).click();
  const skipped = page.getByRole("dialog", { name: /Пропущенные клиенты/ });
  await skipped.getByRole("listitem").filter({ hasText: "Удалён или вам не виден" }).waitFor();
  assert.equal(await skipped.getByRole("listitem").count(), 1);
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}bulk-skipped.png`, animations: "disabled" });
  await page.keyboard.press("Escape");
  await skipped.waitFor({ state: "detached" });
  await until(() => panel.getByRole("button", { name: "показать" }).evaluate((element) => element === document.activeElement), "the focus where it came from");
  await api(boss, server, "POST", `/api/v1/clients/${ids["Полина Мельник"]}/restore`);
  await row(boss, "Полина Мельник").waitFor();
  await panel.getByRole("button", { name: "Закрыть" }).click();
  await page.keyboard.press("Escape");
  // An end that was seen and closed does not come back with the page.
  await page.reload();
  await row(boss, "Марина Соколова").waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(await panel.count(), 0);
  assert.deepEqual(boss.errors, []);
});

test("S04 bulk on a phone: begun from the menu of a row, a tap chooses, the bar stays within the screen", async () => {
  const phone = await person({ phone: true, scheme: "dark" });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(server.url);
  await row(phone, "Полина Мельник").click({ button: "right" });
  await phone.page.getByRole("menuitem", { name: "Выбрать" }).click();
  await chosen(phone, "Выбрано 1 из 5").waitFor();
  await row(phone, "Марина Соколова").tap();
  await chosen(phone, "Выбрано 2 из 5").waitFor();
  await bar(phone).waitFor();
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await phone.page.screenshot({ path: `${shots}bulk-phone.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(phone.page), []);
  assert.deepEqual(phone.errors, []);
});

test("S04 bulk: a reload loses no work under way; stopped, it says how far it came", async () => {
  const { page } = boss;
  await many(GUESTS);
  const people = { q: "Гость №" };
  await page.goto(`${server.url}/clients?filter=${encodeURIComponent(JSON.stringify(people))}`);
  const choose = async () => {
    await rows(boss).getByRole("option").first().locator("[data-pick]").click();
    await page.getByRole("button", { name: `Выбрать все ${GUESTS} по фильтру` }).click();
    await chosen(boss, `Выбрано ${GUESTS} из ${GUESTS}`).waitFor();
    await bar(boss).getByRole("button", { name: "Метки" }).click();
  };
  await choose();
  await page.getByRole("button", { name: "Добавить: Новый год" }).click();
  await job(boss, "Метка «Новый год»").waitFor();
  await page.reload();
  await job(boss, "Метка «Новый год»").getByText(`готово, ${GUESTS} из ${GUESTS}`).waitFor();
  await job(boss, "Метка «Новый год»").getByRole("button", { name: "Закрыть" }).click();
  // The server stands still right after it has begun: work is under way for as long as the reader needs.
  await page.route("**/api/v1/dialogs/bulk", async (route) => {
    const answer = await route.fetch();
    server.freeze();
    await route.fulfill({ response: answer });
  });
  await choose();
  await page.getByRole("button", { name: "Убрать: Новый год" }).click();
  const panel = job(boss, "Снятие метки «Новый год»");
  const asked = page.waitForRequest(/jobs\/\d+\/stop/);
  await panel.getByRole("button", { name: "Остановить" }).click();
  await asked;
  server.thaw();
  await panel.getByText(/остановлено, \d+ из \d+/).waitFor();
  await page.unroute("**/api/v1/dialogs/bulk");
  const left = await api(boss, server, "GET", `/api/v1/dialogs/matching?filter=${encodeURIComponent(JSON.stringify({ label_ids: [label.id], ...people }))}`);
  assert.ok(left.matching.count > 0, "what had not been done is not done");
  assert.equal(await panel.getByRole("button", { name: "Остановить" }).count(), 0);
  await page.screenshot({ path: `${shots}bulk-stopped.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual(boss.errors, []);
});
