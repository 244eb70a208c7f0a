// S15 S02 S16 S17 S04: labels, lists, variables and filters; two people look at the same clients.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";
import { say, visitor } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let server;
let boss;
let second;
let chat;
/** Client ids by name. */
const ids = {};

before(async () => {
  mkdirSync(shots, { recursive: true });
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
  const words = { "Марина Соколова": "Добавьте две пиалы", "Семён Ёлкин": "Работаете в субботу?", "Полина Мельник": "Жду в четверг", "Игорь Санин": "Вот реквизиты" };
  for (const [name, text] of Object.entries(words)) {
    await say(await visitor(server, chat), text);
    const dialog = await until(async () => (await dialogs()).find((one) => one.last?.text === text), text);
    ids[name] = dialog.client_id;
    await api(boss, server, "PATCH", `/api/v1/clients/${dialog.client_id}`, { name });
  }
  second = await person();
  await second.context.addCookies(await boss.context.cookies());
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const dialogs = async () => (await api(boss, server, "GET", "/api/v1/dialogs")).items;
const row = (page, name) => page.getByRole("listbox", { name: "Диалоги" }).getByRole("option", { name: new RegExp(name) });
const card = (page) => page.getByRole("complementary", { name: "Карточка клиента" });
const chips = (page, kind) => card(page).getByRole("list", { name: kind });
const rows = (page) => page.getByRole("listbox", { name: "Диалоги" }).getByRole("option");

/** Opens the client in both windows. */
async function both(name) {
  for (const { page } of [boss, second]) {
    await page.goto(`${server.url}/clients/${ids[name]}`);
    await card(page).getByText("ID в мессенджере").waitFor();
  }
}

/** The rows of the list are these, in any order. */
async function listIs(page, names) {
  for (const name of names) await row(page, name).waitFor();
  await until(async () => (await rows(page).count()) === names.length, `${names.length} rows`);
}

test("S15 labels: made and put on in one step, found without case and ё, seen in the other window, recoloured, deleted", async () => {
  await both("Марина Соколова");
  const { page } = boss;
  // L opens the popover, Enter makes the typed name and puts it on.
  await page.locator("body").click({ position: { x: 5, y: 700 } });
  await page.keyboard.press("l");
  const picker = page.getByRole("dialog", { name: "Метки: Марина Соколова" });
  const find = picker.getByPlaceholder("Найти или создать метку");
  await find.fill("Ёлочные шары");
  await picker.getByRole("radio", { name: "Зелёный" }).check();
  await find.press("Enter");
  await chips(page, "Метки").getByText("Ёлочные шары").waitFor();
  await chips(second.page, "Метки").getByText("Ёлочные шары").waitFor();
  await find.fill("елочн");
  assert.equal(await picker.getByRole("checkbox").count(), 1);
  // The exact name, however written, is ticked instead of made twice.
  await find.fill("ЕЛОЧНЫЕ шары");
  await find.press("Enter");
  await chips(second.page, "Метки").waitFor({ state: "detached" });
  await find.fill("");
  await picker.getByRole("checkbox", { name: "Ёлочные шары" }).check();
  await chips(second.page, "Метки").getByText("Ёлочные шары").waitFor();
  // The pencil renames and recolours for everybody.
  await picker.getByRole("button", { name: "Изменить «Ёлочные шары»" }).click();
  await picker.getByRole("textbox", { name: "Название метки" }).fill("VIP");
  await picker.getByRole("radio", { name: "Жёлтый" }).check();
  await picker.getByRole("button", { name: "Сохранить" }).click();
  await chips(second.page, "Метки").getByText("VIP").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  const [label] = (await api(boss, server, "GET", "/api/v1/labels")).items;
  assert.deepEqual([label.name, label.color, label.clients.count], ["VIP", 1, 1]);
  // Esc: first the typed text, then the popover, and the focus goes back.
  await find.fill("нет такой");
  await find.press("Escape");
  assert.equal(await find.inputValue(), "");
  await find.press("Escape");
  await picker.waitFor({ state: "detached" });
  // A taken name is refused beside the field.
  await card(page).getByRole("button", { name: "метки" }).click();
  await picker.getByRole("button", { name: "Новая метка" }).click();
  await picker.getByRole("textbox", { name: "Название метки" }).fill("vip");
  await picker.getByRole("button", { name: "Создать" }).click();
  await picker.getByText("Уже занято").waitFor();
  await picker.getByRole("button", { name: "Отмена" }).click();
  await picker.getByRole("button", { name: "Изменить «VIP»" }).click();
  await picker.getByRole("button", { name: "Удалить" }).click();
  await picker.getByText("Она снимется с 1 клиента").waitFor();
  await picker.getByRole("button", { name: "Удалить" }).click();
  await chips(page, "Метки").waitFor({ state: "detached" });
  await chips(second.page, "Метки").waitFor({ state: "detached" });
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S15 lists: a client is moved into one and out of all others, and back again", async () => {
  for (const name of ["Новогодняя рассылка", "Покупатели 2025", "Опт 2026"]) {
    const list = await api(boss, server, "POST", "/api/v1/lists", { name, color: null });
    if (name !== "Опт 2026") await api(boss, server, "PUT", `/api/v1/clients/${ids["Марина Соколова"]}/lists/${list.id}`);
  }
  await both("Марина Соколова");
  const { page } = boss;
  await card(page).getByRole("button", { name: "списки" }).click();
  const picker = page.getByRole("dialog", { name: "Списки: Марина Соколова" });
  await picker.getByText("состоит в 2").waitFor();
  // The keyboard reaches what a pointer sees on hover.
  await picker.getByRole("checkbox", { name: "Опт 2026" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Клиент перемещён в «Опт 2026»").waitFor();
  await picker.getByText("состоит в 1").waitFor();
  await chips(second.page, "Списки").getByText("Новогодняя рассылка").waitFor({ state: "detached" });
  await chips(second.page, "Списки").getByText("Опт 2026").waitFor();
  const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${ids["Марина Соколова"]}/messages`);
  assert.equal(items.filter((message) => message.note?.code === "list_moved").length, 1, "one event for the move");
  await page.getByRole("button", { name: "Вернуть" }).click();
  await chips(second.page, "Списки").getByText("Опт 2026").waitFor({ state: "detached" });
  await chips(second.page, "Списки").getByText("Покупатели 2025").waitFor();
  await chips(second.page, "Списки").getByText("Новогодняя рассылка").waitFor();
  // A list needs no colour. The toast lies outside the popover, so pressing it has closed that.
  await picker.waitFor({ state: "detached" });
  await card(page).getByRole("button", { name: "списки" }).click();
  await picker.getByPlaceholder("Найти или создать список").fill("Подарки к марту");
  await picker.getByPlaceholder("Найти или создать список").press("Enter");
  await chips(second.page, "Списки").getByText("Подарки к марту").waitFor();
  const made = (await api(boss, server, "GET", "/api/v1/lists")).items.find((list) => list.name === "Подарки к марту");
  assert.equal(made.color, null);
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S02 labels in the row: it grows by their line, shows what fits and how many more", async () => {
  const { page } = boss;
  await page.goto(server.url);
  const own = row(page, "Полина Мельник");
  await own.waitFor();
  assert.equal((await own.boundingBox()).height, 60);
  for (const [name, color] of [["Посуда", 9], ["МК 27 ноября", 5], ["Перезвонить", 3], ["Опт", 2]]) {
    const label = await api(boss, server, "POST", "/api/v1/labels", { name, color });
    await api(boss, server, "PUT", `/api/v1/clients/${ids["Полина Мельник"]}/labels/${label.id}`);
  }
  await own.getByText("Посуда").waitFor();
  await own.getByText("ещё 2 метки").waitFor();
  assert.equal((await own.boundingBox()).height, 84);
  // No row covers its neighbour.
  const boxes = await Promise.all((await rows(page).all()).map((one) => one.boundingBox()));
  boxes.sort((a, b) => a.y - b.y);
  for (const [index, box] of boxes.entries()) if (index > 0) assert.equal(box.y, boxes[index - 1].y + boxes[index - 1].height);
  assert.deepEqual(boss.errors, []);
});

test("S16 variables: added, edited in place, refused in words, deleted and brought back; the other window follows", async () => {
  await both("Марина Соколова");
  const { page } = boss;
  const theirs = card(second.page);
  const add = async (name, type, value) => {
    await card(page).getByRole("button", { name: "переменная", exact: true }).click();
    const form = card(page).getByRole("form", { name: "Новая переменная" });
    await form.getByRole("textbox", { name: "Имя" }).fill(name);
    if (type) {
      await form.getByRole("combobox", { name: "Тип" }).click();
      await page.getByRole("option", { name: type }).click();
    }
    if (value !== null) await form.getByRole("textbox", { name: "Значение" }).fill(value);
    await form.getByRole("button", { name: "Добавить" }).click();
    return form;
  };
  let form = await add("client_id", null, "1");
  await form.getByText("Это имя занято: в воронках у него своё значение").waitFor();
  await form.getByRole("textbox", { name: "Имя" }).fill("2 слова");
  await form.getByRole("button", { name: "Добавить" }).click();
  await form.getByText("Первая буква, дальше буквы, цифры и «_»").waitFor();
  await form.getByRole("textbox", { name: "Имя" }).fill("город");
  await form.getByRole("textbox", { name: "Значение" }).fill("Казань");
  await form.getByRole("textbox", { name: "Значение" }).press("Enter");
  await form.waitFor({ state: "detached" });
  await theirs.getByRole("textbox", { name: "город" }).waitFor();
  form = await add("скидка", "Число", "10");
  await form.waitFor({ state: "detached" });
  form = await add("день_рождения", "Дата", "32.12.1991");
  await form.getByText("Нет такой даты. Нужно так: 31.12.2025").waitFor();
  await form.getByRole("textbox", { name: "Значение" }).fill("14.3.1991");
  await form.getByRole("button", { name: "Добавить" }).click();
  await form.waitFor({ state: "detached" });
  await add("согласие", "Да или нет", null);
  await theirs.getByRole("switch", { name: "согласие" }).waitFor();

  const city = card(page).getByRole("textbox", { name: "город" });
  await city.fill("Самара");
  await city.press("Escape");
  assert.equal(await city.inputValue(), "Казань");
  await city.fill("Москва");
  await city.press("Enter");
  await until(async () => (await theirs.getByRole("textbox", { name: "город" }).inputValue()) === "Москва", "the city in the other window");
  const discount = card(page).getByRole("textbox", { name: "скидка" });
  await discount.fill("много");
  await discount.blur();
  await card(page).getByText("Здесь только число, например 17,5").waitFor();
  await discount.fill("15,5");
  await discount.blur();
  await until(async () => (await theirs.getByRole("textbox", { name: "скидка" }).inputValue()) === "15,5", "the discount in the other window");
  await card(page).getByText("согласие", { exact: true }).waitFor();
  await card(page).getByRole("switch", { name: "согласие" }).check({ force: true });
  const values = async () => (await api(boss, server, "GET", `/api/v1/clients/${ids["Марина Соколова"]}`)).variables;
  const value = async (name) => (await values()).find((one) => one.name === name)?.value;
  await until(async () => (await value("согласие")) === "1", "the switch");
  assert.equal(await value("день_рождения"), "14.03.1991");
  assert.deepEqual(await seriousFindings(page), []);

  await card(page).getByRole("button", { name: "Действия с переменной «город»" }).click();
  await page.getByRole("menuitem", { name: "Удалить" }).click();
  await page.getByText("Переменная «город» удалена").waitFor();
  await theirs.getByRole("textbox", { name: "город" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Вернуть" }).click();
  await theirs.getByRole("textbox", { name: "город" }).waitFor();
  assert.equal(await value("город"), "Москва");
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S17 system variables: what the system knows, in the words of the card", async () => {
  await both("Марина Соколова");
  const known = card(boss.page);
  for (const name of ["Дата создания", "Последнее действие", "Источник", "ID в мессенджере", "Привязан к боту", "Ответственный"]) {
    await known.getByRole("term").filter({ hasText: name }).waitFor();
  }
  const client = await api(boss, server, "GET", `/api/v1/clients/${ids["Марина Соколова"]}`);
  await known.getByText(client.external_id, { exact: true }).waitFor();
  await known.getByRole("definition").filter({ hasText: "Свободен" }).waitFor();
  await known.getByRole("button", { name: "Взять клиента" }).click();
  await known.getByRole("definition").filter({ hasText: "Ваш клиент" }).waitFor();
  await card(second.page).getByRole("definition").filter({ hasText: "Ваш клиент" }).waitFor();
  await known.getByRole("button", { name: "Отказаться" }).click();
  await known.getByRole("definition").filter({ hasText: "Свободен" }).waitFor();
});

test("S04 filters: several together, excluded, cleared, kept by a reload and by Back, live in the list", async () => {
  const { page } = boss;
  const labels = (await api(boss, server, "GET", "/api/v1/labels")).items;
  const label = (name) => labels.find((one) => one.name === name).id;
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Семён Ёлкин"]}/labels/${label("Посуда")}`);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Игорь Санин"]}/labels/${label("Посуда")}`);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Игорь Санин"]}/variables/${encodeURIComponent("город")}`, { value: "Казань" });
  await page.goto(server.url);
  await listIs(page, Object.keys(ids));
  await page.getByRole("button", { name: "Фильтры" }).click();
  const panel = page.getByRole("dialog", { name: "Фильтры" });
  const pick = async (field, option) => {
    await panel.getByRole("combobox", { name: field, exact: true }).click();
    await page.getByRole("listbox", { name: field }).getByRole("option", { name: option }).click();
    await page.keyboard.press("Escape");
  };
  // The list answers while fields change.
  await pick("Метки", "Посуда");
  await listIs(page, ["Семён Ёлкин", "Полина Мельник", "Игорь Санин"]);
  await panel.getByText("подходит 3 из 4").waitFor();
  await pick("Исключить метки", "Перезвонить");
  await listIs(page, ["Семён Ёлкин", "Игорь Санин"]);
  await panel.getByRole("textbox", { name: "Имя переменной" }).fill("город");
  await panel.getByRole("textbox", { name: "Значение" }).fill("Казань");
  await listIs(page, ["Игорь Санин"]);
  assert.deepEqual(await seriousFindings(page), []);
  await panel.getByRole("button", { name: "Показать 1 клиента" }).click();
  await panel.waitFor({ state: "detached" });
  // The address keeps it: a reload, and Back from a dialog that was opened.
  await page.reload();
  await listIs(page, ["Игорь Санин"]);
  await row(page, "Игорь Санин").click();
  await page.getByRole("log", { name: "Переписка" }).waitFor();
  await page.goBack();
  await listIs(page, ["Игорь Санин"]);
  // A chip takes its part away.
  await page.getByRole("group", { name: "Включённые фильтры" }).getByRole("button", { name: /город = Казань/ }).click();
  await listIs(page, ["Семён Ёлкин", "Игорь Санин"]);
  // Live: a label put on elsewhere brings a row in, an excluded one takes it out.
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Марина Соколова"]}/labels/${label("Посуда")}`);
  await listIs(page, ["Семён Ёлкин", "Игорь Санин", "Марина Соколова"]);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Марина Соколова"]}/labels/${label("Перезвонить")}`);
  await listIs(page, ["Семён Ёлкин", "Игорь Санин"]);
  // Both of two labels, then a mark, then the search, and everything off again.
  await page.getByRole("button", { name: /^Фильтры/ }).click();
  await pick("Метки", "Опт");
  await panel.getByRole("button", { name: /^Метки: любая из/ }).click();
  await page.getByText("Ни один диалог не подходит под фильтры").waitFor();
  await panel.getByRole("button", { name: "Никто не подходит" }).waitFor();
  await panel.getByRole("button", { name: "Сбросить" }).click();
  await listIs(page, Object.keys(ids));
  await panel.getByRole("radiogroup", { name: "Закреплённые" }).getByText("Да").click();
  await page.getByText("Ни один диалог не подходит под фильтры").waitFor();
  await panel.getByRole("radiogroup", { name: "Закреплённые" }).getByText("Все").click();
  await panel.getByRole("textbox", { name: "ID клиента" }).fill(String(ids["Полина Мельник"]));
  await listIs(page, ["Полина Мельник"]);
  await panel.getByRole("button", { name: "Сбросить" }).click();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await page.getByRole("textbox", { name: "Имя, телефон, ID…" }).fill("семен елкин");
  await listIs(page, ["Семён Ёлкин"]);
  assert.equal(new URL(page.url()).searchParams.get("filter"), JSON.stringify({ q: "семен елкин" }));
  // By a variable the server decides: a client who gets the value comes in by himself.
  await page.goto(`${server.url}/clients?filter=${encodeURIComponent(JSON.stringify({ variables: [{ name: "город", op: "equals", value: "Казань" }] }))}`);
  await listIs(page, ["Игорь Санин"]);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Полина Мельник"]}/variables/${encodeURIComponent("город")}`, { value: "Казань" });
  await listIs(page, ["Игорь Санин", "Полина Мельник"]);
  await api(boss, server, "PUT", `/api/v1/clients/${ids["Игорь Санин"]}/variables/${encodeURIComponent("город")}`, { value: "Уфа" });
  await listIs(page, ["Полина Мельник"]);
  assert.deepEqual(boss.errors, []);
});

