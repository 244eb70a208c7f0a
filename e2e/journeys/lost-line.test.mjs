// A line that breaks in the middle of sending, on either side: what was written stays with its state, and arrives once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, owner, siteChat, startServer, until } from "../lib.mjs";
import { allTexts, answer, open, say, visitor } from "../people.mjs";
import { wireTo } from "../wire.mjs";

let server;
let boss;
let bossWire;
let chat;
before(async () => {
  server = await startServer();
  boss = await owner(server);
  chat = await siteChat(boss, server);
  bossWire = await wireTo(server);
  await boss.page.goto(bossWire.url);
  await boss.page.getByRole("tab", { name: /Все/ }).waitFor();
});
after(async () => {
  await closeBrowser();
  bossWire.close();
  server.stop();
});

const OPERATOR_SENDS = /^POST \/api\/v1\/dialogs\/\d+\/messages /;
const VISITOR_SENDS = /^POST \/chat\/[^/]+\/messages /;
const DELIVERED = /Отправлено|Доставлено|Прочитано/;
const bubble = (place, text) => place.getByRole("article").filter({ hasText: text });
const times = (texts, text) => texts.filter((one) => one === text).length;
/** What a window keeps for later. */
const kept = (who) => who.page.evaluate(() => JSON.stringify(localStorage));

test("the operator's line breaks after the server has the message: it stays on the screen and arrives once", async () => {
  const guest = await visitor(server, chat);
  await say(guest, "вопрос до обрыва");
  const log = await open(boss.page, "вопрос до обрыва");
  const cut = bossWire.cutBeforeAnswerTo(OPERATOR_SENDS);
  await answer(boss.page, "ответ в обрыв");
  await cut;
  await boss.context.setOffline(true);
  await boss.page.getByText("Нет связи. Отправим позже").waitFor();
  await bubble(log, "ответ в обрыв").getByTitle("В очереди").waitFor();
  // The server has it: the visitor reads it while the operator's window still waits for the answer.
  await guest.page.getByText("ответ в обрыв").waitFor();
  await say(guest, "пишу, пока у вас нет связи");
  await answer(boss.page, "второй ответ без линии");
  await bubble(log, "второй ответ без линии").getByTitle("В очереди").waitFor();
  bossWire.mend();
  await boss.context.setOffline(false);
  await log.getByText("пишу, пока у вас нет связи").waitFor();
  await bubble(log, "ответ в обрыв").getByTitle(DELIVERED).waitFor();
  // The second was written before the operator could see the visitor's words, so it asks (guarantee 22).
  await log.getByRole("button", { name: "Всё равно отправить" }).click();
  await guest.page.getByText("второй ответ без линии").waitFor();
  await bubble(log, "второй ответ без линии").getByTitle(DELIVERED).waitFor();
  await boss.page.getByText("Нет связи. Отправим позже").waitFor({ state: "hidden" });
  const texts = await allTexts(boss, server);
  for (const text of ["ответ в обрыв", "второй ответ без линии", "пишу, пока у вас нет связи"]) {
    assert.equal(times(texts, text), 1, text);
    assert.equal(await bubble(log, text).count(), 1, text);
  }
  assert.deepEqual([...boss.errors, ...guest.errors], []);
});

test("the operator reloads in the middle of sending: the message is there once", async () => {
  const guest = await visitor(server, chat);
  await say(guest, "вопрос до перезагрузки");
  const log = await open(boss.page, "вопрос до перезагрузки");
  const cut = bossWire.cutBeforeAnswerTo(OPERATOR_SENDS);
  await answer(boss.page, "ответ в перезагрузку");
  await cut;
  await boss.page.getByRole("textbox", { name: /Сообщение для/ }).fill("ещё не дописано");
  bossWire.mend();
  await boss.page.reload();
  await bubble(log, "ответ в перезагрузку").getByTitle(DELIVERED).waitFor();
  assert.equal(await boss.page.getByRole("textbox", { name: /Сообщение для/ }).inputValue(), "ещё не дописано");
  await until(async () => !(await kept(boss)).includes("ответ в перезагрузку"), "nothing waits any more");
  assert.equal(times(await allTexts(boss, server), "ответ в перезагрузку"), 1);
  assert.equal(await bubble(log, "ответ в перезагрузку").count(), 1, "one bubble");
  await boss.page.getByRole("textbox", { name: /Сообщение для/ }).fill("");
});

test("the visitor's line breaks after the server has the message: his window keeps it and catches up", async (t) => {
  const wire = await wireTo(server);
  t.after(wire.close);
  const guest = await visitor(wire, chat);
  await say(guest, "первое слово гостя");
  const log = await open(boss.page, "первое слово гостя");
  await bubble(guest.page, "первое слово гостя").getByTitle(DELIVERED).waitFor();
  const cut = wire.cutBeforeAnswerTo(VISITOR_SENDS);
  await say(guest, "слово гостя в обрыв");
  await cut;
  await bubble(guest.page, "слово гостя в обрыв").getByTitle("Ждёт отправки").waitFor();
  await guest.page.getByText("Нет связи. Отправим, когда появится").waitFor();
  await log.getByText("слово гостя в обрыв").waitFor();
  await answer(boss.page, "ответ гостю без линии");
  await bubble(log, "ответ гостю без линии").getByTitle("Отправлено").waitFor();
  await say(guest, "ещё слово без линии");
  wire.mend();
  await guest.page.getByText("ответ гостю без линии").waitFor();
  for (const text of ["слово гостя в обрыв", "ещё слово без линии"]) await bubble(guest.page, text).getByTitle(DELIVERED).waitFor();
  await log.getByText("ещё слово без линии").waitFor();
  await guest.page.getByText("Нет связи. Отправим, когда появится").waitFor({ state: "hidden" });
  const texts = await allTexts(boss, server);
  for (const text of ["слово гостя в обрыв", "ещё слово без линии", "ответ гостю без линии"]) {
    assert.equal(times(texts, text), 1, text);
    assert.equal(await bubble(guest.page, text).count(), 1, text);
  }
});

test("the visitor leaves the page in the middle of sending: the next one brings the message, once", async (t) => {
  const wire = await wireTo(server);
  t.after(wire.close);
  const guest = await visitor(wire, chat);
  await say(guest, "гость здоровается");
  const log = await open(boss.page, "гость здоровается");
  const cut = wire.cutBeforeAnswerTo(VISITOR_SENDS);
  await say(guest, "гость уходит");
  await cut;
  wire.mend();
  await guest.page.reload();
  await bubble(guest.page, "гость уходит").getByTitle(DELIVERED).waitFor();
  await log.getByText("гость уходит").waitFor();
  await until(async () => !(await kept(guest)).includes("гость уходит"), "nothing waits any more");
  assert.equal(times(await allTexts(boss, server), "гость уходит"), 1);
  assert.equal(await bubble(guest.page, "гость уходит").count(), 1, "one bubble");
});
