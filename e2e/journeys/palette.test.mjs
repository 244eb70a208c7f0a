// The keyboard: the palette from anywhere, its clients, actions and commands; sections by G and a digit; the list of keys.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { guests } from "../people.mjs";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let server;
let boss;
let ids;
before(async () => {
  mkdirSync(shots, { recursive: true });
  server = await startServer();
  boss = await owner(server);
  const chat = await siteChat(boss, server);
  ids = await guests(boss, server, chat, { "Марина Соколова": "Добавьте две пиалы", "Глеб Сокольский": "Работаете в субботу?", "Полина Мельник": "Жду в четверг" });
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const palette = ({ page }) => page.getByRole("dialog", { name: "Палитра команд" });
const field = (who) => palette(who).getByRole("combobox", { name: "Палитра команд" });
const option = (who, name) => palette(who).getByRole("option", { name });
const main = ({ page }, name) => page.getByRole("main", { name: `Диалог: ${name}` });
const active = (who) => palette(who).getByRole("option", { selected: true });

async function show(who, name) {
  await who.page.goto(`${server.url}/clients/${ids[name]}`);
  await main(who, name).waitFor();
  await who.page.getByRole("textbox", { name: /Сообщение для/ }).waitFor();
}

test("the palette opens from a field, finds in the wrong layout, opens a client and leaves the words of the field", async () => {
  await show(boss, "Полина Мельник");
  const { page } = boss;
  const composer = page.getByRole("textbox", { name: /Сообщение для/ });
  await composer.fill("Неотправленное");
  await page.keyboard.press("Control+KeyK");
  await field(boss).waitFor();
  await option(boss, /Марина Соколова/).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  // Recent ones are there, the open one is what the actions are about.
  await palette(boss).getByRole("group", { name: "С клиентом «Полина Мельник»" }).waitFor();
  await page.keyboard.press("Escape");
  await palette(boss).waitFor({ state: "detached" });
  await until(() => composer.evaluate((element) => element === document.activeElement), "the focus back in the field");
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("cjrjk");
  await option(boss, /Марина Соколова/).waitFor();
  await option(boss, /Глеб Сокольский/).waitFor();
  assert.equal(await palette(boss).getByRole("group", { name: "Клиенты" }).getByRole("option").count(), 2);
  await page.screenshot({ path: `${shots}palette.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  const named = await active(boss).getAttribute("id");
  assert.equal(await field(boss).getAttribute("aria-activedescendant"), named);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await field(boss).getAttribute("aria-activedescendant"), named);
  await field(boss).fill("марина");
  await page.keyboard.press("Enter");
  await main(boss, "Марина Соколова").waitFor();
  await show(boss, "Полина Мельник");
  assert.equal(await page.getByRole("textbox", { name: /Сообщение для/ }).inputValue(), "Неотправленное");
  assert.deepEqual(boss.errors, []);
});

test("S05 in the palette: messages are found, in the wrong layout, too; Enter opens the dialog there, the last row the search", async () => {
  await show(boss, "Полина Мельник");
  const { page } = boss;
  const messages = palette(boss).getByRole("group", { name: "Сообщения" });
  // Enough between the two for the place to matter.
  for (let n = 1; n <= 40; n += 1) await api(boss, server, "POST", `/api/v1/dialogs/${ids["Марина Соколова"]}/messages`, { text: `Готовим партию, день ${n}`, client_ref: `p-${n}` });
  const asked = [];
  page.on("request", (request) => request.url().includes("/api/v1/search?") && asked.push(new URL(request.url()).searchParams.get("q")));
  await page.keyboard.press("Control+KeyK");
  await field(boss).pressSequentially("пиалу");
  // Another form of the word, with the client's name; the word is marked.
  const hit = messages.getByRole("option", { name: /Добавьте две пиалы.*Марина Соколова · Сегодня/ });
  await hit.waitFor();
  assert.equal(await hit.locator("mark").innerText(), "пиалы");
  assert.deepEqual(asked, ["пиалу"], "asked once, when the typing had paused");
  await messages.getByRole("option", { name: /Искать «пиалу» в сообщениях и файлах.*1 совпадение/ }).waitFor();
  await page.screenshot({ path: `${shots}palette-messages.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  assert.equal(await active(boss).getAttribute("data-line"), await hit.getAttribute("data-line"));
  await page.keyboard.press("Enter");
  await main(boss, "Марина Соколова").waitFor();
  const found = page.getByRole("log", { name: "Переписка" }).getByRole("article").filter({ hasText: "Добавьте две пиалы" });
  await until(() => found.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return top > 56 && bottom < innerHeight; }), "the message on the screen");
  // Of many the newest five, and how many there are.
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("gfhnb.");
  await messages.getByRole("option", { name: /день 40/ }).waitFor();
  assert.equal(await messages.getByRole("option").count(), 6);
  await messages.getByRole("option", { name: /Искать «gfhnb\.».*40 совпадений/ }).waitFor();
  await page.keyboard.press("ArrowUp");
  assert.equal(await active(boss).getAttribute("data-line"), "search");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/search" && url.searchParams.get("q") === "gfhnb.");
  await page.getByText("Готовим партию, день 40").first().waitFor();
  // Ctrl+Enter leads there from any row; a search that does not answer says so and holds nothing else up.
  await show(boss, "Полина Мельник");
  await page.route("**/api/v1/search?**", (route) => route.fulfill({ status: 503, body: "" }));
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("глеб");
  await option(boss, /Глеб Сокольский/).waitFor();
  await palette(boss).getByText("Поиск по сообщениям не ответил").waitFor();
  await page.unroute("**/api/v1/search?**");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL((url) => url.pathname === "/search" && url.searchParams.get("q") === "глеб");
  assert.deepEqual(boss.errors, []);
});

test("Tab opens the actions of a row: pinned without opening the dialog; Esc and Backspace lead back", async () => {
  await show(boss, "Полина Мельник");
  const { page } = boss;
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("глеб");
  await option(boss, /Глеб Сокольский/).waitFor();
  await page.keyboard.press("Tab");
  await palette(boss).getByRole("group", { name: "С клиентом «Глеб Сокольский»" }).waitFor();
  await option(boss, "Открыть диалог").waitFor();
  await page.keyboard.press("Escape");
  await option(boss, /Марина Соколова/).waitFor();
  await field(boss).fill("глеб");
  await page.keyboard.press("Tab");
  await field(boss).fill("закреп");
  await page.keyboard.press("Enter");
  await palette(boss).waitFor({ state: "detached" });
  await until(async () => (await api(boss, server, "GET", `/api/v1/dialogs/${ids["Глеб Сокольский"]}`)).pinned, "the pin");
  await main(boss, "Полина Мельник").waitFor();
  // The deletion asks as everywhere, and the focus has where to go back to.
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("удалить клиента");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Удалить клиента «Полина Мельник»?" }).getByRole("button", { name: "Отмена" }).click();
  assert.deepEqual(boss.errors, []);
});

test("commands of the palette: sections, settings, theme and language, from a page without clients", async () => {
  const { page } = boss;
  await page.goto(`${server.url}/channels`);
  await page.getByText("Чат на сайте").first().waitFor();
  const run = async (text) => {
    await page.keyboard.press("Control+KeyK");
    await field(boss).fill(text);
    await active(boss).waitFor();
    await page.keyboard.press("Enter");
    await palette(boss).waitFor({ state: "detached" });
  };
  await run("сотрудники");
  await page.waitForURL(/settings\/employees/);
  await run("тема: тёмная");
  await until(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme === "dark"), "the dark theme");
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("нет такого ничего");
  await palette(boss).getByText("Ничего не найдено").waitFor();
  await page.screenshot({ path: `${shots}palette-dark.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press("Escape");
  await run("english");
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
  await page.keyboard.press("Control+KeyK");
  await page.getByRole("combobox", { name: "Command palette" }).fill("русский");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Разделы" }).waitFor();
  await run("тема: светлая");
  assert.deepEqual(boss.errors, []);
});

test("the first answers of the palette come from memory: a server that does not answer holds nothing up", async () => {
  await show(boss, "Марина Соколова");
  const { page } = boss;
  await page.route("**/api/v1/dialogs?**", () => undefined);
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("поли");
  await option(boss, /Полина Мельник/).waitFor();
  await page.keyboard.press("Enter");
  await main(boss, "Полина Мельник").waitFor();
  await page.unroute("**/api/v1/dialogs?**");
});

test("G and a digit lead to the sections, ? lists the keys, all of it off by the profile but the palette", async () => {
  await show(boss, "Полина Мельник");
  const { page } = boss;
  await page.getByRole("log", { name: "Переписка" }).focus();
  await page.keyboard.press("KeyG");
  await page.keyboard.press("Digit2");
  await page.waitForURL(/\/channels/);
  await page.keyboard.press("Digit3");
  await page.keyboard.press("Shift+Slash");
  const help = page.getByRole("dialog", { name: "Клавиши" });
  await help.getByText("Палитра команд, также из поля").waitFor();
  assert.match(page.url(), /\/channels/, "a digit alone leads nowhere");
  // The key map of the design, as far as there is something behind a key.
  const listed = (await help.locator("kbd").allInnerTexts()).join(" ").split(/[\s,]+/);
  for (const key of ["J", "K", "Enter", "Ctrl+Enter", "/", "R", "C", "E", "U", "P", "Ctrl+F", "Ctrl+K", "A", "Shift+A", "L", "B", "[", "]", "↑", "Esc", "?", "X"])
    assert.ok(listed.includes(key), `${key} is in the list`);
  await page.screenshot({ path: `${shots}keys.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await api(boss, server, "PATCH", "/api/v1/me", { letter_keys: false });
  await show(boss, "Полина Мельник");
  await page.getByRole("log", { name: "Переписка" }).focus();
  await page.keyboard.press("KeyG");
  await page.keyboard.press("Digit2");
  await page.keyboard.press("KeyP");
  await page.keyboard.press("Control+KeyK");
  await field(boss).fill("список клавиш");
  await page.keyboard.press("Enter");
  await help.getByText("Клавиши из одного знака выключены в профиле").waitFor();
  assert.equal((await api(boss, server, "GET", `/api/v1/dialogs/${ids["Полина Мельник"]}`)).pinned, false);
  assert.match(page.url(), /\/clients\//);
  assert.deepEqual(boss.errors, []);
});

test("on a phone the palette is in the own menu, and nothing sticks out", async () => {
  const phone = await person({ phone: true });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(server.url);
  await phone.page.getByRole("option").first().waitFor();
  await phone.page.getByRole("button", { name: /открыть меню/ }).click();
  await phone.page.getByRole("menuitem", { name: "Палитра команд" }).click();
  await field(phone).fill("соко");
  await option(phone, /Марина/).waitFor();
  await phone.page.screenshot({ path: `${shots}palette-phone.png`, animations: "disabled" });
  assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth), 390);
  await option(phone, /Марина/).click();
  await main(phone, "Марина Соколова").waitFor();
  assert.deepEqual(phone.errors, []);
});
