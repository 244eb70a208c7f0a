// S08, and the contacts of the card: one person in several dialogs, before two people.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, startTelegram, until } from "../lib.mjs";
import { colleague, guests } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let telegram;
let server;
let boss;
let second;
let ids;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  ids = await guests(boss, server, await siteChat(boss, server), {
    "Марина Соколова": "Добавьте две пиалы",
    "Марина С.": "Это снова я",
    "Полина Мельник": "Жду в четверг",
  });
  second = await colleague(boss, server, { name: "Денис Ким", email: "denis@example.com", role: "operator" });
  for (const who of [boss, second]) {
    await who.page.goto(`${server.url}/clients/${ids["Марина Соколова"]}`);
    await card(who).getByText("ID в мессенджере").waitFor();
  }
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const card = (who) => who.page.getByRole("complementary", { name: "Карточка клиента" });
const list = (who, name) => card(who).getByRole("list", { name });
const client = (name) => api(boss, server, "GET", `/api/v1/clients/${ids[name]}`);

test("S08 contacts: added with a label, refused in words, changed in place, deleted and brought back; the other window follows", async () => {
  const { page } = boss;
  await card(boss).getByRole("button", { name: "контакт", exact: true }).click();
  let form = card(boss).getByRole("form", { name: "Новый контакт" });
  await form.getByRole("button", { name: "Добавить" }).click();
  await form.getByText("Заполните поле").waitFor();
  await form.getByRole("textbox", { name: "Телефон" }).fill("12");
  await form.getByRole("button", { name: "Добавить" }).click();
  await form.getByText("Нужно от 3 до 15 цифр").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await form.getByRole("textbox", { name: "Телефон" }).fill("+7 000 555-01-42");
  await form.getByRole("textbox", { name: "Подпись" }).fill("рабочий");
  await form.getByRole("textbox", { name: "Подпись" }).press("Enter");
  await form.waitFor({ state: "detached" });
  const phone = list(second, "Контакты").getByRole("link", { name: "+7 000 555-01-42" });
  await phone.waitFor();
  assert.equal(await phone.getAttribute("href"), "tel:+70005550142");
  await list(second, "Контакты").getByText("рабочий").waitFor();
  await card(boss).getByRole("button", { name: "Изменить «+7 000 555-01-42»" }).click();
  form = card(boss).getByRole("form", { name: "Изменить «+7 000 555-01-42»" });
  await form.getByRole("textbox", { name: "Подпись" }).fill("склад");
  await form.getByRole("button", { name: "Сохранить" }).click();
  await list(second, "Контакты").getByText("склад").waitFor();
  await card(boss).getByRole("button", { name: "контакт", exact: true }).click();
  form = card(boss).getByRole("form", { name: "Новый контакт" });
  await form.getByRole("combobox", { name: "Вид" }).click();
  await page.getByRole("option", { name: "Почта" }).click();
  await form.getByRole("textbox", { name: "Почта" }).fill("marina@example.com");
  await form.getByRole("button", { name: "Добавить" }).click();
  const mail = list(second, "Контакты").getByRole("link", { name: "marina@example.com" });
  await mail.waitFor();
  assert.equal(await mail.getAttribute("href"), "mailto:marina@example.com");
  await card(boss).getByRole("button", { name: "Удалить «marina@example.com»" }).click();
  await mail.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Вернуть" }).click();
  await mail.waitFor();
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S08: a likely duplicate is suggested, put aside, brought back, linked; the main one chosen; unlinked with undo", async () => {
  const { page } = boss;
  await api(boss, server, "POST", `/api/v1/clients/${ids["Марина С."]}/contacts`, { kind: "phone", value: "+7 000 555 01 42" });
  await page.reload();
  const likely = list(boss, "Похоже, это тот же человек");
  await likely.getByText("Совпал телефон").waitFor();
  await page.screenshot({ path: `${shots}people-likely.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await likely.getByRole("button", { name: "Это не Марина С." }).click();
  await likely.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Вернуть" }).click();
  await likely.getByRole("button", { name: "Связать: Марина С." }).click();
  await list(second, "Связанные диалоги").getByRole("link", { name: /Марина С\./ }).waitFor();
  await list(boss, "Связанные диалоги").getByRole("button", { name: "Сделать основным: Марина С." }).click();
  await until(async () => (await client("Марина Соколова")).main_client_id === ids["Марина С."], "the main one");
  await list(second, "Связанные диалоги").getByRole("listitem").filter({ hasText: "Марина С." }).getByText("Основной").waitFor();
  await page.screenshot({ path: `${shots}people-linked.png`, animations: "disabled" });
  await list(boss, "Связанные диалоги").getByRole("button", { name: "Отвязать: Марина С." }).click();
  await list(second, "Связанные диалоги").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Вернуть" }).click();
  await list(second, "Связанные диалоги").getByRole("listitem").filter({ hasText: "Марина С." }).getByText("Основной").waitFor();
  // A click opens the other dialog, whose card knows this one.
  await list(boss, "Связанные диалоги").getByRole("link", { name: /Марина С\./ }).click();
  await page.getByRole("main", { name: "Диалог: Марина С." }).waitFor();
  await list(boss, "Связанные диалоги").getByRole("link", { name: /Марина Соколова/ }).click();
  await page.getByRole("main", { name: "Диалог: Марина Соколова" }).waitFor();
  assert.deepEqual([...boss.errors, ...second.errors], []);
});

test("S08: linked by ID, with the reasons of a refusal; without a Telegram channel there is no personal link, and it says so", async () => {
  const { page } = boss;
  await card(boss).getByRole("button", { name: "связать", exact: true }).click();
  const field = card(boss).getByRole("textbox", { name: "Связать по ID клиента" });
  const save = card(boss).getByRole("button", { name: "Связать", exact: true });
  await field.fill("кто-то");
  await save.click();
  await card(boss).getByText("ID это число, например 104611").waitFor();
  await field.fill("999999");
  await save.click();
  await card(boss).getByText("Клиента с таким ID нет").waitFor();
  await field.fill(String(ids["Марина Соколова"]));
  await save.click();
  await card(boss).getByText("Это он сам").waitFor();
  await card(boss).getByText("Личные ссылки умеют только каналы Telegram").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}people-link-form.png`, animations: "disabled" });
  await field.fill(`#${ids["Полина Мельник"]}`);
  await field.press("Enter");
  await list(second, "Связанные диалоги").getByRole("link", { name: /Полина Мельник/ }).waitFor();
  assert.equal((await client("Марина Соколова")).linked.length, 2);
  const phone = await person({ phone: true, scheme: "dark" });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(`${server.url}/clients/${ids["Марина Соколова"]}`);
  await phone.page.getByRole("button", { name: /Карточка|карточку/ }).first().click();
  await list(phone, "Связанные диалоги").waitFor();
  await list(phone, "Контакты").scrollIntoViewIfNeeded();
  await phone.page.screenshot({ path: `${shots}people-phone.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(phone.page), []);
  assert.deepEqual([...boss.errors, ...second.errors, ...phone.errors], []);
});

test("S53 resend: a message goes once more, and into a linked dialog of the same person", async () => {
  const { page } = boss;
  const [from, to] = [ids["Марина Соколова"], ids["Марина С."]];
  await api(boss, server, "PUT", `/api/v1/clients/${from}/links/${to}`);
  await api(boss, server, "POST", `/api/v1/dialogs/${from}/messages`, { text: "Пиала 350 мл есть", client_ref: "resend-1" });
  await page.goto(`${server.url}/clients/${from}`);
  await second.page.goto(`${server.url}/clients/${to}`);
  const bubble = page.getByRole("article").filter({ hasText: "Пиала 350 мл есть" }).last();
  const resend = async (where) => {
    await bubble.hover();
    await bubble.getByRole("button", { name: "Ещё" }).click();
    await page.getByRole("menuitem", { name: "Переотправить" }).click();
    const form = page.getByRole("dialog", { name: "Переотправить сообщение" });
    await form.getByRole("radio", { name: where }).check();
    assert.deepEqual(await seriousFindings(page), []);
    await form.getByRole("button", { name: "Переотправить" }).click();
    await form.waitFor({ state: "detached" });
  };
  await resend(/Марина С\./);
  await second.page.getByRole("article").filter({ hasText: "Пиала 350 мл есть" }).waitFor();
  await resend("В этот же диалог");
  await until(async () => (await page.getByRole("article").filter({ hasText: "Пиала 350 мл есть" }).count()) === 2);
});

test("S08: a personal link is made for a client; who comes through it is linked with him, once", async () => {
  const { page } = boss;
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", name: "Бот мастерской", token: BOT_TOKEN });
  for (const who of [boss, second]) {
    await who.page.goto(`${server.url}/clients/${ids["Полина Мельник"]}`);
    await card(who).getByText("ID в мессенджере").waitFor();
  }
  const before = (await client("Полина Мельник")).linked.length;
  await card(boss).getByRole("button", { name: "связать", exact: true }).click();
  await card(boss).getByRole("combobox", { name: "Или отправьте личную ссылку" }).waitFor();
  const make = card(boss).getByRole("button", { name: "Сделать ссылку" });
  assert.equal(await make.evaluate((element) => element.scrollWidth <= element.clientWidth), true, "the button shows all of its word");
  await make.click();
  const field = card(boss).getByRole("textbox", { name: "Или отправьте личную ссылку" });
  const url = new URL(await field.inputValue());
  assert.equal(`${url.origin}${url.pathname}`, "https://t.me/tihaya_glina_bot");
  await card(boss).getByText(/Сработает один раз, до/).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}people-personal-link.png`, animations: "disabled" });
  await boss.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await card(boss).getByRole("button", { name: "Скопировать ссылку" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), url.href);
  const start = url.searchParams.get("start");
  for (const [id, name] of [[910_001, "Полина"], [910_002, "Чужой"]]) {
    await telegram.addUser({ id, first_name: name });
    await telegram.act(id, { do: "start", payload: start });
  }
  for (const who of [boss, second]) await list(who, "Связанные диалоги").getByRole("link", { name: /Полина.*Бот мастерской/ }).waitFor();
  // The link is good once: who has it forwarded is nobody's other dialog.
  await until(async () => (await api(boss, server, "GET", "/api/v1/dialogs")).items.some((one) => one.name === "Чужой"), "the stranger");
  const linked = (await client("Полина Мельник")).linked;
  assert.equal(linked.length, before + 1);
  assert.ok(!linked.some((one) => one.name === "Чужой"));
  assert.deepEqual([...boss.errors, ...second.errors], []);
});
