// What an operator does with an open dialog, seen by a colleague in a second window: the bot's pause, marks, blocking, pins, comments.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answer, colleague, open, say, visitor } from "../people.mjs";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";

let server;
let boss;
let sofia;
let sofiaId;
let chat;
before(async () => {
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
  sofia = await colleague(boss, server, { name: "Софья Лапина", email: "sofia@example.com", role: "editor" });
  sofiaId = (await api(boss, server, "GET", "/api/v1/employees")).items.find((one) => one.name === "Софья Лапина").id;
});
after(async () => {
  await closeBrowser();
  server.stop();
});

/** A new guest with these words, and his dialog in both windows. */
async function dialogOf(text) {
  const guest = await visitor(server, chat);
  await say(guest, text);
  const id = await until(async () => {
    const { items } = await api(boss, server, "GET", "/api/v1/dialogs");
    return items.find((one) => one.last?.text === text)?.client_id;
  }, `the dialog of ${text}`);
  await show(boss, id, text);
  await show(sofia, id, text);
  return { guest, id };
}

async function show(who, id, text) {
  await who.page.goto(`${server.url}/clients/${id}`);
  await log(who).getByText(text).first().waitFor();
}

const log = (who) => who.page.getByRole("log", { name: "Переписка" });
const row = (who, id) => who.page.locator(`[data-client="${id}"]`);
const header = (who, name) => who.page.locator("main header").getByRole("button", { name });
const card = (who) => who.page.getByRole("complementary", { name: "Карточка клиента" });
const strip = (who, text) => who.page.getByRole("status").filter({ hasText: text });
const bubble = (who, text) => log(who).getByRole("article").filter({ hasText: text });
const gone = (locator) => locator.waitFor({ state: "hidden" });
const dialog = (who, id) => api(who, server, "GET", `/api/v1/dialogs/${id}`);

/** Presses a letter outside every field. */
async function key(who, name) {
  await log(who).focus();
  await who.page.keyboard.press(name);
}

/** Chooses from the menu of a message. */
async function act(who, text, name) {
  await bubble(who, text).hover();
  await bubble(who, text).getByRole("button", { name: "Ещё" }).click();
  await who.page.getByRole("menuitem", { name, exact: true }).click();
}

/** Chooses from "Ещё" of the header. */
async function more(who, name) {
  await header(who, "Ещё").click();
  await who.page.getByRole("menuitem", { name }).click();
}

test("S41: B pauses the bot for a day, both see it, either starts it again", async () => {
  const { id } = await dialogOf("Бот отвечает не то");
  await key(boss, "KeyB");
  await strip(boss, /Бот на паузе ещё (24 ч|23 ч 59 мин)/).waitFor();
  await strip(sofia, /Бот на паузе/).waitFor();
  await log(sofia).getByText(/Бот на паузе до/).waitFor();
  assert.equal(await header(sofia, "Поставить бота на паузу").count(), 0);
  await strip(sofia, /Бот на паузе/).getByRole("button", { name: "Запустить бота" }).click();
  await gone(strip(boss, /Бот на паузе/));
  await gone(strip(sofia, /Бот на паузе/));
  await header(boss, "Поставить бота на паузу").click();
  await header(sofia, "Запустить бота").click();
  await header(boss, "Поставить бота на паузу").waitFor();
  assert.equal((await dialog(boss, id)).paused_until, null);
});

