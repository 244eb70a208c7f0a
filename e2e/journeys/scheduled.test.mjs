// Messages that wait for their time: the timer (S66) and their window (S18), in two windows.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { BOT_TOKEN, OWNER, api, closeBrowser, owner, person, seriousFindings, startServer, startTelegram, until } from "../lib.mjs";
import { colleague } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
const INNA = 940_001;
let telegram;
let server;
let boss;
let second;
let inna;

before(async () => {
  mkdirSync(shots, { recursive: true });
  telegram = await startTelegram();
  server = await startServer({ telegram });
  boss = await owner(server);
  second = await colleague(boss, server, { name: "Софья Лапина", email: "sofya@example.com", role: "editor" });
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", name: "Бот мастерской", token: BOT_TOKEN });
  await telegram.addUser({ id: INNA, first_name: "Инна" });
  await telegram.act(INNA, { do: "text", text: "Когда мастер-класс?" });
  await until(async () => {
    inna = (await api(boss, server, "GET", "/api/v1/dialogs")).items.find((one) => one.name === "Инна")?.client_id;
    return inna !== undefined;
  }, "her words");
  for (const { page } of [boss, second]) {
    await page.goto(`${server.url}/clients/${inna}`);
    await field(page).waitFor();
  }
});
after(async () => {
  await closeBrowser();
  server.stop();
  telegram.stop();
});

const field = (page) => page.getByRole("textbox", { name: "Сообщение для Инна" });
const timer = (page) => page.getByRole("dialog", { name: "Таймер" });
const waiting = (page, text) => page.locator("[data-scheduled]").filter({ hasText: text });
const window_ = (page) => page.getByRole("dialog", { name: /^Запланированные сообщения/ });
const sends = async () => (await telegram.log()).sends.map((send) => send.text);
/** A day of the project's clock, so many days ahead. */
const dayAhead = (days) => {
  const at = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat("ru", { timeZone: "Europe/Moscow", day: "2-digit", month: "2-digit", year: "numeric" }).format(at);
};

async function schedule(page, text, time = "23:58") {
  await field(page).fill(text);
  await page.getByRole("button", { name: "Таймер", exact: true }).click();
  await timer(page).getByLabel("Время").fill(time);
}

