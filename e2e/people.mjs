// What the people of the journeys do at both ends of a website chat.
import { createServer } from "node:http";
import { api, person, until } from "./lib.mjs";

/** A site of somebody else, under another name than the server's, with the chat on its only page. */
export async function site(server, chat) {
  const page = `<!doctype html><html lang="ru"><title>Лавка</title><h1>Лавка</h1>
    <script async src="${server.url}/w.js" data-channel="${chat.key}"></script></html>`;
  const shop = createServer((_, answer) => answer.setHeader("content-type", "text/html; charset=utf-8").end(page));
  await new Promise((done) => shop.listen(0, "127.0.0.1", done));
  const stop = () => {
    shop.closeAllConnections();
    shop.close();
  };
  return { url: `http://localhost:${shop.address().port}/`, stop };
}

/** A visitor with the chat open, on the sample page or on the page named. */
export async function visitor(server, chat, { at = `${server.url}/chat/${chat.key}/demo`, ...options } = {}) {
  const who = await person(options);
  await who.page.goto(at);
  await who.page.getByRole("button", { name: /чат/i }).first().click();
  await who.page.getByPlaceholder("Сообщение").waitFor();
  return who;
}

/** The visitor writes. */
export async function say(who, text) {
  await who.page.getByPlaceholder("Сообщение").fill(text);
  await who.page.getByRole("button", { name: "Отправить" }).click();
}

/** The operator writes into the open dialog. */
export async function answer(page, text) {
  const field = page.getByRole("textbox", { name: /Сообщение для/ });
  await field.fill(text);
  await field.press("Control+Enter");
}

/** The operator opens the dialog whose row shows this text, and sees it. */
export async function open(page, text) {
  await page.getByRole("option", { name: new RegExp(text) }).click();
  const log = page.getByRole("log", { name: "Переписка" });
  await log.getByText(text).first().waitFor();
  return log;
}

/** Somebody whom the owner has invited and who has come, in a browser of his own. */
export async function colleague(boss, server, { name, email, role }, options) {
  const { items } = await api(boss, server, "POST", "/api/v1/employees/invitations", { emails: [email], role });
  const who = await person(options);
  await api(who, server, "POST", `/api/v1/invitations/${new URL(items[0].link).pathname.split("/").pop()}`, { name, password: "надёжный пароль 2" });
  return who;
}

/** New guests of the website chat, each with his words and a name; answers their client ids by name. */
export async function guests(boss, server, chat, words) {
  const ids = {};
  for (const [name, text] of Object.entries(words)) {
    const guest = await visitor(server, chat);
    await say(guest, text);
    ids[name] = await until(async () => {
      const { items } = await api(boss, server, "GET", "/api/v1/dialogs");
      return items.find((one) => one.last?.text === text)?.client_id;
    }, text);
    await guest.context.close();
    await api(boss, server, "PATCH", `/api/v1/clients/${ids[name]}`, { name });
  }
  return ids;
}

/** All texts of a project, newest first, as the server has them. */
export async function allTexts(who, server) {
  const texts = [];
  let path = "/api/v1/dialogs?limit=100";
  for (let pages = 0; path && pages < 50; pages += 1) {
    const { items, next } = await api(who, server, "GET", path);
    for (const dialog of items) texts.push(...(await textsOf(who, server, dialog.client_id)));
    path = next ? `/api/v1/dialogs?limit=100&cursor=${encodeURIComponent(next)}` : null;
  }
  return texts;
}

async function textsOf(who, server, client) {
  const texts = [];
  let before = "";
  for (let pages = 0; pages < 50; pages += 1) {
    const { items, before: older } = await api(who, server, "GET", `/api/v1/dialogs/${client}/messages?limit=100${before}`);
    texts.push(...items.map((message) => message.text));
    if (!older) break;
    before = `&before=${encodeURIComponent(older)}`;
  }
  return texts;
}