test("S41: the strip counts the time down and goes by itself when it is over", async () => {
  const { id } = await dialogOf("Пауза кончится сама");
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/bot-pause`);
  const watcher = await person();
  await watcher.context.addCookies(await boss.context.cookies());
  await watcher.page.clock.install();
  await show(watcher, id, "Пауза кончится сама");
  await strip(watcher, /ещё (24 ч|23 ч 59 мин)/).waitFor();
  await watcher.page.clock.fastForward("12:00:00");
  await strip(watcher, /ещё 1[12] ч/).waitFor();
  await watcher.page.clock.fastForward("12:00:00");
  await gone(strip(watcher, /Бот на паузе/));
  await watcher.context.close();
});

test("S44: U marks the dialog unread for oneself until it is opened again", async () => {
  const { id } = await dialogOf("Подумаю и вернусь");
  const other = await dialogOf("Совсем другой разговор");
  await boss.page.goto(`${server.url}/clients/${id}`);
  await log(boss).getByText("Подумаю и вернусь").first().waitFor();
  await until(async () => (await api(boss, server, "GET", "/api/v1/dialogs/counts")).unread_dialogs.count === 0, "everything read");
  const seen = [];
  boss.page.on("request", (request) => request.url().endsWith(`/dialogs/${id}/seen`) && seen.push(request.url()));
  await key(boss, "KeyU");
  await row(boss, id).getByText("Отмечен непрочитанным").waitFor({ state: "attached" });
  await until(async () => (await dialog(boss, id)).marked_unread, "the mark");
  assert.equal((await dialog(sofia, id)).marked_unread, false, "a colleague has his own marks");
  // In a second window of the same person, without opening it.
  const again = await person();
  await again.context.addCookies(await boss.context.cookies());
  await again.page.goto(`${server.url}/clients/${other.id}`);
  await row(again, id).getByText("Отмечен непрочитанным").waitFor({ state: "attached" });
  // The open dialog keeps its mark, whatever the reader does in it.
  await log(boss).press("End");
  await log(boss).press("Home");
  assert.deepEqual(seen, []);
  await row(boss, other.id).click();
  await log(boss).getByText("Совсем другой разговор").waitFor();
  await row(boss, id).getByText("Отмечен непрочитанным").waitFor({ state: "attached" });
  await row(boss, id).click();
  await row(boss, id).getByText("Отмечен непрочитанным").waitFor({ state: "detached" });
  await row(again, id).getByText("Отмечен непрочитанным").waitFor({ state: "detached" });
  await until(async () => !(await dialog(boss, id)).marked_unread, "no mark");
  await again.context.close();
});

test("S44: in the list U marks the focused row, not the open dialog", async () => {
  const first = await dialogOf("Открытый диалог");
  const second = await dialogOf("Строка под фокусом");
  await show(boss, first.id, "Открытый диалог");
  await row(boss, second.id).focus();
  await boss.page.keyboard.press("KeyU");
  await row(boss, second.id).getByText("Отмечен непрочитанным").waitFor({ state: "attached" });
  assert.equal((await dialog(boss, first.id)).marked_unread, false);
});

test("S46: blocking asks once, keeps the words, stops the field and can be taken back", async () => {
  const { guest, id } = await dialogOf("Купите мой курс");
  await more(boss, "Заблокировать клиента");
  const asked = boss.page.getByRole("dialog");
  await asked.getByText(/сохраняются и видны.*не запускают бота.*нигде не считаются.*никого не уведомляют/).waitFor();
  await asked.getByRole("button", { name: "Отмена" }).click();
  assert.equal((await dialog(boss, id)).blocked, false);
  await more(boss, "Заблокировать клиента");
  await boss.page.getByRole("dialog").getByRole("button", { name: "Заблокировать клиента" }).click();
  // The field says the same in its own place; the strip is the one with the button.
  const blocked = (who) => strip(who, "Заблокирован").filter({ has: who.page.getByRole("button", { name: "Разблокировать" }) });
  await blocked(boss).waitFor();
  await blocked(sofia).waitFor();
  await row(sofia, id).getByText("Заблокирован").waitFor();
  assert.ok(await sofia.page.getByRole("textbox", { name: /Сообщение для/ }).isDisabled());
  await sofia.page.getByText("Клиент заблокирован").first().waitFor();
  const before = (await api(boss, server, "GET", "/api/v1/dialogs/counts")).unread_dialogs;
  await say(guest, "Последний шанс");
  await bubble(boss, "Последний шанс").waitFor();
  assert.deepEqual((await api(boss, server, "GET", "/api/v1/dialogs/counts")).unread_dialogs, before);
  await boss.page.getByRole("alert").filter({ hasText: "заблокирован" }).getByRole("button", { name: "Вернуть" }).click();
  await gone(blocked(sofia));
  assert.equal((await dialog(boss, id)).blocked, false);
  await answer(sofia.page, "Нет, спасибо");
  await guest.page.getByText("Нет, спасибо").waitFor();
});

test("S51 S52: pins stand on top for both, step through with each click, flash their message and go by the cross", async () => {
  const { guest, id } = await dialogOf("Адрес: Казань, Примерная, 5");
  // Enough that the first message is not loaded any more when the dialog opens.
  for (let n = 1; n <= 70; n += 1) {
    await api(boss, server, "POST", `/api/v1/dialogs/${id}/comments`, { text: `строка ${n}`, client_ref: `filler-${n}` });
  }
  await say(guest, "И позвоните после шести");
  await bubble(boss, "И позвоните после шести").waitFor();
  await bubble(boss, "И позвоните после шести").hover();
  await bubble(boss, "И позвоните после шести").getByRole("button", { name: "Закрепить" }).click();
  const bar = (who) => who.page.getByRole("region", { name: "Закреплённые сообщения" });
  await bar(sofia).getByText("И позвоните после шести").waitFor();
  const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${id}/messages?limit=1`);
  assert.equal(items[0].pinned_at > 0, true);
  const first = await firstMessage(id);
  await api(sofia, server, "PUT", `/api/v1/dialogs/${id}/messages/${first.id}/pin`);
  await bar(boss).getByText("1 из 2").waitFor();
  await bar(boss).getByText("Адрес: Казань").waitFor();
  await boss.page.reload();
  await bubble(boss, "И позвоните после шести").waitFor();
  assert.equal(await bubble(boss, "Адрес: Казань").count(), 0, "far above what is loaded");
  await bar(boss).getByRole("button", { name: /^Закреплено/ }).click();
  await boss.page.locator(`[data-message="${first.id}"][class*=flash]`).waitFor();
  assert.ok(await inSight(boss, first.id));
  await bar(boss).getByText("2 из 2").waitFor();
  await bar(boss).getByRole("button", { name: /^Закреплено/ }).click();
  await boss.page.locator("[class*=flash]").filter({ hasText: "И позвоните после шести" }).waitFor();
  await bar(boss).getByText("1 из 2").waitFor();
  await bar(boss).getByRole("button", { name: "Открепить сообщение" }).click();
  await bar(sofia).getByText("И позвоните после шести").waitFor();
  await gone(bar(sofia).getByText("из 2"));
  await act(sofia, "И позвоните после шести", "Открепить");
  await gone(bar(boss));
  await gone(bar(sofia));
});