test("S66: the timer schedules words; both windows show them in their place, the field is empty, undo brings them back", async () => {
  const { page } = boss;
  await schedule(page, "Инна, ждём вас завтра");
  await timer(page).getByRole("button", { name: "Следующий месяц" }).click();
  await timer(page).locator("table button:not([data-outside]):not([disabled])").nth(14).click();
  await page.screenshot({ path: `${shots}timer-light.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await timer(page).getByRole("button", { name: "Запланировать" }).click();
  await timer(page).waitFor({ state: "detached" });
  for (const who of [boss, second]) await waiting(who.page, "Инна, ждём вас завтра").waitFor();
  assert.equal(await field(page).inputValue(), "");
  await page.screenshot({ path: `${shots}scheduled-bubble.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("button", { name: "Вернуть" }).click();
  for (const who of [boss, second]) await waiting(who.page, "Инна, ждём вас завтра").waitFor({ state: "detached" });
  await until(async () => (await field(page).inputValue()) === "Инна, ждём вас завтра", "the words back in the field");
  await field(page).fill("");
});

test("S66: a time that is over is refused by its field, Ctrl+Shift+Enter opens the timer, Esc gives the field back", async () => {
  const { page } = boss;
  await field(page).fill("Проверка");
  await field(page).press("Control+Shift+Enter");
  await timer(page).getByLabel("Время").waitFor();
  await timer(page).locator("table button[data-today]").click();
  await timer(page).getByLabel("Время").fill("00:00");
  await timer(page).getByRole("button", { name: "Запланировать" }).click();
  await timer(page).getByRole("alert").filter({ hasText: "Это время уже прошло" }).waitFor();
  await page.keyboard.press("Escape");
  await timer(page).waitFor({ state: "detached" });
  await until(() => field(page).evaluate((element) => element === document.activeElement), "the keyboard in the field");
  assert.equal(await field(page).inputValue(), "Проверка");
  await field(page).fill("");
});

test("S18: the window changes a time on «Подтвердить» only; the cross leaves it, the toast brings the change back", async () => {
  const { page } = boss;
  for (const text of ["Напомним о смете", "Как вам набор?"]) {
    const at = new Date(Date.now() + 3 * 86_400_000).getTime();
    await api(boss, server, "POST", `/api/v1/dialogs/${inna}/scheduled-messages`, { text, due_at: at, client_ref: text, condition: text === "Как вам набор?" ? "unanswered_only" : "always" });
  }
  const count = page.getByRole("button", { name: "Показать запланированные: 2" });
  await count.click();
  const row = window_(page).getByRole("row").filter({ hasText: "Напомним о смете" });
  await row.waitFor();
  const day = row.getByRole("textbox", { name: /^Дата/ });
  const former = await day.inputValue();
  const wanted = dayAhead(5);
  await day.fill(wanted);
  await window_(page).getByText(/Без «Подтвердить» сообщение уйдёт по прежнему времени/).waitFor();
  await page.screenshot({ path: `${shots}scheduled-window.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press("Escape");
  await window_(page).waitFor({ state: "detached" });
  const stored = async () => (await api(boss, server, "GET", `/api/v1/dialogs/${inna}/scheduled-messages`)).items.find((one) => one.text === "Напомним о смете").local_time;
  assert.equal((await stored()).slice(0, 10), former.split(".").reverse().join("-"), "nothing was changed");
  await page.getByRole("button", { name: "Вернуть" }).click();
  await until(async () => (await day.inputValue()) === wanted, "the change back in the window");
  await row.getByRole("button", { name: "Подтвердить" }).click();
  await until(async () => (await stored()).slice(0, 10) === wanted.split(".").reverse().join("-"), "the new day on the server");
  await waiting(second.page, wanted).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.screenshot({ path: `${shots}scheduled-window-dark.png`, animations: "disabled" });
  await page.emulateMedia({ colorScheme: "light" });
});

test("S18: sent now and cancelled from the window and from the bubble; the count in the card follows in both windows", async () => {
  const { page } = boss;
  const row = window_(page).getByRole("row").filter({ hasText: "Напомним о смете" });
  await row.getByRole("button", { name: "Отправить сейчас" }).click();
  await until(async () => (await sends()).includes("Напомним о смете"), "the words at the client's");
  await row.waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await second.page.getByRole("button", { name: "Показать запланированные: 1" }).waitFor();
  await waiting(second.page, "Как вам набор?").getByRole("button", { name: "Отменить" }).click();
  for (const who of [boss, second]) {
    await waiting(who.page, "Как вам набор?").waitFor({ state: "detached" });
    await who.page.getByRole("button", { name: /Показать запланированные/ }).waitFor({ state: "detached" });
  }
  assert.ok(!(await sends()).includes("Как вам набор?"));
});

test("S18: it goes at its time by itself, and not at all when the client has written and it was only for silence", async () => {
  const { page } = boss;
  const soon = Date.now() + 3_000;
  const make = (text, condition) => api(boss, server, "POST", `/api/v1/dialogs/${inna}/scheduled-messages`, { text, due_at: soon, client_ref: text, condition });
  await make("Пора на мастер-класс", "always");
  await make("Вы молчите", "unanswered_only");
  await telegram.act(INNA, { do: "text", text: "Я здесь" });
  await until(async () => (await sends()).includes("Пора на мастер-класс"), "the planned words");
  await page.getByRole("article").filter({ hasText: "Запланированное не ушло: клиент написал раньше. «Вы молчите»" }).waitFor();
  await page.getByRole("article").filter({ hasText: "Пора на мастер-класс" }).last().waitFor();
  assert.ok(!(await sends()).includes("Вы молчите"));
});

test("S18: without sound from the menu beside «Отправить»", async () => {
  const { page } = boss;
  await field(page).fill("Тихо");
  await page.getByRole("button", { name: "Другие способы отправки" }).click();
  await page.getByRole("menuitem", { name: "Отправить без звука" }).waitFor();
  await page.screenshot({ path: `${shots}send-menu.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("menuitem", { name: "Отправить без звука" }).click();
  await until(async () => (await sends()).includes("Тихо"), "the words at the client's");
});

test("S18: on a phone the window is one row under the other", async () => {
  await api(boss, server, "POST", `/api/v1/dialogs/${inna}/scheduled-messages`, { text: "Длинное сообщение, которое ждёт своего времени и не помещается в одну строку", due_at: Date.now() + 86_400_000, client_ref: "phone" });
  const phone = await person({ width: 390, height: 844, phone: true });
  await api(phone, server, "POST", "/api/v1/auth/login", { email: OWNER.email, password: OWNER.password });
  await phone.page.goto(`${server.url}/clients/${inna}`);
  await waiting(phone.page, "Длинное сообщение").getByRole("button", { name: "Изменить" }).click();
  await window_(phone.page).getByRole("button", { name: "Подтвердить" }).first().waitFor();
  const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide}`);
  await phone.page.screenshot({ path: `${shots}scheduled-phone.png`, animations: "disabled" });
});
