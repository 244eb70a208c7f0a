// Every screen in light and dark, at a desk and on a phone: nothing serious for axe, nothing sticking out, no error in the page.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { answer, say, visitor } from "../people.mjs";
import { closeBrowser, owner, person, seriousFindings, siteChat, startServer } from "../lib.mjs";

let bare;
let server;
let boss;
let chat;
const shots = new URL("../results/", import.meta.url).pathname;
before(async () => {
  mkdirSync(shots, { recursive: true });
  [bare, server] = await Promise.all([startServer(), startServer()]);
  boss = await owner(server);
  chat = await siteChat(boss, server);
  const guest = await visitor(server, chat);
  await say(guest, "Здравствуйте! Набор «Мох» ещё есть?");
  await boss.page.goto(server.url);
  await boss.page.getByRole("option").first().click();
  await answer(boss.page, "Добрый день! Да, осталось два. Отправим завтра, по городу 300 ₽");
  await guest.page.getByText("осталось два").waitFor();
  await say(guest, `Очень длинное слово без единого пробела: ${"посуда".repeat(60)}`);
  await boss.page.getByRole("log", { name: "Переписка" }).getByText("посуда").waitFor();
  const second = await visitor(server, chat);
  await say(second, "А доставка в Казань бывает?");
  await boss.page.getByRole("option", { name: /Казань/ }).waitFor();
});
after(async () => {
  await closeBrowser();
  bare.stop();
  server.stop();
});

const openFirst = async (page) => {
  await page.getByRole("option", { name: /посуда/ }).click();
  await page.getByRole("log", { name: "Переписка" }).getByText("осталось два").waitFor();
};
/** Name, address, what to wait for, and whether somebody must be signed in. */
const screens = [
  ["set-up", () => bare.url, (page) => page.getByRole("heading", { name: "Первый запуск Беседы" }).waitFor(), false],
  ["sign-in", () => `${server.url}/sign-in`, (page) => page.getByRole("button", { name: "Войти" }).waitFor(), false],
  ["clients", () => server.url, (page) => page.getByRole("option").first().waitFor()],
  ["dialog", () => server.url, openFirst],
  [
    "card",
    () => server.url,
    async (page, phone) => {
      await openFirst(page);
      if (phone) await page.getByRole("button", { name: /^Карточка:/ }).click();
      await page.getByText("ID в мессенджере").first().waitFor();
    },
  ],
  ["channels", () => `${server.url}/channels`, (page) => page.getByText("Чат на сайте").first().waitFor()],
  ["connect", () => `${server.url}/channels/connect`, (page) => page.getByText("Telegram").first().waitFor()],
  ["channel", () => `${server.url}/channels/${chat.id}`, (page) => page.getByText("Чат на сайте").first().waitFor()],
  ["profile", () => `${server.url}/settings/profile`, (page) => page.getByText("Язык").first().waitFor()],
  ["employees", () => `${server.url}/settings/employees`, (page) => page.getByText("Катерина Лис").first().waitFor()],
  [
    "chat",
    () => `${server.url}/chat/${chat.key}/demo`,
    async (page) => {
      await page.getByRole("button", { name: /чат/i }).first().click();
      await page.getByPlaceholder("Сообщение").waitFor();
    },
    false,
  ],
];

/** One window for strangers and one for the owner, in each kind: they keep what they have loaded. */
const windows = new Map();
async function windowFor(kind, signedIn) {
  const name = `${JSON.stringify(kind)} ${signedIn}`;
  if (!windows.has(name)) {
    const who = await person(kind);
    if (signedIn) await who.context.addCookies(await boss.context.cookies());
    windows.set(name, who);
  }
  return windows.get(name);
}

for (const phone of [false, true]) {
  for (const scheme of ["light", "dark"]) {
    for (const [name, address, ready, signedIn = true] of screens) {
      const kind = `${scheme}${phone ? "-phone" : ""}`;
      test(`look: ${name}, ${kind}`, async () => {
        const { page, errors } = await windowFor({ phone, scheme }, signedIn);
        await page.goto(address());
        await ready(page, phone);
        await page.screenshot({ path: `${shots}${name}-${kind}.png`, animations: "disabled" });
        assert.deepEqual(await seriousFindings(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `sticks out by ${wide} px`);
        assert.deepEqual(errors, []);
      });
    }
  }
}
