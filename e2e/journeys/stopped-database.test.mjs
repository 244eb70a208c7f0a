// The database stops under two open windows and comes back: nobody reloads, nothing is lost, nothing comes twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, closeBrowser, owner, siteChat, startServer, until } from "../lib.mjs";
import { allTexts, answer, open, say, visitor } from "../people.mjs";
import { startPostgres } from "../postgres.mjs";

let postgres;
let server;
let boss;
let chat;
before(async () => {
  postgres = startPostgres();
  server = await startServer({ settings: { BESEDA_DATABASE_URL: postgres.url } });
  boss = await owner(server);
  chat = await siteChat(boss, server);
});
after(async () => {
  await closeBrowser();
  server.stop();
  postgres.remove();
});

const DELIVERED = /Отправлено|Доставлено|Прочитано/;
const bubble = (place, text) => place.getByRole("article").filter({ hasText: text });
const status = async (path, options) => (await boss.context.request.fetch(server.url + path, options)).status();

test("a stopped database: 503, words on the screen, everything arrives once when it is back", async () => {
  const anna = await visitor(server, chat);
  const boris = await visitor(server, chat);
  await boss.page.goto(server.url);
  await say(anna, "Анна пишет до остановки");
  await say(boris, "Борис пишет до остановки");
  const log = await open(boss.page, "Анна пишет до остановки");
  await boss.page.getByRole("option", { name: /Борис пишет до остановки/ }).waitFor();
  assert.equal(await status("/readyz"), 200);

  postgres.stop();
  assert.equal(await status("/readyz"), 503, "the node says that it is not ready");
  const refused = await boss.context.request.get(`${server.url}/api/v1/dialogs`);
  assert.equal(refused.status(), 503);
  assert.equal((await refused.json()).code, "storage_unavailable");
  assert.match(refused.headers()["content-type"], /problem\+json/);
  assert.ok(Number(refused.headers()["retry-after"]) > 0, "it says when to come again");
  // Nobody has touched the page: it says so by itself.
  await boss.page.getByText("Сервер не может сохранить данные. Отправим позже").waitFor();
  await answer(boss.page, "ответ Анне без базы");
  await bubble(log, "ответ Анне без базы").getByTitle("В очереди").waitFor();
  await boss.page.getByRole("textbox", { name: /Сообщение для/ }).fill("недописанное");
  await say(boris, "Борис пишет без базы");
  await bubble(boris.page, "Борис пишет без базы").getByTitle("Ждёт отправки").waitFor();
  await boris.page.getByText("Нет связи. Отправим, когда появится").waitFor();
  assert.equal(await status("/healthz"), 200, "the process itself lives");

  postgres.start();
  await until(async () => (await status("/readyz")) === 200, "ready again");
  await bubble(log, "ответ Анне без базы").getByTitle(DELIVERED).waitFor();
  await anna.page.getByText("ответ Анне без базы").waitFor();
  await boss.page.getByRole("option", { name: /Борис пишет без базы/ }).waitFor();
  await bubble(boris.page, "Борис пишет без базы").getByTitle(DELIVERED).waitFor();
  await boss.page.getByText("Сервер не может сохранить данные. Отправим позже").waitFor({ state: "hidden" });
  await boris.page.getByText("Нет связи. Отправим, когда появится").waitFor({ state: "hidden" });
  assert.equal(await boss.page.getByRole("textbox", { name: /Сообщение для/ }).inputValue(), "недописанное");
  // The windows are alive again, both ways.
  await say(anna, "Анна пишет после");
  await log.getByText("Анна пишет после").waitFor();
  await answer(boss.page, "ответ Анне после");
  await anna.page.getByText("ответ Анне после").waitFor();
  const texts = await allTexts(boss, server);
  for (const text of ["Анна пишет до остановки", "ответ Анне без базы", "Борис пишет без базы", "Анна пишет после", "ответ Анне после"]) {
    assert.equal(texts.filter((one) => one === text).length, 1, text);
  }
  assert.deepEqual([...boss.errors, ...anna.errors, ...boris.errors], []);
});

test("reads of a database that was restarted a moment ago are not refused", async () => {
  // Every pooled connection is in use and believed to live when the database goes and comes between two requests.
  const ask = () => Promise.all(Array.from({ length: 24 }, () => api(boss, server, "GET", "/api/v1/dialogs")));
  await ask();
  postgres.stop();
  postgres.start();
  await ask();
});
