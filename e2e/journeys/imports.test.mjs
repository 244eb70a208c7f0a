// S07: clients out of a table, tried first, taken in, the faulty lines mended and taken in again; others see them come.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, startTelegram, until } from "../lib.mjs";
import { colleague } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
const MARINA = 700100;
let telegram;
let server;
let boss;
let editor;
let channel;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  channel = await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", token: BOT_TOKEN, mode: "poll" });
  await telegram.addUser({ id: MARINA, first_name: "Марина", username: "marina_s", language_code: "ru" });
  await telegram.act(MARINA, { do: "text", text: "Хочу набор на шестерых" });
  editor = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "editor" });
  await editor.page.goto(server.url);
  await row(editor, "Хочу набор").waitFor();
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const row = (who, text) => who.page.getByRole("listbox", { name: "Диалоги" }).getByRole("option", { name: new RegExp(text) });
const total = async () => (await api(boss, server, "GET", "/api/v1/dialogs/counts")).all.count;
const what = (page, title) => page.getByRole("combobox", { name: `Что в колонке «${title}»` });
const importsPage = () => `${server.url}/channels/${channel.id}/imports`;
const choose = (page, name, buffer) => page.locator('input[type="file"]').setInputFiles({ name, mimeType: "text/csv", buffer });
const narrow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** As Excel saves on a Russian Windows. */
function windows1251(text) {
  const byte = (letter) => {
    const code = letter.codePointAt(0);
    if (code < 0x80) return code;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return { Ё: 0xa8, ё: 0xb8 }[letter];
  };
  return Buffer.from([...text].map(byte));
}

/** The figures beside their names. */
async function counts(place) {
  const numbers = await place.locator("dd").allInnerTexts();
  return numbers.map((text) => Number(text.replace(/\s/g, "")));
}