test("S04 filters on a phone: a full screen that nothing sticks out of", async () => {
  const phone = await person({ phone: true });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(server.url);
  await phone.page.getByRole("button", { name: "Фильтры" }).click();
  const panel = phone.page.getByRole("dialog", { name: "Фильтры" });
  await panel.getByRole("textbox", { name: "ID клиента" }).fill(String(ids["Игорь Санин"]));
  await panel.getByText("подходит 1 из 4").waitFor();
  const box = await panel.boundingBox();
  assert.deepEqual([box.x, box.width, box.height], [0, 390, 844]);
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.deepEqual(await seriousFindings(phone.page), []);
  await panel.getByRole("button", { name: "Показать 1 клиента" }).click();
  await listIs(phone.page, ["Игорь Санин"]);
  assert.deepEqual(phone.errors, []);
});

test("S16 templates: declared in the settings, offered in the card with its type and values; the other window follows", async () => {
  const { page } = boss;
  await page.goto(`${server.url}/settings/templates`);
  await page.getByText("Шаблонов пока нет").waitFor();
  await page.getByRole("button", { name: "Добавить шаблон" }).click();
  const form = page.getByRole("dialog", { name: "Новый шаблон переменной" });
  await form.getByRole("textbox", { name: "Имя" }).fill("2 размера");
  await form.getByRole("button", { name: "Сохранить" }).click();
  await form.getByText("Первая буква, дальше буквы, цифры и «_»").waitFor();
  await form.getByRole("textbox", { name: "Имя" }).fill("размер");
  await form.getByRole("combobox", { name: "Тип" }).click();
  await page.getByRole("option", { name: "Список" }).click();
  await form.getByRole("textbox", { name: "Значения" }).fill("18 см\n24 см");
  assert.deepEqual(await seriousFindings(page), []);
  await form.getByRole("button", { name: "Сохранить" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByRole("cell", { name: "18 см, 24 см" }).waitFor();
  await page.screenshot({ path: `${shots}templates.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await both("Полина Мельник");
  await card(page).getByRole("button", { name: "переменная", exact: true }).click();
  const add = card(page).getByRole("form", { name: "Новая переменная" });
  await add.getByRole("combobox", { name: "Имя" }).fill("разм");
  await page.getByRole("option", { name: "размер" }).click();
  assert.equal(await add.getByRole("combobox", { name: "Тип" }).isDisabled(), true);
  await add.getByRole("combobox", { name: "Значение" }).click();
  await page.getByRole("option", { name: "24 см" }).click();
  await add.getByRole("button", { name: "Добавить" }).click();
  await add.waitFor({ state: "detached" });
  const theirs = card(second.page).getByRole("combobox", { name: "размер" });
  await theirs.waitFor();
  assert.equal(await theirs.inputValue(), "24 см");
  await page.goto(`${server.url}/settings/templates`);
  await page.getByRole("button", { name: "Удалить шаблон «размер»" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Удалить" }).click();
  await page.getByText("Шаблонов пока нет").waitFor();
  await card(second.page).getByRole("textbox", { name: "размер" }).waitFor();
  assert.deepEqual([...boss.errors, ...second.errors], []);
});
