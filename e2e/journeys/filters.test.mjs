// S04: filters saved under a name, one's own and the team's; periods that move with the day; Back on a phone.
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
