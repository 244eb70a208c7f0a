// S47: a client is deleted before the eyes of a colleague, brought back, and gone for good; and the menu of a row.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { colleague, guests } from "../people.mjs";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let server;
let boss;
let operator;
let ids;
before(async () => {
  mkdirSync(shots, { recursive: true });
  server = await startServer();
  boss = await owner(server);
  const chat = await siteChat(boss, server);
  ids = await guests(boss, server, chat, {
    "Марина Соколова": "Добавьте две пиалы",
    "Семён Ёлкин": "Работаете в субботу?",
    "Полина Мельник": "Жду в четверг",
    "Игорь Санин": "Вот реквизиты",
  });
  operator = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "operator" });
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const row = (who, name) => who.page.getByRole("listbox", { name: "Диалоги" }).getByRole("option", { name: new RegExp(name) });
const main = (who, name) => who.page.getByRole("main", { name: `Диалог: ${name}` });
const gone = (locator) => locator.waitFor({ state: "detached" });
const toast = (who, text) => who.page.getByRole("alert").filter({ hasText: text });

async function show(who, name) {
  await who.page.goto(`${server.url}/clients/${ids[name]}`);
  await main(who, name).waitFor();
  await row(who, name).waitFor();
}

async function confirm(who) {
  await who.page.getByRole("dialog").getByRole("button", { name: "Удалить клиента" }).click();
}

test("S47: asked once, gone in both windows at once, the next dialog has the focus, undo brings him back everywhere", async () => {
  await show(boss, "Полина Мельник");
  await show(operator, "Полина Мельник");
  const { page } = boss;
  await page.locator("main header").getByRole("button", { name: "Ещё" }).click();
  await page.getByRole("menuitem", { name: "Удалить клиента" }).click();
  const asked = page.getByRole("dialog");
  await asked.getByText(/переписка с файлами.*Десять секунд это можно вернуть/).waitFor();
  await page.screenshot({ path: `${shots}delete-client.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await asked.getByRole("button", { name: "Отмена" }).click();
  await gone(asked);
  await row(operator, "Полина Мельник").waitFor();

  await page.locator("main header").getByRole("button", { name: "Ещё" }).click();
  await page.getByRole("menuitem", { name: "Удалить клиента" }).click();
  await confirm(boss);
  await gone(row(boss, "Полина Мельник"));
  await gone(row(operator, "Полина Мельник"));
  // The next one of the list is open here, its row has the focus; the colleague's window is told and goes back to the list.
  await main(boss, "Семён Ёлкин").waitFor();
  await until(() => page.evaluate((id) => document.activeElement?.getAttribute("data-client") === String(id), ids["Семён Ёлкин"]), "the focus on the next row");
  await operator.page.getByText("Этого клиента нет").waitFor();
  await operator.page.waitForURL(/\/clients(\?|$)/);

  await toast(boss, "Клиент «Полина Мельник» удалён").getByRole("button", { name: "Вернуть" }).click();
  await main(boss, "Полина Мельник").waitFor();
  await row(boss, "Полина Мельник").waitFor();
  await row(operator, "Полина Мельник").click();
  await operator.page.getByRole("log", { name: "Переписка" }).getByText("Жду в четверг").waitFor();
  assert.deepEqual([...boss.errors, ...operator.errors], []);
});

test("S47: who has no right to it sees no deletion, in the header and in the row", async () => {
  await show(operator, "Марина Соколова");
  await operator.page.locator("main header").getByRole("button", { name: "Ещё" }).click();
  await operator.page.getByRole("menuitem", { name: "Заблокировать клиента" }).waitFor();
  assert.equal(await operator.page.getByRole("menuitem", { name: "Удалить клиента" }).count(), 0);
  await operator.page.keyboard.press("Escape");
  await row(operator, "Семён Ёлкин").click({ button: "right" });
  await operator.page.getByRole("menuitem", { name: "Закрепить диалог" }).waitFor();
  assert.equal(await operator.page.getByRole("menuitem", { name: "Удалить клиента" }).count(), 0);
});

test("S47 the menu of a row: unread, pin, block and delete without opening the dialog; after the time he is gone for good", async () => {
  await show(boss, "Марина Соколова");
  const { page } = boss;
  const choose = async (name, item) => {
    await row(boss, name).click({ button: "right" });
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Игорь Санин", "Отметить диалог непрочитанным");
  await choose("Игорь Санин", "Закрепить диалог");
  await row(boss, "Игорь Санин").getByText("Закреплён").waitFor({ state: "attached" });
  await choose("Семён Ёлкин", "Заблокировать клиента");
  await page.getByRole("dialog").getByRole("button", { name: "Заблокировать клиента" }).click();
  await row(operator, "Семён Ёлкин").getByText("Заблокирован").waitFor();
  // With the keyboard: the menu key on the focused row.
  await row(boss, "Игорь Санин").focus();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Удалить клиента" }).waitFor();
  await page.screenshot({ path: `${shots}row-menu.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("menuitem", { name: "Удалить клиента" }).click();
  await confirm(boss);
  await gone(row(boss, "Игорь Санин"));
  await gone(row(operator, "Игорь Санин"));
  // The open dialog stays open.
  await main(boss, "Марина Соколова").waitFor();
  const undo = toast(boss, "Клиент «Игорь Санин» удалён");
  await gone(undo);
  await until(async () => {
    const answer = await boss.context.request.fetch(`${server.url}/api/v1/clients/${ids["Игорь Санин"]}/restore`, { method: "POST", headers: { Origin: server.url } });
    return !answer.ok();
  }, "the client beyond recall");
  assert.deepEqual(boss.errors, []);
});

test("S47 on a phone: deleting leads back to the list", async () => {
  const phone = await person({ phone: true });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(`${server.url}/clients/${ids["Семён Ёлкин"]}`);
  await main(phone, "Семён Ёлкин").waitFor();
  await phone.page.locator("main header").getByRole("button", { name: "Ещё" }).click();
  await phone.page.getByRole("menuitem", { name: "Удалить клиента" }).click();
  await phone.page.getByRole("dialog").getByText(/Десять секунд/).waitFor();
  await phone.page.screenshot({ path: `${shots}delete-client-phone.png`, animations: "disabled" });
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth), 390);
  await confirm(phone);
  await row(phone, "Марина Соколова").waitFor();
  await gone(row(phone, "Семён Ёлкин"));
  assert.deepEqual(phone.errors, []);
  const left = (await api(boss, server, "GET", "/api/v1/dialogs")).items.map((one) => one.name);
  assert.ok(!left.includes("Семён Ёлкин"));
});
