// The first minutes: set-up, sign-in, first steps, a colleague.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OWNER, api, closeBrowser, owner, person, startServer, signIn } from "../lib.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await closeBrowser();
  server.stop();
});

test("first run: a stranger becomes the owner, signs out and in again", async () => {
  const { page, errors } = await person();
  await page.goto(server.url);
  await page.getByRole("heading", { name: "Первый запуск Беседы" }).waitFor();
  await page.getByLabel("Имя и фамилия").fill(OWNER.name);
  await page.getByLabel("Почта для входа").fill("не почта");
  await page.getByLabel("Пароль", { exact: false }).first().fill(OWNER.password);
  await page.getByLabel("Название").fill("Тихая глина");
  await page.getByRole("button", { name: "Создать проект" }).click();
  assert.equal(await page.getByRole("heading", { name: "Первый запуск Беседы" }).count(), 1, "a wrong address is refused on the spot");
  await page.getByLabel("Почта для входа").fill(OWNER.email);
  await page.getByRole("button", { name: "Создать проект" }).click();
  await page.getByText("Катерина, проект готов").waitFor();
  await page.context().clearCookies();
  await page.goto(server.url);
  await page.getByLabel("Почта").fill(OWNER.email);
  await page.getByLabel("Пароль", { exact: false }).first().fill("неверный пароль");
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByText(/не подошли/).waitFor();
  await page.getByLabel("Пароль", { exact: false }).first().fill(OWNER.password);
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByText("Первые шаги").waitFor();
  const again = await page.request.get(`${server.url}/api/v1/setup`);
  assert.equal(again.status(), 404, "the set-up exists only while no owner does");
  assert.deepEqual(errors, []);
});

test("S75 S76: an invited operator joins by the link and sees what operators see", async () => {
  const boss = await signIn(server, OWNER.email, OWNER.password);
  const made = await api(boss, server, "POST", "/api/v1/employees/invitations", { emails: ["olga@example.com"], role: "operator" });
  const { page, errors } = await person();
  await page.goto(new URL(new URL(made.items[0].link).pathname, server.url).href);
  await page.getByLabel("Имя и фамилия").fill("Ольга Кравец");
  await page.getByLabel("Пароль", { exact: false }).first().fill("другой надёжный пароль");
  await page.getByRole("button", { name: "Войти в проект" }).click();
  await page.getByRole("tab", { name: /Все/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Каналы" }).count(), 0, "operators have no channels section");
  await boss.page.goto(`${server.url}/settings/employees`);
  await boss.page.getByText("Ольга Кравец").waitFor();
  assert.deepEqual(errors, []);
});
