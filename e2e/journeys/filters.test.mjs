// S04, S07: filters saved under a name, one's own and the team's; periods that move with the day; Back on a phone; the list as a table.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
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
  ids = await guests(boss, server, chat, { "Марина Соколова": "Добавьте две пиалы", "Семён Ёлкин": "Работаете в субботу?", "Полина Мельник": "Жду в четверг" });
  for (const [label, name] of [["Посуда", "Марина Соколова"], ["Опт", "Семён Ёлкин"]]) {
    const { id } = await api(boss, server, "POST", "/api/v1/labels", { name: label, color: 9 });
    await api(boss, server, "PUT", `/api/v1/clients/${ids[name]}/labels/${id}`);
  }
  operator = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "operator" });
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const panelOf = ({ page }) => page.getByRole("dialog", { name: "Фильтры" });
const rows = ({ page }) => page.getByRole("listbox", { name: "Диалоги" }).getByRole("option");
const saved = async (who) => (await api(who, server, "GET", "/api/v1/saved-filters")).items;
const one = (who, name) => panelOf(who).getByRole("button", { name, exact: true });

async function openPanel(who) {
  await who.page.goto(server.url);
  await rows(who).first().waitFor();
  await who.page.getByRole("button", { name: /^Фильтры/ }).click();
  await panelOf(who).waitFor();
}

async function listIs(who, names) {
  for (const name of names) await rows(who).filter({ hasText: name }).waitFor();
  await until(async () => (await rows(who).count()) === names.length, `${names.length} rows`);
}

async function pickLabel(who, name) {
  await panelOf(who).getByRole("combobox", { name: "Метки", exact: true }).click();
  await who.page.getByRole("listbox", { name: "Метки" }).getByRole("option", { name }).click();
  await who.page.keyboard.press("Escape");
}

async function save(who, name, team) {
  const form = panelOf(who).getByRole("form", { name: "Сохранить фильтр" });
  await form.getByRole("textbox", { name: "Сохранить как" }).fill(name);
  await form.getByRole("radiogroup", { name: "Кому виден" }).getByText(team ? "Команде" : "Только мне").click();
  await form.getByRole("button", { name: "Сохранить", exact: true }).click();
}

/** Lines of a table as its reader sees them: the first cells are enough here, none of them holds a delimiter. */
async function downloaded(who, begin) {
  const [file] = await Promise.all([who.page.waitForEvent("download"), begin()]);
  assert.equal(file.suggestedFilename(), "clients.csv");
  const bytes = await readFile(await file.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "the mark that Excel knows UTF-8 by");
  const [head, ...lines] = bytes.subarray(3).toString("utf8").trimEnd().split("\r\n");
  return { head: head.split(";"), names: lines.map((line) => line.split(";")[1]).sort() };
}

