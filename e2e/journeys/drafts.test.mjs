// Unsent words in two windows of one employee: begun in one, finished in the other, lost in neither.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { say, visitor } from "../people.mjs";
import { api, closeBrowser, owner, person, siteChat, startServer, until } from "../lib.mjs";

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

async function dialogOf(text) {
  const guest = await visitor(server, chat);
  await say(guest, text);
  return until(async () => {
    const { items } = await api(boss, server, "GET", "/api/v1/dialogs");
    return items.find((one) => one.last?.text === text)?.client_id;
  }, `the dialog of ${text}`);
}

/** The same person at another device. */
async function again() {
  const who = await person();
  await who.context.addCookies(await boss.context.cookies());
  return who;
}

async function show(who, id) {
  await who.page.goto(`${server.url}/clients/${id}`);
  await field(who).waitFor();
}
const field = (who) => who.page.getByRole("textbox", { name: /Сообщение для|Комментарий для команды/ });
const row = (who, id) => who.page.locator(`[data-client="${id}"]`);
const holds = (who, text) => until(async () => (await field(who).inputValue()) === text, `the field holds «${text}»`);
const kept = async (id) => (await api(boss, server, "GET", `/api/v1/dialogs/${id}/draft`)).draft;

test("S50: a draft begun in one window is finished and sent in the other, and is gone from both", async () => {
  const id = await dialogOf("Когда будет готово?");
  const other = await dialogOf("Другой вопрос");
  const second = await again();
  await show(boss, id);
  await show(second, other);
  await field(boss).fill("Будет готово в пят");
  await row(second, id).getByText("Черновик:").waitFor();
  assert.equal(await field(second).inputValue(), "", "the words belong to their dialog");
  await row(second, id).click();
  await holds(second, "Будет готово в пят");
  await field(second).fill("Будет готово в пятницу");
  // The first window leaves its field: what comes from elsewhere may then change it.
  await boss.page.getByRole("log", { name: "Переписка" }).focus();
  await holds(boss, "Будет готово в пятницу");
  await field(second).press("Control+Enter");
  await holds(second, "");
  await holds(boss, "");
  assert.equal(await kept(id), null);
  await second.context.close();
});

test("S50: words for the team stay words for the team on the other device", async () => {
  const id = await dialogOf("Скидка есть?");
  const second = await again();
  await show(boss, id);
  await boss.page.getByRole("log", { name: "Переписка" }).focus();
  await boss.page.keyboard.press("KeyC");
  await field(boss).fill("Ему не давать");
  await until(async () => (await kept(id))?.comment === true, "the comment on the server");
  await show(second, id);
  await holds(second, "Ему не давать");
  await second.page.getByRole("textbox", { name: /Комментарий для команды/ }).waitFor();
  await second.context.close();
});

test("S50: without a connection the words are kept here and reach the server later; leaving the page loses none", async () => {
  const id = await dialogOf("Вы на связи?");
  await show(boss, id);
  await boss.context.setOffline(true);
  await field(boss).fill("Пишу из тоннеля");
  await boss.page.getByText("Нет связи").first().waitFor();
  await boss.context.setOffline(false);
  await until(async () => (await kept(id))?.text === "Пишу из тоннеля", "the draft on the server");
  await field(boss).fill("Пишу из тоннеля и сразу ухожу");
  await boss.page.goto("about:blank");
  await until(async () => (await kept(id))?.text === "Пишу из тоннеля и сразу ухожу", "the last words on the server");
  await show(boss, id);
  await holds(boss, "Пишу из тоннеля и сразу ухожу");
  assert.deepEqual(boss.errors, []);
});
