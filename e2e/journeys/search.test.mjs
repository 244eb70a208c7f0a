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
  for (let n = 2; n <= 203; n += 1) {
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