async function firstMessage(id) {
  let page = await api(boss, server, "GET", `/api/v1/dialogs/${id}/messages?limit=100`);
  while (page.before) page = await api(boss, server, "GET", `/api/v1/dialogs/${id}/messages?limit=100&before=${encodeURIComponent(page.before)}`);
  return page.items.find((one) => one.kind === "in");
}

const inSight = (who, id) =>
  who.page.evaluate((message) => {
    const found = document.querySelector(`[data-message="${message}"]`)?.getBoundingClientRect();
    const box = document.querySelector("[role=log]").getBoundingClientRect();
    return found !== undefined && found.top >= box.top - 1 && found.bottom <= box.bottom + 1;
  }, id);

test("S52: the twenty-first pin is refused in words", async () => {
  const { id } = await dialogOf("Закрепляем всё подряд");
  for (let n = 1; n <= 20; n += 1) {
    const made = await api(boss, server, "POST", `/api/v1/dialogs/${id}/comments`, { text: `важное ${n}`, client_ref: `pin-${n}` });
    await api(boss, server, "PUT", `/api/v1/dialogs/${id}/messages/${made.id}/pin`);
  }
  await bubble(boss, "важное 20").waitFor();
  await boss.page.getByText("1 из 20").waitFor();
  await bubble(boss, "Закрепляем всё подряд").scrollIntoViewIfNeeded();
  await act(boss, "Закрепляем всё подряд", "Закрепить");
  await boss.page.getByText("В диалоге уже 20 закреплённых сообщений").waitFor();
  await boss.page.getByText("1 из 20").waitFor();
});

