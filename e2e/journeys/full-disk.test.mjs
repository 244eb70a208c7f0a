// A disk that is full, for the database and for files: what cannot be kept is refused and said so, what was taken stays.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { smallDisk } from "../disk.mjs";
import { BOT_TOKEN, api, closeBrowser, owner, siteChat, startServer, startTelegram, until } from "../lib.mjs";
import { allTexts, answer, open, say, visitor } from "../people.mjs";

const UNSTORED = "Сервер не может сохранить данные. Отправим позже";
const NO_LINE = "Нет связи. Отправим, когда появится";
const DELIVERED = /Отправлено|Доставлено|Прочитано/;
const MARINA = 700100;
const bubble = (place, text) => place.getByRole("article").filter({ hasText: text });

after(closeBrowser);

test("the database's disk is full: 503, words on the screen, and nothing is lost or doubled", async (t) => {
  const disk = smallDisk(24);
  t.after(disk.remove);
  const telegram = await startTelegram();
  t.after(telegram.stop);
  const settings = {
    BESEDA_DATA_DIR: disk.folder,
    BESEDA_PUBLIC_URL: "https://beseda.example",
    BESEDA_LIMITS_REQUESTS_PER_MINUTE: "100000",
  };
  const server = await startServer({ telegram, settings, disk });
  t.after(server.stop);
  const boss = await owner(server);
  const chat = await siteChat(boss, server);
  await telegram.deliverTo(`http://127.0.0.1:${server.port}`);
  await telegram.addUser({ id: MARINA, first_name: "Марина", language_code: "ru" });
  const bot = await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", token: BOT_TOKEN, mode: "webhook" });
  assert.equal(bot.state, "works");

  const anna = await visitor(server, chat);
  const boris = await visitor(server, chat);
  await boss.page.goto(server.url);
  await say(anna, "Анна пишет");
  await say(boris, "Борис пишет");
  await telegram.act(MARINA, { do: "text", text: "Марина пишет" });
  await boss.page.getByRole("option", { name: /Марина пишет/ }).waitFor();
  const log = await open(boss.page, "Анна пишет");

  disk.fill();
  const taken = await exhaust(server, chat);
  await telegram.act(MARINA, { do: "text", text: "Марина при полном диске" });
  await telegram.until((log) => log.updates.some((update) => update.attempts > 1), "a delivery that was refused and repeated");
  await say(boris, "Борис при полном диске");
  await boris.page.getByText(NO_LINE).waitFor();
  await bubble(boris.page, "Борис при полном диске").getByTitle("Ждёт отправки").waitFor();
  await answer(boss.page, "ответ Анне при полном диске");
  await boss.page.getByText(UNSTORED).waitFor();
  const waiting = bubble(log, "ответ Анне при полном диске");
  await waiting.getByText("Сервер не может сохранить данные, повторяем").waitFor();
  await waiting.getByRole("button", { name: "Повторить" }).click();
  await waiting.getByText("Сервер не может сохранить данные, повторяем").waitFor();

  disk.free();
  await waiting.getByRole("button", { name: "Повторить" }).click();
  await waiting.getByTitle(DELIVERED).waitFor();
  await boss.page.getByText(UNSTORED).waitFor({ state: "hidden" });
  await anna.page.getByText("ответ Анне при полном диске").waitFor();
  await bubble(boris.page, "Борис при полном диске").getByTitle(DELIVERED).waitFor();
  await boris.page.getByText(NO_LINE).waitFor({ state: "hidden" });
  await telegram.until((log) => log.pending === 0, "everything was delivered");
  let texts = [];
  await until(async () => {
    texts = await allTexts(boss, server);
    return ["Марина при полном диске", "Борис при полном диске", ...taken].every((text) => texts.includes(text));
  }, "everything that was taken");
  for (const text of ["Марина при полном диске", "Борис при полном диске", "ответ Анне при полном диске", ...taken]) {
    assert.equal(texts.filter((one) => one === text).length, 1, text.slice(0, 40));
  }
  assert.deepEqual((await telegram.log()).violations, []);
  assert.deepEqual([...boss.errors, ...anna.errors, ...boris.errors], []);
});

