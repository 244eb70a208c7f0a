// Words are found again: in the open dialog, place by place, and everywhere, from the list to the message itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { say, visitor } from "../people.mjs";
import { api, closeBrowser, owner, person, seriousFindings, siteChat, startServer, until } from "../lib.mjs";

let server;
let boss;
let chat;
before(async () => {
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const log = (who) => who.page.getByRole("log", { name: "Переписка" });
const bar = (who) => who.page.getByRole("search", { name: "Поиск в диалоге" });
const field = (who) => bar(who).getByRole("textbox", { name: "Слова из переписки" });
const count = (who, text) => bar(who).getByRole("status").filter({ hasText: text });
const shots = process.env.E2E_SHOTS;
const shoot = async (who, name) => shots && (await who.page.screenshot({ path: `${shots}/${name}.png` }));

/** A new guest with these words, and the id of his dialog. */
async function dialogOf(text) {
  const guest = await visitor(server, chat);
  await say(guest, text);
  const id = await until(async () => {
    const { items } = await api(boss, server, "GET", "/api/v1/dialogs");
    return items.find((one) => one.last?.text === text)?.client_id;
  }, `the dialog of ${text}`);
  return { guest, id };
}

const comment = (id, text) =>
  api(boss, server, "POST", `/api/v1/dialogs/${id}/comments`, { text, client_ref: crypto.randomUUID(), mention_ids: [] });

/** The same person in another window. */
async function again(options) {
  const who = await person(options);
  await who.context.addCookies(await boss.context.cookies());
  return who;
}

const inSight = (who, text) =>
  until(
    () =>
      log(who)
        .getByRole("article")
        .filter({ hasText: text })
        .first()
        .evaluate((node) => {
          const box = node.closest("[role=log]").getBoundingClientRect();
          const own = node.getBoundingClientRect();
          return own.top >= box.top - 1 && own.bottom <= box.bottom + 1;
        })
        .catch(() => false),
    `${text} in sight`,
  );

test("S42: Ctrl+F finds every form of a word, marks it, and Enter goes from place to place through a long dialog", async () => {
  const { guest, id } = await dialogOf("Есть ли матовая глазурь?");
  for (let n = 1; n <= 120; n += 1) await comment(id, n === 60 ? "Спросил про глазури у мастера" : `Обычная запись ${n}`);
  await say(guest, "Берём две пиалы с глазурью");
  await boss.page.goto(`${server.url}/clients/${id}`);
  await log(boss).getByText("Берём две пиалы").waitFor();
  const composer = boss.page.getByRole("textbox", { name: /Сообщение для/ });
  await composer.focus();
  await boss.page.keyboard.press("Control+KeyF");
  await field(boss).fill("глазурь");
  await count(boss, "1 из 3").waitFor();
  assert.equal(await log(boss).locator("mark").first().textContent(), "глазурью");
  await shoot(boss, "find-light");
  assert.deepEqual(await seriousFindings(boss.page), []);
  await field(boss).press("Enter");
  await count(boss, "2 из 3").waitFor();
  await inSight(boss, "Спросил про глазури у мастера");
  await field(boss).press("ArrowUp");
  await count(boss, "3 из 3").waitFor();
  await inSight(boss, "Есть ли матовая глазурь?");
  // A message that comes in meanwhile counts, and moves nothing.
  await say(guest, "И ещё одна глазурь");
  await count(boss, "4 из 4").waitFor();
  await inSight(boss, "Есть ли матовая глазурь?");
  await field(boss).press("Shift+Enter");
  await count(boss, "3 из 4").waitFor();
  await inSight(boss, "Спросил про глазури у мастера");
  await field(boss).fill("такого слова нет");
  await count(boss, "Не найдено").waitFor();
  assert.equal(await log(boss).locator("mark").count(), 0);
  await field(boss).press("Escape");
  await bar(boss).waitFor({ state: "detached" });
  await until(() => composer.evaluate((node) => node === document.activeElement), "the focus back in the composer");
  assert.deepEqual(boss.errors, []);
});

test("S42: more than two hundred places come as one steps on, and the button of the header opens the search", async () => {
  const { id } = await dialogOf("Начали с кувшина");
  for (let n = 1; n <= 204; n += 1) await comment(id, `Кувшин номер ${n}`);
  const dark = await again({ scheme: "dark" });
  await dark.page.goto(`${server.url}/clients/${id}`);
  await log(dark).getByText("Кувшин номер 204").waitFor();
  const button = dark.page.locator("main header").getByRole("button", { name: "Поиск сообщений по словам" });
  await button.click();
  await field(dark).fill("кувшины");
  await count(dark, "1 из 205").waitFor();
  for (let n = 2; n <= 200; n += 1) await field(dark).press("Enter");
  await count(dark, "200 из 205").waitFor();
  for (let n = 201; n <= 203; n += 1) {
    await field(dark).press("Enter");
    await count(dark, `${n} из 205`).waitFor();
  }
  await inSight(dark, "Кувшин номер 2");
  await shoot(dark, "find-dark");
  assert.deepEqual(await seriousFindings(dark.page), []);
  await bar(dark).getByRole("button", { name: "Закрыть поиск" }).click();
  await until(() => button.evaluate((node) => node === document.activeElement), "the focus back on the button");
  await dark.context.close();
});

test("S42: on a phone the search is in the menu and its buttons are large enough for a thumb", async () => {
  const { id } = await dialogOf("Кружка на подарок");
  await comment(id, "Две кружки отложены");
  const phone = await again({ phone: true });
  await phone.page.goto(`${server.url}/clients/${id}`);
  await log(phone).getByText("Кружка на подарок").waitFor();
  await phone.page.locator("main header").getByRole("button", { name: "Ещё" }).click();
  await phone.page.getByRole("menuitem", { name: /Поиск сообщений по словам/ }).click();
  await field(phone).fill("кружка");
  await count(phone, "1 из 2").waitFor();
  const older = bar(phone).getByRole("button", { name: "Раньше в переписке" });
  const box = await older.boundingBox();
  assert.ok(box.width >= 44 && box.height >= 44, JSON.stringify(box));
  await older.click();
  await count(phone, "2 из 2").waitFor();
  await shoot(phone, "find-phone");
  assert.deepEqual(await seriousFindings(phone.page), []);
  await phone.context.close();
});

const words = (who) => who.page.getByRole("textbox", { name: "Слова из сообщений, комментариев, имён и файлов" });
const hit = (who, text) => who.page.locator("[data-hit]").filter({ hasText: text });
const around = (who) => who.page.getByRole("complementary", { name: /Переписка рядом/ });
const place = (who, name) => who.page.getByRole("group", { name: "Где" }).getByRole("button", { name: new RegExp(`^${name}`) });

test("S02: from the search of the list to all messages, and from a found one into the dialog, where it is shown", async () => {
  const { id } = await dialogOf("Нужен подсвечник из шамота");
  await comment(id, "Подсвечники кончились, делаем к пятнице");
  for (let n = 1; n <= 70; n += 1) await comment(id, `Заметка ${n}`);
  await dialogOf("А подсвечником можно пользоваться на улице?");
  await boss.page.goto(`${server.url}/clients`);
  await boss.page.getByRole("textbox", { name: "Имя, телефон, ID…" }).fill("подсвечник");
  await boss.page.getByRole("link", { name: "Искать «подсвечник» в сообщениях" }).click();
  await hit(boss, "из шамота").waitFor();
  assert.equal(await words(boss).inputValue(), "подсвечник");
  await place(boss, "Сообщения").getByText("2").waitFor();
  await place(boss, "Комментарии").getByText("1").waitFor();
  await boss.page.getByText("Найдены и формы:").waitFor();
  assert.deepEqual(await hit(boss, "на улице").locator("mark").allTextContents(), ["подсвечником"]);
  await around(boss).locator("mark").first().waitFor();
  await shoot(boss, "search-light");
  assert.deepEqual(await seriousFindings(boss.page), []);
  // By the keyboard: down from the field, and Enter opens.
  await words(boss).press("ArrowDown");
  await boss.page.keyboard.press("ArrowDown");
  await around(boss).getByText("из шамота").waitFor();
  await around(boss).getByText("1 из 2 в этом диалоге").or(around(boss).getByText("2 из 2 в этом диалоге")).waitFor();
  await boss.page.keyboard.press("Enter");
  await inSight(boss, "Нужен подсвечник из шамота");
  assert.equal(new URL(boss.page.url()).pathname, `/clients/${id}`);
  await until(() => new URL(boss.page.url()).search === "", "the address of the dialog alone");
  await boss.page.goBack();
  await hit(boss, "из шамота").waitFor();
  assert.deepEqual(boss.errors, []);
});

test("S02: places, authors and exact words narrow the search; Back and a reload keep it", async () => {
  const { id } = await dialogOf("Ваза разбилась");
  for (let n = 1; n <= 25; n += 1) await comment(id, `Вазы ${n}: новая`);
  await boss.page.goto(`${server.url}/search?q=${encodeURIComponent("вазы")}`);
  await place(boss, "Комментарии").getByText("25").waitFor();
  await boss.page.getByRole("button", { name: "Показать все: Комментарии" }).click();
  await boss.page.getByRole("button", { name: "Показать ещё" }).click();
  await until(async () => (await hit(boss, "новая").count()) === 25, "all comments");
  await boss.page.getByText("Точно", { exact: true }).click();
  await place(boss, "Сообщения").getByText("0").waitFor();
  await boss.page.reload();
  await place(boss, "Сообщения").getByText("0").waitFor();
  assert.match(boss.page.url(), /place=comments.*exact=true|exact=true.*place=comments/);
  await boss.page.goBack();
  await place(boss, "Сообщения").getByText("1").waitFor();
  await boss.page.getByRole("checkbox", { name: /Клиент/ }).uncheck();
  await place(boss, "Сообщения").getByText("0").waitFor();
  await words(boss).fill("непохожеенинаодно");
  await boss.page.getByText("Ничего не найдено").waitFor();
  await boss.page.getByRole("button", { name: "Убрать условия" }).click();
  await boss.page.getByRole("button", { name: "Очистить поиск" }).click();
  await boss.page.getByText("Что найти?").waitFor();
});

test("S02: clients and files are found by their names; on a phone one pane follows the other", async () => {
  const { id } = await dialogOf("Пришлите смету");
  await api(boss, server, "PATCH", `/api/v1/clients/${id}`, { name: "Полина Смета" });
  await boss.page.goto(`${server.url}/clients/${id}`);
  await log(boss).getByText("Пришлите смету").waitFor();
  await boss.page.locator("input[type=file]").first().setInputFiles({ name: "смета набор.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 смета") });
  const send = boss.page.getByRole("button", { name: "Отправить" });
  await until(() => send.isEnabled(), "the file is there");
  await send.click();
  await log(boss).getByText("смета набор.pdf").waitFor();
  const phone = await again({ phone: true, scheme: "dark" });
  await phone.page.goto(`${server.url}/search?q=${encodeURIComponent("смета")}`);
  await hit(phone, "Полина Смета").first().waitFor();
  await place(phone, "Файлы").getByText("1").waitFor();
  await hit(phone, "смета набор.pdf").waitFor();
  await shoot(phone, "search-phone");
  assert.deepEqual(await seriousFindings(phone.page), []);
  await hit(phone, "смета набор.pdf").click();
  await around(phone).getByText("Пришлите смету").waitFor();
  assert.equal(await words(phone).isVisible(), false);
  await shoot(phone, "search-phone-around");
  assert.deepEqual(await seriousFindings(phone.page), []);
  await around(phone).getByRole("button", { name: "К найденному" }).click();
  await hit(phone, "Пришлите смету").click();
  await around(phone).getByRole("button", { name: "Показать в переписке" }).click();
  await inSight(phone, "Пришлите смету");
  assert.deepEqual(phone.errors, []);
  await phone.context.close();
});
