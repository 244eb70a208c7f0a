// What a project and an employee arrange for themselves, and what it does at once in the windows of both.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answer, say, visitor } from "../people.mjs";
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
  const { items } = await api(boss, server, "POST", "/api/v1/employees/invitations", { emails: ["sofia@example.com"], role: "editor" });
  sofia = await person();
  const path = `/api/v1/invitations/${new URL(items[0].link).pathname.split("/").pop()}`;
  await api(sofia, server, "POST", path, { name: "Софья Лапина", password: "надёжный пароль 2" });
  sofiaId = (await api(boss, server, "GET", "/api/v1/employees")).items.find((one) => one.name === "Софья Лапина").id;
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const log = (who) => who.page.getByRole("log", { name: "Переписка" });
const row = (who, id) => who.page.locator(`[data-client="${id}"]`);
const shots = process.env.E2E_SHOTS;
const shoot = async (who, name) => shots && (await who.page.screenshot({ path: `${shots}/${name}.png` }));
const order = (who) => who.page.locator("[data-client]").evaluateAll((rows) =>
  rows
    .map((one) => ({ id: Number(one.dataset.client), top: one.getBoundingClientRect().top }))
    .sort((a, b) => a.top - b.top)
    .map((one) => one.id),
);
const stands = (who, ids) => until(async () => String(await order(who)) === String(ids), `the order ${ids}`);
const choice = (who, name) => who.page.getByRole("switch", { name, exact: true });
/** By the keyboard: the box itself lies under its own drawing. */
const turn = (who, name) => choice(who, name).press("Space");

async function dialogOf(text) {
  const guest = await visitor(server, chat);
  await say(guest, text);
  const id = await until(async () => {
    const { items } = await api(boss, server, "GET", "/api/v1/dialogs");
    return items.find((one) => one.last?.text === text)?.client_id;
  }, `the dialog of ${text}`);
  return { guest, id };
}

async function show(who, id, text) {
  await who.page.goto(`${server.url}/clients/${id}`);
  await log(who).getByText(text).first().waitFor();
}

test("S02: with waiting clients on top an answered one goes below them in every window, and comes back with his next message", async () => {
  const first = await dialogOf("Первый вопрос");
  const second = await dialogOf("Второй вопрос");
  await show(sofia, second.id, "Второй вопрос");
  await stands(sofia, [second.id, first.id]);
  await boss.page.goto(`${server.url}/settings/project`);
  await turn(boss, /ожидающие ответа, всегда сверху/);
  await until(async () => (await api(boss, server, "GET", "/api/v1/me")).project.waiting_first, "the choice on the server");
  assert.deepEqual(await seriousFindings(boss.page), []);
  await shoot(boss, "settings-project");
  await answer(sofia.page, "Отвечаю второму");
  await stands(sofia, [first.id, second.id]);
  await boss.page.goto(`${server.url}/clients`);
  await stands(boss, [first.id, second.id]);
  await say(second.guest, "А ещё вопрос");
  await stands(sofia, [second.id, first.id]);
  await stands(boss, [second.id, first.id]);
  await api(boss, server, "PATCH", "/api/v1/project", { waiting_first: false });
});

test("S13: who answers a free client takes him, when the project wants it", async () => {
  const { id } = await dialogOf("Кто-нибудь есть?");
  await boss.page.goto(`${server.url}/settings/project`);
  await turn(boss, /Ответивший становится ответственным/);
  await until(async () => (await api(boss, server, "GET", "/api/v1/me")).project.take_on_answer, "the choice on the server");
  await show(sofia, id, "Кто-нибудь есть?");
  await answer(sofia.page, "Я здесь");
  await sofia.page.locator("main header").getByRole("button", { name: "Ваш клиент" }).waitFor();
  assert.equal((await api(boss, server, "GET", `/api/v1/dialogs/${id}`)).responsible_id, sofiaId);
});

test("S50: notes and parts of a row that are put away go for oneself alone, at once", async () => {
  const { id } = await dialogOf("Поставьте метку");
  await api(boss, server, "PUT", `/api/v1/dialogs/${id}/responsible`, { employee_id: sofiaId });
  const taken = (who) => log(who).getByText(/Клиент передан|Ответственный:/);
  await show(boss, id, "Поставьте метку");
  await taken(boss).waitFor();
  await row(boss, id).getByRole("img", { name: "Ответственный: Софья Лапина" }).waitFor();
  // In a second window of the same person, so that it is seen to come at once.
  const second = await person();
  await second.context.addCookies(await boss.context.cookies());
  await second.page.goto(`${server.url}/settings/profile`);
  await turn(second, "Ответственный взят, передан, освобождён");
  await turn(second, "Ответственный");
  await until(async () => (await api(boss, server, "GET", "/api/v1/me")).employee.hidden_row_parts.includes("responsible"), "the choice on the server");
  assert.deepEqual(await seriousFindings(second.page), []);
  await shoot(second, "settings-profile");
  await second.page.goto(`${server.url}/clients/${id}`);
  await log(second).getByText("Поставьте метку").waitFor();
  assert.equal(await taken(second).count(), 0);
  assert.equal(await row(second, id).getByRole("img", { name: /Ответственный/ }).count(), 0);
  await show(sofia, id, "Поставьте метку");
  await taken(sofia).waitFor();
  await api(boss, server, "PATCH", "/api/v1/me", { hidden_notes: [], hidden_row_parts: [] });
  await second.context.close();
});

test("S13: a client is given with a word, and the colleague is told of it", async () => {
  const { id } = await dialogOf("Хочу скидку");
  await show(boss, id, "Хочу скидку");
  await sofia.page.goto(`${server.url}/settings/profile`);
  await boss.page.getByRole("button", { name: "Передать клиента" }).click();
  await boss.page.getByRole("menuitem", { name: "Передать с комментарием" }).click();
  const dialog = boss.page.getByRole("dialog", { name: /Передать клиента/ });
  await dialog.getByRole("combobox", { name: "Кому" }).click();
  await boss.page.getByRole("option", { name: "Софья Лапина", exact: true }).click();
  await dialog.getByRole("textbox", { name: "Комментарий" }).fill("Обещали ему десять процентов");
  assert.deepEqual(await seriousFindings(boss.page), []);
  await shoot(boss, "transfer");
  await dialog.getByRole("button", { name: "Передать", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await log(boss).getByText("Обещали ему десять процентов").waitFor();
  await sofia.page.getByText(/Катерина Лис зовёт вас в комментарии/).waitFor();
  await show(sofia, id, "Обещали ему десять процентов");
  await sofia.page.locator("main header").getByRole("button", { name: "Ваш клиент" }).waitFor();
  assert.deepEqual(boss.errors, []);
});
