// The first minutes of a project in the page: steps that tick themselves, a sample client who answers, and empty places.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, closeBrowser, owner, person, seriousFindings, startServer } from "../lib.mjs";
import { answer, say, site, visitor } from "../people.mjs";

const shots = new URL("../results/", import.meta.url).pathname;
let server;
let boss;
before(async () => {
  server = await startServer();
  boss = await owner(server);
});
after(async () => {
  await closeBrowser();
  server.stop();
});

const step = (page, title) => page.getByRole("listitem").filter({ hasText: title });

test("an empty project says what comes here and what to do first", async () => {
  const { page, errors } = boss;
  await page.goto(server.url);
  await page.getByRole("heading", { name: "Катерина, проект готов" }).waitFor();
  await page.getByText("Здесь появятся диалоги").waitFor();
  await page.getByText("1 из 5").waitFor();
  await step(page, "Создать проект").getByText("Готово").waitFor();
  await page.screenshot({ path: `${shots}first-steps-light.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(page), []);
  for (const tab of ["Без ответа", "Мои", "Свободные"]) {
    await page.getByRole("tab", { name: new RegExp(tab) }).click();
    await page.getByRole("tab", { name: new RegExp(tab), selected: true }).waitFor();
    await page.getByText(/Всё разобрано|Здесь появятся диалоги|Ничего не найдено/).waitFor();
  }
  await page.goto(`${server.url}/channels`);
  await page.getByRole("link", { name: /Подключить/ }).or(page.getByRole("button", { name: /Подключить/ })).first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  const phone = await person({ phone: true, scheme: "dark" });
  await phone.context.addCookies(await boss.context.cookies());
  await phone.page.goto(server.url);
  await phone.page.getByText("Здесь появятся диалоги").waitFor();
  await phone.page.screenshot({ path: `${shots}first-steps-dark-phone.png`, animations: "disabled" });
  assert.deepEqual(await seriousFindings(phone.page), []);
  assert.deepEqual([...errors, ...phone.errors], []);
  await phone.context.close();
});

test("the sample client writes, answers what is answered, is marked, and goes away whole", async () => {
  const { page } = boss;
  await page.goto(server.url);
  await step(page, "Поговорить с демо-клиентом").getByRole("button", { name: "Начать" }).click();
  const log = page.getByRole("log", { name: "Переписка" });
  await log.getByText("Здравствуйте! Увидела у вас набор тарелок").waitFor();
  await page.getByRole("option", { name: /Лена/ }).getByText(/демо/i).first().waitFor();
  await answer(page, "Здравствуйте, Лена! Да, осталось два набора");
  await log.getByRole("article", { name: /Катерина/ }).getByTitle("Отправлено").waitFor();
  await log.getByText("А сколько будет доставка в Казань").waitFor();
  await page.screenshot({ path: `${shots}demo-client-light.png`, animations: "disabled" });
  await page.goto(server.url);
  await step(page, "Поговорить с демо-клиентом").getByRole("button", { name: "Открыть" }).waitFor();
  await page.getByText("2 из 5").waitFor();
  await page.getByRole("button", { name: "Удалить демо-клиента" }).click();
  await page.getByText("Здесь появятся диалоги").waitFor();
  await page.getByText("1 из 5").waitFor();
  assert.deepEqual((await api(boss, server, "GET", "/api/v1/dialogs")).items, []);
});

test("steps tick when their fact is true, in a window that nobody reloads", async (t) => {
  const { page } = boss;
  await step(page, "Поставить чат на сайт").getByRole("button", { name: "Получить код" }).click();
  await page.waitForURL(/channels\/connect/);
  await page.goto(server.url);
  await page.getByText("1 из 5").waitFor();
  const chat = await api(boss, server, "POST", "/api/v1/channels", { kind: "site_chat", name: "Чат на сайте" });
  // Neither the channel ticks it nor our own sample page, but the first page of a site that loads it.
  const shop = await site(server, chat);
  t.after(shop.stop);
  const guest = await visitor(server, chat, { at: shop.url });
  await step(page, "Поставить чат на сайт").getByText("Готово").waitFor();
  await step(page, "Пригласить коллег").getByRole("button", { name: "Пригласить" }).click();
  const invite = page.getByRole("dialog");
  await invite.getByRole("textbox").first().fill("olga@example.com");
  await page.keyboard.press("Enter");
  await invite.getByRole("button", { name: "Создать 1 приглашение" }).click();
  await page.getByText("olga@example.com").first().waitFor();
  await page.goto(server.url);
  await step(page, "Пригласить коллег").getByText("Готово").waitFor();
  // The first real client ends the first steps.
  await say(guest, "я настоящий");
  await page.getByRole("option", { name: /я настоящий/ }).waitFor();
  await page.getByText("Выберите диалог").waitFor();
  assert.equal(await page.getByText("Первые шаги").count(), 0);
  assert.deepEqual([...boss.errors, ...guest.errors], []);
});

test("hidden steps stay hidden for everybody and come back from the project's settings", async (t) => {
  const other = await startServer();
  t.after(other.stop);
  const chief = await owner(other);
  await chief.page.goto(other.url);
  await chief.page.getByRole("button", { name: "Скрыть шаги" }).click();
  await chief.page.getByText("Выберите диалог").waitFor();
  await chief.page.reload();
  await chief.page.getByText("Выберите диалог").waitFor();
  await chief.page.goto(`${other.url}/settings/project`);
  await chief.page.getByRole("switch", { name: /шаги/i }).press("Space");
  await chief.page.getByText("Сохранено").first().waitFor();
  await chief.page.goto(other.url);
  await chief.page.getByText("Первые шаги").waitFor();
  assert.deepEqual(chief.errors, []);
});