/** A visitor writes until even a short message finds no room. Answers the texts that were answered 200. */
async function exhaust(server, chat) {
  const base = `${server.url}/chat/${chat.key}`;
  const post = (path, body, token) =>
    fetch(`${base}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
  const { token } = await (await post("session", { token: null, identity: null })).json();
  const taken = [];
  for (const filling of ["длинное ".repeat(450), ""]) {
    let refused = 0;
    // What was on its way may still find a place that something else has left.
    for (let sent = 0; refused < 3; sent += 1) {
      assert.ok(sent < 3000, "the disk never became full");
      const text = `сообщение ${taken.length}-${sent} ${filling}`.trim();
      const answered = await post("messages", { ref: `ref-${filling.length}-${sent}`, text, file_ids: [], reply_to: null, form: null, page: null }, token);
      if (answered.ok) {
        taken.push(text);
        refused = 0;
        continue;
      }
      assert.equal(answered.status, 503);
      assert.equal((await answered.json()).code, "storage_unavailable");
      assert.ok(Number(answered.headers.get("retry-after")) > 0, "it says when to come again");
      refused += 1;
    }
  }
  return taken;
}

test("the disk for files is full: an upload says so, keeps the words, and works when there is room", async (t) => {
  const disk = smallDisk(4);
  t.after(disk.remove);
  // The database is elsewhere; where the disk is only forbidden, the words are still kept by the windows.
  const server = await startServer({ settings: { BESEDA_FILES_URL: `file:${disk.folder}` }, disk });
  t.after(server.stop);
  const boss = await owner(server);
  const chat = await siteChat(boss, server);
  const anna = await visitor(server, chat);
  await boss.page.goto(server.url);
  await say(anna, "Анна пишет");
  const log = await open(boss.page, "Анна пишет");
  const file = (name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(`${name}\n`.repeat(40_000)) });

  disk.fill();
  const refused = await boss.context.request.post(`${server.url}/api/v1/files`, { headers: { Origin: server.url }, multipart: { file: file("напрямую.txt") } });
  assert.equal(refused.status(), 503);
  assert.equal((await refused.json()).code, "storage_unavailable");
  const field = boss.page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill("держите договор");
  await boss.page.locator("input[type=file]").setInputFiles(file("договор.txt"));
  const chip = boss.page.getByRole("listitem").filter({ hasText: "договор.txt" });
  await chip.getByRole("alert").getByText("Сервер не может сохранить данные").waitFor();
  assert.equal(await field.inputValue(), "держите договор");
  await anna.page.getByPlaceholder("Сообщение").fill("вот чертёж");
  await anna.page.locator("input[type=file]").setInputFiles(file("чертёж.txt"));
  await anna.page.getByText("Не удалось загрузить").waitFor();
  assert.equal(await anna.page.getByPlaceholder("Сообщение").inputValue(), "вот чертёж");

  disk.free();
  await boss.page.getByRole("button", { name: "Загрузить «договор.txt» ещё раз" }).click();
  await chip.getByRole("alert").waitFor({ state: "hidden" });
  await chip.getByText("загружается").waitFor({ state: "hidden" });
  await field.press("Control+Enter");
  await anna.page.getByRole("link", { name: /договор.txt/ }).waitFor();
  await anna.page.getByRole("button", { name: "Повторить" }).click();
  await anna.page.getByText("Не удалось загрузить").waitFor({ state: "hidden" });
  await anna.page.getByRole("button", { name: "Отправить" }).click();
  await log.getByText("вот чертёж").waitFor();
  await log.getByText("чертёж.txt").waitFor();
  assert.deepEqual([...boss.errors, ...anna.errors], []);
});
