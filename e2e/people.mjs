// What the people of the journeys do at both ends of a website chat.
import { api, person } from "./lib.mjs";

/** A visitor with the chat of the sample page open. */
export async function visitor(server, chat, options) {
  const who = await person(options);
  await who.page.goto(`${server.url}/chat/${chat.key}/demo`);
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
