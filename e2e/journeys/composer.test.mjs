// What stands under the field of an answer: emoji (S60).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, OWNER, api, closeBrowser, owner, person, seriousFindings, startServer, startTelegram, until } from "../lib.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
const VERA = 930_001;
let telegram;
let server;
let boss;
let vera;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", name: "Бот мастерской", token: BOT_TOKEN });
  await telegram.addUser({ id: VERA, first_name: "Вера" });
  await telegram.act(VERA, { do: "text", text: "Здравствуйте!" });
  await until(async () => {
    vera = (await api(boss, server, "GET", "/api/v1/dialogs")).items.find((one) => one.name === "Вера")?.client_id;
    return vera !== undefined;
  }, "her words");
  await boss.page.goto(`${server.url}/clients/${vera}`);
  await field(boss.page).waitFor();
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const field = (page) => page.getByRole("textbox", { name: "Сообщение для Вера" });
const search = (page) => page.getByRole("combobox", { name: "Найти эмодзи" });
const emojiButton = (page) => page.getByRole("button", { name: "Эмодзи", exact: true });
const texts = async () => (await telegram.log()).sends.map((send) => send.text);

test("S60: emoji are searched in Russian and in English, chosen by keys and pointer, put where the caret is", async () => {
  const { page } = boss;
  await field(page).fill("Посылка уже в пути");
  for (let step = 0; step < " в пути".length; step += 1) await field(page).press("ArrowLeft");
  await emojiButton(page).click();
  await search(page).waitFor();
  await page.getByRole("menuitem", { name: /улыбающееся|ухмыля|смеется/i }).first().waitFor();
  await page.screenshot({ path: `${shots}emoji-light.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await search(page).fill("грузовик");
  const found = page.getByRole("dialog", { name: "Эмодзи" }).getByRole("option");
  await found.filter({ hasText: "🚚" }).waitFor();
  const sign = (await found.first().textContent()).trim();
  await search(page).press("ArrowDown");
  await search(page).press("Enter");
  await until(async () => (await field(page).inputValue()) === `Посылка уже${sign} в пути`, "the emoji at the caret");
  // English words find them, too, and the next one stands behind the first.
  await search(page).fill("heart");
  await found.filter({ hasText: "❤️" }).first().waitFor();
  const heart = found.first();
  const second = (await heart.textContent()).trim();
  await heart.click();
  await until(async () => (await field(page).inputValue()) === `Посылка уже${sign}${second} в пути`, "the second behind the first");
  await search(page).press("Escape");
  await search(page).waitFor({ state: "detached" });
  await until(() => field(page).evaluate((element) => element === document.activeElement), "the keyboard back in the field");
  await field(page).press("Control+Enter");
  await until(async () => (await texts()).includes(`Посылка уже${sign}${second} в пути`), "the words at the client's");
});

test("S60: what was used stands among the frequent ones, the tone of the skin is kept, after a reload too", async () => {
  const { page } = boss;
  const dialog = page.getByRole("dialog", { name: "Эмодзи" });
  await emojiButton(page).click();
  await search(page).fill("палец вверх");
  const thumb = dialog.getByRole("option").filter({ hasText: "👍" }).first();
  await thumb.waitFor();
  await page.getByRole("button", { name: /Цвет кожи/ }).click();
  await page.getByRole("option", { name: "тёмный", exact: true }).click();
  await until(async () => (await thumb.textContent()).includes("👍🏿"), "the dark thumb");
  await thumb.click();
  await until(async () => (await field(page).inputValue()).includes("👍🏿"), "the dark thumb in the field");
  await page.reload();
  assert.ok((await field(page).inputValue()).includes("👍🏿"), "the draft keeps it");
  await emojiButton(page).click();
  await search(page).waitFor();
  const often = dialog.getByRole("menu", { name: "Часто используемые" });
  await until(async () => (await often.textContent()).includes("👍🏿"), "the thumb among the frequent");
  await search(page).press("Escape");
  await field(page).fill("");
});

test("S60: `:name` offers emoji while typing, in a comment as well; a time of day offers nothing", async () => {
  const { page } = boss;
  const list = page.getByRole("listbox", { name: "Эмодзи" });
  await field(page).fill("");
  await field(page).pressSequentially("Ура :ракет");
  await list.getByRole("option").filter({ hasText: "🚀" }).first().waitFor();
  const first = (await list.getByRole("option").first().locator("span").first().textContent()).trim();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}emoji-names-dark.png`, animations: "disabled" });
  await page.emulateMedia({ colorScheme: "light" });
  await field(page).press("Enter");
  await until(async () => (await field(page).inputValue()) === `Ура ${first}`, "the emoji in place of its name");
  await field(page).pressSequentially(" :rocke");
  await list.getByRole("option").first().waitFor();
  await field(page).press("Escape");
  await list.waitFor({ state: "detached" });
  assert.equal(await field(page).inputValue(), `Ура ${first} :rocke`);
  await field(page).fill("Жду в 10:30");
  assert.equal(await list.count(), 0);
  await field(page).fill("");
  await page.getByRole("button", { name: "Комментарий", exact: true }).click();
  const comment = page.getByRole("textbox", { name: "Комментарий для команды: Вера" });
  await comment.pressSequentially(":огон");
  await list.getByRole("option").filter({ hasText: "🔥" }).last().click();
  await until(async () => (await comment.inputValue()) .includes("🔥"), "the fire in the comment");
  await comment.fill("");
  await page.getByRole("button", { name: "Комментарий", exact: true }).click();
});

test("S60: on a phone the emoji fit the window", async () => {
  const phone = await person({ width: 390, height: 844, phone: true });
  await api(phone, server, "POST", "/api/v1/auth/login", { email: OWNER.email, password: OWNER.password });
  await phone.page.goto(`${server.url}/clients/${vera}`);
  await emojiButton(phone.page).click();
  await search(phone.page).waitFor();
  const box = await phone.page.getByRole("dialog", { name: "Эмодзи" }).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.y >= 0, JSON.stringify(box));
  await phone.page.screenshot({ path: `${shots}emoji-phone.png`, animations: "disabled" });
});