test("S07: the clients of the list as a table, with the list's tab and filter: from its menu, from the filters, by the palette", async () => {
  const { page } = boss;
  await page.goto(server.url);
  await listIs(boss, ["Марина Соколова", "Семён Ёлкин", "Полина Мельник"]);
  const fromMenu = async () => {
    await page.getByRole("button", { name: "Список целиком: ещё" }).click();
    await page.getByRole("menuitem", { name: "Скачать клиентов (CSV)" }).click();
  };
  const all = await downloaded(boss, fromMenu);
  assert.deepEqual(all.head.slice(0, 3), ["client_id", "name", "messenger"]);
  assert.deepEqual(all.names, ["Марина Соколова", "Полина Мельник", "Семён Ёлкин"]);
  await page.getByText("Файл с клиентами готов").waitFor();
  const filter = { label_ids: [(await api(boss, server, "GET", "/api/v1/labels")).items.find((label) => label.name === "Посуда").id] };
  await page.goto(`${server.url}/clients?filter=${encodeURIComponent(JSON.stringify(filter))}`);
  await listIs(boss, ["Марина Соколова"]);
  assert.deepEqual((await downloaded(boss, fromMenu)).names, ["Марина Соколова"]);
  // What has been chosen in the panel a moment ago counts, the tab does as well.
  await openPanel(boss);
  await pickLabel(boss, "Опт");
  await listIs(boss, ["Семён Ёлкин"]);
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual((await downloaded(boss, () => panelOf(boss).getByRole("button", { name: "Скачать CSV" }).click())).names, ["Семён Ёлкин"]);
  await page.getByRole("tab", { name: /^Мои/ }).click();
  await page.getByText("Ни один диалог не подходит").waitFor();
  assert.deepEqual((await downloaded(boss, fromMenu)).names, []);
  // While the file is on its way the page goes on, and the menu offers no second one; a refusal is told.
  let refuse;
  await page.route("**/api/v1/clients/export**", (route) => (refuse = () => route.fulfill({ status: 503, body: "" })));
  await page.goto(server.url);
  await rows(boss).filter({ hasText: "Полина Мельник" }).waitFor();
  await page.keyboard.press("Control+KeyK");
  await page.getByRole("combobox", { name: "Палитра команд" }).fill("скачать кл");
  await page.getByRole("option", { name: /Скачать клиентов/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Готовим файл с клиентами").waitFor();
  await rows(boss).filter({ hasText: "Полина Мельник" }).click();
  await page.getByRole("log", { name: "Переписка" }).getByText("Жду в четверг").waitFor();
  await page.getByRole("button", { name: "Список целиком: ещё" }).click();
  assert.equal(await page.getByRole("menuitem", { name: "Скачать клиентов (CSV)" }).isDisabled(), true);
  await page.keyboard.press("Escape");
  refuse();
  await page.getByText(/Файл с клиентами не получился/).waitFor();
  await page.screenshot({ path: `${shots}export-failed.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.unroute("**/api/v1/clients/export**");
  // An operator has no such right, and is not shown what he may not do.
  await openPanel(operator);
  assert.equal(await operator.page.getByRole("button", { name: "Скачать CSV" }).count(), 0);
  await operator.page.keyboard.press("Escape");
  await operator.page.getByRole("button", { name: "Список целиком: ещё" }).click();
  await operator.page.getByRole("menuitem", { name: "Переотправить с ошибкой…" }).waitFor();
  assert.equal(await operator.page.getByRole("menuitem", { name: "Скачать клиентов (CSV)" }).count(), 0);
  await operator.page.keyboard.press("Escape");
  await operator.page.keyboard.press("Control+KeyK");
  await operator.page.getByRole("combobox", { name: "Палитра команд" }).fill("скачать кл");
  await operator.page.getByText("Ничего не найдено").waitFor();
  assert.deepEqual([...boss.errors, ...operator.errors], []);
});

test("S04 saved filters: one's own and the team's, applied by a click, seen by the colleague at once", async () => {
  await openPanel(boss);
  await openPanel(operator);
  await panelOf(boss).getByText("Сохранённых фильтров пока нет").waitFor();
  await pickLabel(boss, "Посуда");
  await listIs(boss, ["Марина Соколова"]);
  await panelOf(boss).getByRole("button", { name: "Сохранить", exact: true }).click();
  await panelOf(boss).getByText("Назовите фильтр").waitFor();
  await save(boss, "Посуда", true);
  await one(operator, "Посуда").waitFor();
  assert.equal(await one(boss, "Посуда").getAttribute("aria-pressed"), "true");
  await boss.page.screenshot({ path: `${shots}saved-filters.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(boss.page), []);
  // Another's shared filter is applied, not changed.
  await one(operator, "Посуда").click();
  await listIs(operator, ["Марина Соколова"]);
  await panelOf(operator).getByText(/Его меняет автор или администратор/).waitFor();
  assert.equal(await panelOf(operator).getByRole("button", { name: /Удалить фильтр/ }).count(), 0);
  await save(operator, "Мои чашки", false);
  await one(operator, "Мои чашки").waitFor();
  assert.deepEqual((await saved(boss)).map(({ name }) => name), ["Посуда"], "one's own is nobody else's");
  assert.deepEqual([...boss.errors, ...operator.errors], []);
});

test("S04 saved filters: renamed, overwritten, saved as a new one, deleted and brought back", async () => {
  await openPanel(boss);
  await openPanel(operator);
  await one(boss, "Посуда").click();
  await listIs(boss, ["Марина Соколова"]);
  await pickLabel(boss, "Опт");
  await listIs(boss, ["Марина Соколова", "Семён Ёлкин"]);
  await save(boss, "Посуда и опт", true);
  await one(operator, "Посуда и опт").click();
  await listIs(operator, ["Марина Соколова", "Семён Ёлкин"]);
  await panelOf(boss).getByRole("textbox", { name: "Сохранить как" }).fill("Копия");
  await panelOf(boss).getByRole("button", { name: "Сохранить как новый" }).click();
  await one(operator, "Копия").waitFor();
  await panelOf(boss).getByRole("button", { name: "Удалить фильтр «Копия»" }).click();
  await one(operator, "Копия").waitFor({ state: "detached" });
  await boss.page.getByRole("alert").filter({ hasText: "Фильтр «Копия» удалён" }).getByRole("button", { name: "Вернуть" }).click();
  await one(operator, "Копия").waitFor();
  assert.deepEqual((await saved(boss)).map(({ name }) => name).sort(), ["Копия", "Посуда и опт"]);
  assert.deepEqual([...boss.errors, ...operator.errors], []);
});

test("S04 saved filters: an administrator is asked before a colleague's shared one goes", async () => {
  await openPanel(operator);
  await pickLabel(operator, "Опт");
  await save(operator, "Опт", true);
  await openPanel(boss);
  await one(boss, "Опт").click();
  await panelOf(boss).getByRole("button", { name: "Удалить фильтр «Опт»" }).click();
  const asked = boss.page.getByRole("dialog", { name: "Удалить фильтр «Опт»?" });
  await asked.getByText("Он исчезнет у всей команды").waitFor();
  await asked.getByRole("button", { name: "Удалить" }).click();
  await one(operator, "Опт").waitFor({ state: "detached" });
  assert.deepEqual([...boss.errors, ...operator.errors], []);
});

test("S04 a named period keeps its name in the address; a saved one says that its days stay", async () => {
  await openPanel(boss);
  const panel = panelOf(boss);
  await panel.getByRole("combobox", { name: "Последнее действие" }).click();
  await boss.page.getByRole("option", { name: "за 7 дней" }).click();
  await listIs(boss, ["Марина Соколова", "Семён Ёлкин", "Полина Мельник"]);
  await until(() => new URL(boss.page.url()).searchParams.get("filter") === JSON.stringify({ period: "day7" }), "the word in the address");
  await panel.getByText(/«за 7 дней» сохранится днями/).waitFor();
  await boss.page.reload();
  await boss.page.getByRole("group", { name: "Включённые фильтры" }).getByText("за 7 дней").waitFor();
  await listIs(boss, ["Марина Соколова", "Семён Ёлкин", "Полина Мельник"]);
});

test("S04 on a phone: Back closes the panel, keeps what was chosen and does not leave the list", async () => {
  const phone = await person({ phone: true, scheme: "dark" });
  await phone.context.addCookies(await boss.context.cookies());
  await openPanel(phone);
  await panelOf(phone).getByText("подходит 3 из 3").waitFor();
  await phone.page.screenshot({ path: `${shots}saved-filters-phone.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(phone.page), []);
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth), 390);
  await one(phone, "Посуда и опт").click();
  await panelOf(phone).getByText("подходит 2 из 3").waitFor();
  await phone.page.goBack();
  await panelOf(phone).waitFor({ state: "detached" });
  await listIs(phone, ["Марина Соколова", "Семён Ёлкин"]);
  assert.match(phone.page.url(), /\/clients\?filter=/);
  assert.deepEqual(phone.errors, []);
});