test("S51: the menu of a message replies, pins and copies", async () => {
  const { guest } = await dialogOf("Вопрос про глазурь");
  await bubble(boss, "Вопрос про глазурь").hover();
  await bubble(boss, "Вопрос про глазурь").getByRole("button", { name: "Ещё" }).click();
  for (const name of ["Ответить", "Закрепить", "Скопировать текст"]) await boss.page.getByRole("menuitem", { name }).waitFor();
  await boss.page.keyboard.press("Escape");
  await bubble(boss, "Вопрос про глазурь").getByText("Вопрос про глазурь").click({ button: "right" });
  await boss.page.getByRole("menuitem", { name: "Ответить" }).click();
  await boss.page.getByText("Ответ: Гость").waitFor();
  await answer(boss.page, "Зелёная есть всегда");
  await guest.page.getByText("Зелёная есть всегда").waitFor();
});

test("S51: the right button opens the menu wherever it is pressed on a message, also after a window over it; so does the menu key", async () => {
  await dialogOf("Нужна смета");
  const { page } = boss;
  await answer(page, "Готовим смету");
  const own = bubble(boss, "Готовим смету");
  const window = page.getByRole("dialog", { name: "Переотправить сообщение" });
  const onBar = own.getByRole("button", { name: "Ответить" });
  // The bar is unseen until the pointer is there: a short message has it in its middle.
  for (const place of [own, onBar, own.getByText("Готовим смету"), onBar]) {
    await place.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Переотправить" }).click();
    await window.waitFor();
    await page.keyboard.press("Escape");
    await window.waitFor({ state: "detached" });
  }
  const opener = own.getByRole("button", { name: "Ещё" });
  await until(() => opener.evaluate((element) => element === document.activeElement), "the focus back at the message");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Удалить" }).click();
  await page.getByRole("dialog", { name: "Удалить сообщение?" }).getByRole("button", { name: "Отмена" }).click();
  await until(() => opener.evaluate((element) => element === document.activeElement), "the focus back after a refusal, too");
  await onBar.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Удалить" }).waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(boss.errors, []);
});

test("S20: a comment from the card stands amber in the dialog of both and never reaches the client", async () => {
  const { guest, id } = await dialogOf("Есть скидка?");
  await card(boss).getByRole("tab", { name: /Комментарии/ }).click();
  await card(boss).getByText("Комментариев нет").waitFor();
  const field = card(boss).getByRole("textbox", { name: /Комментарий для команды/ });
  await field.fill("Была на мастер-классе, скидка 10 %");
  await field.press("Control+Enter");
  await card(boss).getByText("1 комментарий").waitFor();
  await bubble(boss, "скидка 10 %").getByText("комментарий, клиент не видит").waitFor();
  await bubble(sofia, "скидка 10 %").getByText("Катерина Лис").waitFor();
  await row(sofia, id).getByRole("img", { name: "Комментарий" }).or(row(sofia, id).getByLabel("Комментарий")).first().waitFor();
  await answer(sofia.page, "Да, для вас 10 %");
  await guest.page.getByText("Да, для вас 10 %").waitFor();
  await guest.page.reload();
  await guest.page.getByText("Да, для вас 10 %").first().waitFor();
  assert.equal(await guest.page.getByText("мастер-классе").count(), 0);
  assert.deepEqual(await seriousFindings(boss.page), []);
});