async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("S07: a table of Windows-1251 is tried, taken in, its faulty lines are mended; a colleague sees the clients come", async () => {
  const { page } = boss;
  await page.goto(`${server.url}/channels/${channel.id}`);
  await page.getByRole("link", { name: "Загрузить клиентов" }).click();
  await page.getByText("Загрузок ещё не было").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}import-file.png`, animations: "disabled" });
  const sample = await downloaded(page, page.getByRole("button", { name: "Скачать образец" }));
  assert.match(sample.text, /^\uFEFFID;Имя;Телефон;Город\r\n700100200;Марина Соколова;/);
  const table = [
    "ID;Имя;Город;Связь;Лишнее",
    `${MARINA};Марина Соколова;Рязань;+7 900 555-01-42;x`,
    "700201;Семён Ёлкин;Тверь;нет телефона;x",
    "Игорь;Игорь Санин;Пермь;;x",
    "700202;Полина Мельник;Омск;;x",
    "700203;;Тула;+7 900 555-01-44;x",
  ].join("\r\n");
  await choose(page, "клиенты.csv", windows1251(table));
  await page.getByRole("cell", { name: "Рязань" }).waitFor();
  assert.equal(await page.getByLabel("Кодировка").inputValue(), "windows-1251");
  assert.equal(await page.getByLabel("Разделитель").inputValue(), "semicolon");
  await page.getByLabel("Кодировка").selectOption("utf-8");
  await page.getByRole("cell", { name: "Рязань" }).waitFor({ state: "detached" });
  await page.getByLabel("Кодировка").selectOption("windows-1251");
  await page.getByRole("cell", { name: "Рязань" }).waitFor();
  await what(page, "Связь").selectOption("phone");
  await what(page, "Лишнее").selectOption("skip");
  await page.getByRole("textbox", { name: "Имя переменной для колонки «Город»" }).fill("город");
  const lists = page.getByRole("combobox", { name: "Добавить в списки" });
  await lists.fill("Из таблицы");
  await page.getByRole("option", { name: "Создать «Из таблицы»" }).click();
  await page.getByText("Из таблицы", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Проверить" }).click();
  const checked = page.getByRole("region", { name: "Проверка закончена" });
  await checked.waitFor();
  assert.deepEqual(await counts(checked), [2, 1, 2]);
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}import-columns.png`, animations: "disabled" });
  assert.equal(await total(), 1, "a trial writes nothing");
  // A reload finds the columns as they were checked.
  await page.reload();
  await checked.waitFor();
  assert.equal(await what(page, "Связь").inputValue(), "phone");
  await page.getByRole("button", { name: "Загрузить", exact: true }).click();
  await page.getByRole("heading", { name: "Клиенты загружены" }).waitFor();
  assert.deepEqual(await counts(page.getByRole("main")), [2, 1, 2]);
  await row(editor, "Полина Мельник").waitFor();
  await row(editor, "Марина Соколова").waitFor();
  assert.equal(await total(), 3);
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}import-done.png`, animations: "disabled" });
  const faulty = await downloaded(page, page.getByRole("button", { name: "Скачать строки с ошибками" }));
  assert.equal(faulty.name, "ошибки-клиенты.csv");
  assert.match(faulty.text, /700201;Семён Ёлкин;Тверь;нет телефона;x;Это не телефон\r\n/);
  assert.match(faulty.text, /Игорь;Игорь Санин;Пермь;;x;Это не ID в этом мессенджере\r\n/);
  // Mended, the same table is taken in; the column of reasons is left out by itself.
  await page.getByRole("button", { name: "Загрузить другой файл" }).click();
  await choose(page, faulty.name, Buffer.from(faulty.text.replace("нет телефона", "+7 900 555-01-43").replace("Игорь;", "700204;")));
  await page.getByRole("cell", { name: "Тверь" }).waitFor();
  assert.equal(await what(page, "Ошибка").inputValue(), "skip");
  await what(page, "Связь").selectOption("phone");
  await lists.fill("таблицы");
  await page.getByRole("option", { name: "Из таблицы" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Загрузить", exact: true }).click();
  await page.getByRole("heading", { name: "Клиенты загружены" }).waitFor();
  assert.deepEqual(await counts(page.getByRole("main")), [2, 0, 0]);
  await page.getByRole("button", { name: "Показать клиентов" }).click();
  for (const name of ["Марина Соколова", "Семён Ёлкин", "Игорь Санин", "Полина Мельник"]) await row(boss, name).waitFor();
  const { items } = await api(boss, server, "GET", "/api/v1/lists");
  assert.deepEqual(items.map((list) => [list.name, list.clients.count]), [["Из таблицы", 5]]);
  assert.deepEqual([...boss.errors, ...editor.errors], []);
});

test("S07: what cannot be is told at its place; what is no CSV is told before anything else", async () => {
  const { page } = boss;
  await page.goto(importsPage());
  await choose(page, "клиенты.xlsx", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 2, 3]));
  await page.getByRole("alert").getByText("Это не CSV").waitFor();
  await choose(page, "пусто.csv", Buffer.alloc(0));
  await page.getByRole("alert").getByText("Файл пуст").waitFor();
  await choose(page, "ещё.csv", Buffer.from("ID,Имя,Город\n700300,Анна,Псков\n"));
  await page.getByRole("cell", { name: "Псков" }).waitFor();
  await what(page, "Имя").selectOption("id");
  await page.getByRole("button", { name: "Проверить" }).click();
  await page.getByRole("alert").getByText("Отметьте ровно одну колонку").waitFor();
  await what(page, "Имя").selectOption("name");
  const name = page.getByRole("textbox", { name: "Имя переменной для колонки «Город»" });
  await name.fill("2 город");
  await page.getByRole("button", { name: "Проверить" }).click();
  await page.getByText("Сначала буква, дальше буквы").waitFor();
  assert.equal(await name.getAttribute("aria-invalid"), "true");
  await name.fill("город");
  // From the keyboard: Enter in a field checks.
  await name.press("Enter");
  await page.getByRole("region", { name: "Проверка закончена" }).waitFor();
  await name.fill("городок");
  await page.getByText("Настройки изменились после проверки").waitFor();
  assert.deepEqual(boss.errors, []);
});

test("S07: a long import is stopped, is found again after a reload, and deleted", async () => {
  const { page } = boss;
  await page.goto(importsPage());
  const lines = Array.from({ length: 60_000 }, (_, number) => `${800_000_000 + number},Клиент ${number},Город ${number % 100}`);
  await choose(page, "много.csv", Buffer.from(`ID,Имя,Город\n${lines.join("\n")}\n`));
  await page.getByRole("cell", { name: "Город 3" }).waitFor();
  await page.getByRole("button", { name: "Загрузить", exact: true }).click();
  await page.getByRole("heading", { name: "Загружаем клиентов" }).waitFor();
  await page.screenshot({ path: `${shots}import-running.png`, animations: "disabled" });
  await until(async () => (await counts(page.getByRole("main")))[0] > 0, "the figures move");
  await page.reload();
  await page.getByRole("button", { name: "Остановить" }).click();
  await page.getByRole("heading", { name: "Загрузка остановлена" }).waitFor();
  const [created] = await counts(page.getByRole("main"));
  assert.ok(created > 0 && created < 60_000, `${created} were taken in`);
  await page.getByRole("button", { name: "Загрузить другой файл" }).click();
  await page.getByRole("link", { name: "Открыть загрузку «много.csv»" }).waitFor();
  await page.getByRole("button", { name: "Удалить «много.csv»" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Удалить" }).click();
  await page.getByRole("link", { name: "Открыть загрузку «много.csv»" }).waitFor({ state: "detached" });
  assert.deepEqual([...boss.errors, ...editor.errors], []);
});

test("S07: who may not import sees no way to it, nor has a website chat one", async () => {
  const operator = await colleague(boss, server, { name: "Ольга Кравец", email: "olga@example.com", role: "operator" });
  for (const who of [editor, operator]) {
    await who.page.goto(importsPage());
    await who.page.waitForURL(`${server.url}/channels/${channel.id}`);
  }
  await editor.page.getByRole("tab", { name: "Журнал" }).waitFor();
  assert.equal(await editor.page.getByRole("link", { name: "Загрузить клиентов" }).count(), 0);
  const chat = await siteChat(boss, server);
  await boss.page.goto(`${server.url}/channels/${chat.id}`);
  await boss.page.getByRole("button", { name: "Пауза" }).waitFor();
  assert.equal(await boss.page.getByRole("link", { name: "Загрузить клиентов" }).count(), 0);
  await boss.page.goto(`${server.url}/channels/${chat.id}/imports`);
  await boss.page.getByText("В этот канал клиентов не загружают").waitFor();
  await operator.context.close();
});

test("S07 on a phone: a long name and 200 columns stay within the screen", async () => {
  const phone = await person({ phone: true, scheme: "dark" });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(importsPage());
  await phone.page.getByText("Перетащите сюда файл").waitFor();
  const titles = Array.from({ length: 200 }, (_, number) => (number === 7 ? "Длинное название колонки ".repeat(8) : `к${number}`));
  const name = `${"очень длинное имя файла ".repeat(8)}.csv`;
  await choose(phone.page, name, Buffer.from(`${titles.join(";")}\n${titles.map((_, number) => 900_000 + number).join(";")}\n`));
  await phone.page.getByRole("cell", { name: "900199" }).waitFor();
  assert.equal(await narrow(phone.page), true);
  assert.deepEqual(await seriousFindings(phone.page), []);
  await phone.page.screenshot({ path: `${shots}import-phone.png`, animations: "disabled" });
  await phone.page.goto(importsPage());
  await phone.page.getByRole("link", { name: /Открыть загрузку «очень/ }).waitFor();
  assert.equal(await narrow(phone.page), true);
  assert.deepEqual(await seriousFindings(phone.page), []);
  await phone.page.screenshot({ path: `${shots}import-phone-list.png`, animations: "disabled", fullPage: true });
  await phone.page.goto(`${server.url}/channels/${channel.id}`);
  await phone.page.getByRole("link", { name: "Загрузить клиентов" }).waitFor();
  assert.equal(await narrow(phone.page), true);
  await phone.page.screenshot({ path: `${shots}import-phone-channel.png`, animations: "disabled" });
  assert.deepEqual(phone.errors, []);
});