test("S20: words for the team survive a lost line and a reload, and are written once", async () => {
  const { id } = await dialogOf("Связь пропадает");
  const posts = "**/api/v1/dialogs/*/comments";
  await boss.page.route(posts, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await key(boss, "KeyC");
  const field = boss.page.locator("#composer-field");
  await field.fill("не потерять");
  await field.press("Control+Enter");
  await bubble(boss, "не потерять").getByText("комментарий, клиент не видит").waitFor();
  await boss.page.reload();
  await bubble(boss, "не потерять").waitFor();
  await boss.page.unroute(posts);
  await bubble(sofia, "не потерять").waitFor();
  await until(async () => {
    const { items } = await api(boss, server, "GET", `/api/v1/dialogs/${id}/comments`);
    return items.length === 1 && items[0].text === "не потерять";
  }, "exactly one comment");
});

test("S20: @ calls a colleague, who opens the dialog from the notice", async () => {
  const { id } = await dialogOf("Упакуйте в подарок");
  const elsewhere = await dialogOf("Софья сейчас здесь");
  await show(boss, id, "Упакуйте в подарок");
  await show(sofia, elsewhere.id, "Софья сейчас здесь");
  await key(boss, "KeyC");
  const field = boss.page.locator("#composer-field");
  await field.pressSequentially("Отдельно, @соф");
  await boss.page.getByRole("option", { name: /Софья Лапина/ }).waitFor();
  await field.press("Enter");
  await field.pressSequentially("проверь коробки");
  assert.equal(await field.inputValue(), "Отдельно, @Софья проверь коробки");
  await field.press("Control+Enter");
  const notice = sofia.page.getByRole("alert").filter({ hasText: "Катерина Лис зовёт вас в комментарии" });
  await notice.getByText("проверь коробки").waitFor();
  await notice.getByRole("button", { name: "Открыть диалог" }).click();
  await bubble(sofia, "проверь коробки").waitFor();
  assert.match(sofia.page.url(), new RegExp(`/clients/${id}`));
  assert.ok(sofiaId > 0);
});

test("S21: its author edits a comment, both delete and bring it back, the pinned one stands first", async () => {
  const { id } = await dialogOf("Разговор о коробках");
  const make = (text) => api(boss, server, "POST", `/api/v1/dialogs/${id}/comments`, { text, client_ref: text });
  await make("первый комментарий");
  await make("второй комментарий");
  await bubble(boss, "второй комментарий").waitFor();
  await act(boss, "первый комментарий", "Изменить");
  const field = boss.page.getByRole("textbox", { name: /Комментарий для команды: Гость/ }).and(boss.page.locator("#composer-field"));
  assert.equal(await field.inputValue(), "первый комментарий");
  await field.fill("первый, исправленный");
  await boss.page.getByRole("button", { name: "Сохранить" }).click();
  await bubble(sofia, "первый, исправленный").getByText("изменено").waitFor();
  // Not the author: she may delete (an editor has the right), not edit.
  await bubble(sofia, "первый, исправленный").hover();
  await bubble(sofia, "первый, исправленный").getByRole("button", { name: "Ещё" }).click();
  await sofia.page.getByRole("menuitem", { name: "Удалить" }).waitFor();
  assert.equal(await sofia.page.getByRole("menuitem", { name: "Изменить" }).count(), 0);
  await sofia.page.getByRole("menuitem", { name: "Удалить" }).click();
  await gone(bubble(boss, "первый, исправленный"));
  await sofia.page.getByRole("alert").filter({ hasText: "Комментарий удалён" }).getByRole("button", { name: "Вернуть" }).click();
  await bubble(boss, "первый, исправленный").waitFor();
  await card(boss).getByRole("tab", { name: "Комментарии 2" }).click();
  const items = card(boss).getByRole("list", { name: "Комментарии" }).getByRole("listitem");
  await items.first().getByText("второй комментарий").waitFor();
  await items.last().getByRole("button", { name: "Действия с комментарием" }).click();
  await boss.page.getByRole("menuitem", { name: "Закрепить" }).click();
  await items.first().getByText("стоит над перепиской").waitFor();
  await sofia.page.getByRole("region", { name: "Закреплённые сообщения" }).getByText("первый, исправленный").waitFor();
  await items.last().getByRole("button", { name: "Действия с комментарием" }).click();
  await boss.page.getByRole("menuitem", { name: "Изменить" }).click();
  const own = card(boss).getByRole("textbox", { name: "Текст комментария" });
  await own.fill("второй, тоже исправленный");
  await own.press("Control+Enter");
  await items.last().getByText("второй, тоже исправленный").waitFor();
  await bubble(sofia, "второй, тоже исправленный").waitFor();
});

test("S22: the words of a draft become a comment; a blocked client does not stop them", async () => {
  const { guest, id } = await dialogOf("Позовите старшего");
  const field = boss.page.locator("#composer-field");
  await field.fill("Опять этот клиент, кто возьмёт?");
  await boss.page.getByRole("button", { name: "Комментарий", exact: true }).click();
  assert.equal(await field.inputValue(), "Опять этот клиент, кто возьмёт?");
  await boss.page.getByText("Комментарий для команды — клиент его не увидит").waitFor();
  await boss.page.locator("main").getByRole("button", { name: "Оставить", exact: true }).click();
  await bubble(sofia, "кто возьмёт?").waitFor();
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/block`);
  await field.fill("Заблокировала его");
  await field.press("Control+Enter");
  await bubble(sofia, "Заблокировала его").waitFor();
  await api(boss, server, "DELETE", `/api/v1/dialogs/${id}/block`);
  await field.press("Escape");
  await key(boss, "KeyC");
  await answer(boss.page, "Здравствуйте, я старшая");
  await guest.page.getByText("я старшая").waitFor();
  assert.equal(await guest.page.getByText("кто возьмёт?").count(), 0);
});

test("S09: the card's tab is remembered in this browser, with a draft of its own for every client", async () => {
  const first = await dialogOf("Клиент один");
  const second = await dialogOf("Клиент два");
  await show(boss, first.id, "Клиент один");
  await card(boss).getByRole("tab", { name: "Комментарии" }).click();
  const field = card(boss).getByRole("textbox", { name: /Комментарий для команды/ });
  await field.fill("недописанное");
  await row(boss, second.id).click();
  await log(boss).getByText("Клиент два").waitFor();
  assert.equal(await field.inputValue(), "");
  await boss.page.reload();
  await card(boss).getByRole("tab", { name: "Комментарии", selected: true }).waitFor();
  await row(boss, first.id).click();
  await log(boss).getByText("Клиент один").waitFor();
  assert.equal(await field.inputValue(), "недописанное");
  await card(boss).getByRole("tab", { name: "Комментарии" }).press("ArrowLeft");
  await card(boss).getByText("Системные переменные").waitFor();
  assert.equal(await card(boss).getByRole("tab").count(), 3, "only what works");
  assert.deepEqual([...boss.errors, ...sofia.errors], []);
});

test("the strips, the pinned bar and comments: nothing serious for axe, nothing sticking out, light, dark and on a phone", async () => {
  const { id } = await dialogOf("Посмотрим на всё сразу");
  const made = await api(boss, server, "POST", `/api/v1/dialogs/${id}/comments`, { text: "@Софья, проверь", client_ref: "look" });
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/messages/${made.id}/pin`);
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/bot-pause`);
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/block`);
  for (const options of [{}, { scheme: "dark" }, { phone: true }]) {
    const who = await person(options);
    await who.context.addCookies(await boss.context.cookies());
    await show(who, id, "Посмотрим на всё сразу");
    await who.page.getByRole("button", { name: "Комментарий", exact: true }).click();
    await who.page.locator("#composer-field").pressSequentially("@");
    await who.page.getByRole("option", { name: /Софья Лапина/ }).waitFor();
    assert.deepEqual(await seriousFindings(who.page), [], JSON.stringify(options));
    await who.page.locator("#composer-field").press("Escape");
    // Unsent words follow their author into his next window.
    await who.page.locator("#composer-field").fill("");
    await until(async () => (await api(boss, server, "GET", `/api/v1/dialogs/${id}/draft`)).draft === null, "no draft left");
    if (options.phone) await who.page.getByRole("button", { name: /^Карточка:/ }).click();
    await card(who).getByRole("tab", { name: /Комментарии/ }).click();
    await card(who).getByText("стоит над перепиской").waitFor();
    assert.deepEqual(await seriousFindings(who.page), [], `card, ${JSON.stringify(options)}`);
    const [page, window] = await who.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(page <= window, `nothing sticks out (${page} of ${window})`);
    assert.deepEqual(who.errors, []);
    await who.context.close();
  }
});
