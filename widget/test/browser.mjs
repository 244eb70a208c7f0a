// The built script in a real browser, against the fake server. `node test/browser.mjs [part of a name]`; screenshots
// go to test/shots.
import assert from "node:assert/strict";
import {
  bubbles,
  field,
  launcher,
  open,
  PHONE,
  runCases,
  sent,
  shot,
  test,
  until,
  visitorOf,
  write,
} from "./harness.mjs";

test("nothing is asked but the settings until the visitor opens, no record until he writes", {}, async ({
  server,
  page,
}) => {
  await open(page, server);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(
    server.requests.map((r) => r.path),
    ["config"],
  );
  await launcher(page).click();
  await until(() => server.sockets.size === 1, "socket");
  await until(() => page.getByText("Здравствуйте! Чем помочь?").isVisible(), "greeting");
  assert.equal(server.dialogs.size, 0);
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.equal(await page.locator(".inp").evaluate((e) => e.getRootNode().activeElement === e), true);
});

test("history after a reload, in order, once", {}, async ({ server, page }) => {
  await open(page, server, "?utm_source=vk&utm_campaign=autumn");
  await launcher(page).click();
  await write(page, "Есть зелёные глазури?");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "sent mark");
  assert.deepEqual(server.lastPage.utm, { source: "vk", campaign: "autumn" });
  assert.match(server.lastPage.url, /\/demo\?utm_source=vk/);
  server.say(visitorOf(server), "Шесть оттенков");
  await until(async () => (await bubbles(page, ".man").allInnerTexts()).includes("Шесть оттенков"), "answer");
  await until(() => server.frames.some((f) => f.type === "seen"), "seen");
  await open(page, server);
  await until(async () => (await bubbles(page).allInnerTexts()).length === 3, "history");
  assert.deepEqual(await bubbles(page).allInnerTexts(), [
    "Здравствуйте! Чем помочь?",
    "Есть зелёные глазури?",
    "Шесть оттенков",
  ]);
  await write(page, "Спасибо");
  await until(() => sent(server).length === 2, "second message");
  assert.deepEqual(server.lastPage.utm, { source: "vk", campaign: "autumn" });
  assert.equal(server.lastForm, null);
});

test("an answer lost after storing makes no double", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  server.dropAnswerOnce = true;
  await write(page, "Беру шесть тарелок");
  await write(page, "И две пиалы");
  const visitor = await until(() => visitorOf(server), "visitor");
  await until(() => server.dialog(visitor).length === 2, "both stored");
  await until(
    () => page.evaluate(() => localStorage.getItem("beseda:ch_test:queue") === null),
    "empty queue",
  );
  const refs = sent(server).map((r) => r.body.ref);
  assert.equal(refs.length, 3);
  assert.equal(refs[0], refs[1]);
  assert.deepEqual(
    server.dialog(visitor).map((m) => m.text),
    ["Беру шесть тарелок", "И две пиалы"],
  );
  assert.equal(await bubbles(page, ".me").count(), 2);
});

test("written offline, reloaded, sent in order when the server is back", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Первое");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "first is stored");
  server.goDown();
  await until(() => page.locator(".strip.off").isVisible(), "offline strip");
  await write(page, "Беру шесть тарелок и две пиалы");
  await write(page, "Доставите в Казань?");
  // An attempt may be under way at this moment; while the server is away it ends as waiting again.
  await until(async () => (await page.locator("[data-state=queued]").count()) === 2, "both wait");
  await shot(page, "offline-light");
  const queue = await page.evaluate(() =>
    JSON.parse(localStorage.getItem("beseda:ch_test:queue")).map((m) => m.text),
  );
  assert.deepEqual(queue, ["Беру шесть тарелок и две пиалы", "Доставите в Казань?"]);
  const visitor = visitorOf(server);
  for (const text of ["Доставим, 690 ₽, четыре-пять дней", "Так «Мох» выглядит днём", "Оформляем?"])
    server.say(visitor, text);
  server.goUp();
  await open(page, server);
  await until(() => server.dialog(visitor).length === 6, "all stored");
  assert.deepEqual(
    server
      .dialog(visitor)
      .slice(4)
      .map((m) => m.text),
    queue,
  );
  await until(async () => (await bubbles(page).count()) === 7, "all rows once");
});

test("catch-up after a broken connection says how many", { dark: true }, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Беру шесть тарелок");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  server.say(visitor, "Минуту");
  await until(() => server.frames.some((f) => f.type === "seen"), "seen");
  server.goDown();
  await until(() => page.locator(".strip.off").isVisible(), "offline strip");
  for (let i = 0; i < 3; i++) server.say(visitor, `Ответ ${i + 1}`);
  server.goUp();
  await until(
    async () => (await page.locator(".strip").innerText()) === "Снова на связи. Загружены 3\u00a0сообщения",
    "strip",
  );
  assert.match(await page.locator(".new").innerText(), /3\u00a0новых сообщения/);
  await shot(page, "caught-up-dark");
  await until(() => page.locator(".strip").isHidden(), "strip goes after four seconds");
});

test("a long absence is read page by page", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Я вернусь");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  await page.goto("about:blank");
  for (let i = 0; i < 130; i++) server.say(visitor, `Сообщение ${i}`);
  await open(page, server);
  await until(async () => (await bubbles(page, ".man").count()) === 130, "all of them");
  const texts = await bubbles(page, ".man").allInnerTexts();
  assert.deepEqual(
    texts,
    Array.from({ length: 130 }, (_, i) => `Сообщение ${i}`),
  );
});

test("two tabs: rows, seen state and badge are shared, an unseen message is counted", {}, async ({
  server,
  page,
  context,
}) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Из первой");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const other = await context.newPage();
  await open(other, server);
  await launcher(other).click();
  await until(
    async () => (await bubbles(other, ".me").allInnerTexts()).join() === "Из первой",
    "history in the second",
  );
  await write(other, "Из второй");
  await until(async () => (await bubbles(page, ".me").allInnerTexts()).length === 2, "row in the first");
  assert.equal(new Set(server.tokens.values()).size, 1);
  await other.locator(".head [aria-label='Свернуть чат']").click();
  await page.bringToFront();
  await page.locator(".head [aria-label='Свернуть чат']").click();
  const before = server.frames.filter((f) => f.type === "seen").length;
  const message = server.say(visitorOf(server), "Да, «Мох» матовый. Прислать фото при дневном свете?");
  for (const tab of [page, other])
    await until(async () => (await tab.locator(".badge").innerText()) === "1", "badge");
  assert.equal(server.frames.filter((f) => f.type === "seen").length, before);
  assert.ok(await page.locator(".tease").isVisible());
  await launcher(page).click();
  await until(() => server.frames.some((f) => f.type === "seen" && f.n === message.n), "seen frame");
  await until(() => other.locator(".badge").isHidden(), "badge of the other tab");
});

test("a press is kept with a check, an edit and a delete are shown, ticks follow", {}, async ({
  server,
  page,
}) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Здравствуйте");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  const bot = { kind: "bot", name: null, avatar_url: null };
  const buttons = [
    [
      { text: "Посуда на заказ", data: "order", url: null },
      { text: "Мастер-класс", data: "class", url: null },
    ],
    [{ text: "Доставка", data: null, url: "https://glina.example/delivery" }],
  ];
  const asked = server.say(visitor, "Чем помочь?", { author: bot, buttons });
  await page.getByRole("button", { name: "Посуда на заказ" }).click();
  await until(() => page.locator(".pill.on", { hasText: "Посуда на заказ" }).count(), "pressed");
  await until(() => server.presses?.size === 1, "press sent");
  assert.deepEqual([...server.presses.values()][0], { message_id: asked.id, data: "order" });
  assert.equal(await page.locator("a.pill").getAttribute("rel"), "noopener noreferrer nofollow");
  const other = server.say(visitor, "Опечатка");
  server.change(visitor, other.id, { text: "Исправлено", edited: true });
  await until(() => page.getByText("изменено").count(), "edited");
  server.change(visitor, other.id, { deleted: true, text: "" });
  await until(() => page.getByText("Сообщение удалено").count(), "deleted");
  server.tell(visitor, { type: "seen", n: 99 });
  await until(() => page.locator(".m.me [data-state=read]").count(), "read");
  server.tell(visitor, { type: "typing", name: "Ольга" });
  await until(() => page.getByText("Ольга печатает").isVisible(), "typing in");
  await field(page).pressSequentially("печатаю", { delay: 30 });
  await until(() => server.frames.some((f) => f.type === "typing"), "typing out");
  const times = server.frames.filter((f) => f.type === "typing").map((f) => f.at);
  for (let i = 1; i < times.length; i++) assert.ok(times[i] - times[i - 1] > 2900, "typing is throttled");
});

test("hostile text stays text", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  const evil = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
  await write(page, evil);
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  const link = (url) => ({ text: "нажмите", entities: [{ type: "link", offset: 0, length: 7, url }] });
  server.say(visitor, evil, { author: { kind: "employee", name: evil, avatar_url: "javascript:alert(1)" } });
  server.say(visitor, "нажмите", link("javascript:window.hacked=1"));
  server.say(visitor, "нажмите", link("https://example.com/"));
  server.say(visitor, "", {
    files: [
      {
        id: 1,
        kind: "image",
        name: evil,
        mime: "image/png",
        size: 1,
        width: 1,
        height: 1,
        url: "javascript:alert(1)",
        thumb_url: null,
      },
    ],
  });
  await until(async () => (await bubbles(page, ".man").count()) >= 4, "rows");
  assert.equal(await bubbles(page, ".me").first().innerText(), evil);
  assert.equal(await page.locator(".log a:not(.fil)").count(), 1);
  assert.equal(await page.locator(".log img, .log script").count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
});

test("files: progress, refusals in words, picture in full", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 180 } });
  const input = page.locator("input[type=file]");
  await input.setInputFiles([
    { name: "Фото.png", mimeType: "image/png", buffer: png },
    { name: "virus.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") },
    { name: "кино.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(1024 * 1024 + 1) },
  ]);
  await until(
    async () => /Такие файлы нельзя отправить/.test(await page.locator(".tray").innerText()),
    "415 in words",
  );
  assert.match(await page.locator(".tray").innerText(), /Файл больше 1\u00a0МБ/);
  await shot(page, "files-light");
  server.answers["POST files"] = [[429, { code: "rate_limited", retry_after_s: 1 }]];
  await input.setInputFiles({ name: "Ещё.txt", mimeType: "text/plain", buffer: Buffer.from("текст") });
  await until(async () => /Слишком часто/.test(await page.locator(".tray").innerText()), "429 in words");
  await page.getByRole("button", { name: "Повторить" }).click();
  await until(() => server.requests.filter((r) => r.path === "files").length === 4, "upload again");
  await write(page, "Вот так");
  await until(() => sent(server).length === 1, "sent");
  assert.equal(sent(server)[0].body.file_ids.length, 2);
  await until(() => page.locator("button.pic img").isVisible(), "picture");
  const box = await page.locator("button.pic img").boundingBox();
  assert.ok(Math.abs(box.width / box.height - 320 / 180) < 0.05, "place is reserved");
  await page.locator("button.pic").click();
  await until(() => page.locator(".photo img").isVisible(), "full view");
  await page.keyboard.press("Escape");
  await until(async () => (await page.locator(".photo").count()) === 0, "closed");
  assert.ok(await page.locator(".panel").isVisible(), "only the picture was closed");
});

test("too many messages wait, a refused one can be taken away", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  server.answers["POST messages"] = [
    [429, { code: "rate_limited", retry_after_s: 3 }],
    [422, { code: "invalid" }],
  ];
  await write(page, "Первое");
  await until(async () => /Слишком часто/.test(await page.locator(".hint").innerText()), "429 in words");
  await until(() => page.locator("[data-state=failed]").count(), "refused");
  await write(page, "Второе");
  await until(() => server.dialogs.size === 1, "the second passes");
  await page.getByRole("button", { name: "Убрать" }).click();
  await until(async () => (await bubbles(page, ".me").allInnerTexts()).join() === "Второе", "taken away");
});

const form = { enabled: true, name: true, email: true, phone: false, required: true };
test("form before the chat on a phone", {
  context: PHONE,
  settings: { pre_chat: form },
  online: false,
}, async ({ server, page }) => {
  await open(page, server);
  await shot(page, "demo-phone");
  await launcher(page).click();
  await until(async () => {
    const { x, y, width, height } = await page.locator(".panel").boundingBox();
    return x === 0 && y === 0 && width === 390 && height === 844;
  }, "the whole screen");
  await page.getByLabel("Имя").fill("Дарья");
  await page.getByLabel("Почта").fill("dasha@example");
  await page.getByLabel("Вопрос").fill("Успеете набор на шестерых к 25 декабря?");
  await page.getByRole("button", { name: "Отправить вопрос" }).click();
  await until(() => page.getByText("Допишите адрес").isVisible(), "fault in words");
  await shot(page, "form-phone-light");
  assert.equal(sent(server).length, 0);
  await page.getByLabel("Почта").fill("dasha@example.com");
  await page.getByRole("button", { name: "Отправить вопрос" }).click();
  await until(() => server.dialogs.size === 1, "stored");
  assert.deepEqual(server.lastForm, { name: "Дарья", email: "dasha@example.com" });
  await until(() => bubbles(page, ".me").count(), "log instead of the form");
});

test("phone: whole screen, focus inside, targets of 44, page does not scroll", { context: PHONE }, async ({
  server,
  page,
}) => {
  await open(page, server);
  await launcher(page).tap();
  await until(() => page.locator(".panel").isVisible(), "window");
  assert.equal(await page.locator(".panel").getAttribute("aria-modal"), "true");
  assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "hidden");
  for (const target of await page.locator(".panel button:visible, .panel textarea:visible").all()) {
    const { width, height } = await target.boundingBox();
    assert.ok(
      width >= 44 && height >= 44,
      `${await target.getAttribute("aria-label")}: ${width} × ${height}`,
    );
  }
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    assert.ok(
      await page.evaluate(() => document.querySelector("#beseda-chat").shadowRoot.activeElement !== null),
      "focus stays",
    );
  }
  await page.keyboard.press("Escape");
  await until(() => page.locator(".panel").isHidden(), "closed");
  assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "");
  assert.ok(await launcher(page).evaluate((e) => e.getRootNode().activeElement === e), "focus is back");
});

test("the page's own routes are told once there is a client", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await until(() => server.sockets.size === 1, "socket");
  await page.evaluate(() => history.pushState({}, "", "?p=1"));
  await write(page, "Вопрос");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  await page.evaluate(() => {
    history.pushState({}, "", "?p=2");
    document.title = "Пиалы";
  });
  const pages = () => server.frames.filter((f) => f.type === "page" && /\?p=2$/.test(f.url));
  const [frame] = await until(() => pages().length && pages(), "page frame");
  assert.match(frame.url, /\?p=2$/);
  assert.equal(frame.title, "Пиалы");
  assert.equal(pages().length, 1);
});

test("the page's face: open, close, events, identity", {}, async ({ server, page }) => {
  await open(page, server);
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ["open", "close", "unread", "message"])
      beseda.on(name, (v) => heard.push([name, v?.text ?? v]));
    beseda.open();
  });
  await until(() => page.locator(".panel").isVisible(), "window");
  await write(page, "Вопрос");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  await page.evaluate(() => beseda.close());
  server.say(visitorOf(server), "Ответ");
  await until(() => page.evaluate(() => beseda.unread === 1), "unread");
  await until(() => page.evaluate(() => heard.length === 4), "events");
  assert.deepEqual(await page.evaluate(() => heard.map((e) => e[0]).sort()), [
    "close",
    "message",
    "open",
    "unread",
  ]);
  const jwt = `x.${Buffer.from(JSON.stringify({ sub: "u1" })).toString("base64url")}.x`;
  await page.evaluate((t) => beseda.identify(t), jwt);
  await until(
    () => server.requests.some((r) => r.path === "session" && r.body.identity === jwt),
    "identity sent",
  );
  await page.evaluate(() => beseda.identify(null));
  assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem("beseda:ch_test")).token), "");
});

test("a refused token is renewed, for requests and for the socket", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Раз");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  server.tokens.clear();
  const session = server.session.bind(server);
  server.session = (body) => {
    const answer = session(body);
    server.tokens.set(answer[1].token, visitor);
    return [200, { ...answer[1], visitor, known: true }];
  };
  for (const { ws } of server.sockets) ws.terminate();
  await write(page, "Два");
  await until(() => server.dialog(visitor).length === 2, "sent with the new token");
  await until(() => server.sockets.size === 1, "socket with the new token");
});

for (const dark of [false, true]) {
  test(`looks: ${dark ? "dark" : "light"}`, { dark }, async ({ server, page }) => {
    const name = dark ? "dark" : "light";
    await page.setViewportSize({ width: 760, height: 680 });
    await open(page, server);
    await launcher(page).click();
    await write(page, "Есть зелёные глазури?");
    await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
    const visitor = visitorOf(server);
    const bot = { kind: "bot", name: null, avatar_url: null };
    const buttons = ["Посуда на заказ", "Мастер-класс", "Доставка"].map((text) => ({
      text,
      data: text,
      url: null,
    }));
    server.say(visitor, "Что вас интересует?", {
      author: bot,
      buttons: [buttons],
      pressed: "Посуда на заказ",
    });
    const file = {
      id: 7,
      kind: "document",
      name: "Палитра_глазурей.pdf",
      mime: "application/pdf",
      size: 1_900_000,
      width: null,
      height: null,
      url: "/chat/ch_test/files/7",
      thumb_url: null,
    };
    server.say(visitor, "Добрый день! Шесть оттенков, вот палитра", { files: [file] });
    server.tell(visitor, { type: "seen", n: 99 });
    server.tell(visitor, { type: "typing", name: "Ольга" });
    await field(page).fill("А «Мох» матовый?");
    await until(() => page.getByText("Ольга печатает").isVisible(), "typing");
    await shot(page, `window-${name}`);
    await page.setViewportSize({ width: 390, height: 844 });
    await shot(page, `phone-${name}`);
    await page.setViewportSize({ width: 760, height: 680 });
    await page.keyboard.press("Escape");
    server.say(visitor, "Да, «Мох» матовый. Прислать фото при дневном свете?");
    await until(() => page.locator(".tease").isVisible(), "last message");
    await shot(page, `closed-${name}`);
  });
}

const yellow = { color: "#f5c518", side: "left", theme: "light", language: "en" };
test("a light colour gets dark text, the side and the language are kept", {
  settings: yellow,
  dark: true,
}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Hello");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const style = (selector) =>
    page.locator(selector).evaluate((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]);
  assert.deepEqual(await style(".head"), ["rgb(21, 32, 30)", "rgb(245, 197, 24)"]);
  assert.deepEqual(await style(".m.me .bub"), ["rgb(21, 32, 30)", "rgb(245, 197, 24)"]);
  assert.equal((await launcher(page).boundingBox()).x, 20);
  assert.equal(await page.getByText("Powered by Beseda").count(), 1);
  await shot(page, "yellow-left-en");
});

test("a window the page has opened makes no session until the visitor turns to it", {
  attributes: " data-open",
}, async ({ server, page }) => {
  await open(page, server);
  await page.getByText("Здравствуйте! Чем помочь?").waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(
    server.requests.map((r) => r.path),
    ["config"],
  );
  await field(page).click();
  await until(() => server.sockets.size === 1, "session and socket");
});

test("known people only: a sign-in is asked for, a bad one is told", {
  settings: { identity_required: true },
}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await page.getByText("Войдите на сайте").waitFor();
  assert.deepEqual(
    server.requests.map((r) => r.path),
    ["config"],
  );
  const jwt = (payload) => `x.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.x`;
  await page.evaluate((t) => beseda.identify(t), jwt({ sub: "u1" }));
  await field(page).waitFor();
  await until(() => server.sockets.size === 1, "socket");
  server.answers["POST session"] = [[401, { code: "bad_identity" }]];
  await page.evaluate((t) => beseda.identify(t), jwt({ sub: "u2" }));
  await page.getByText("Войдите на сайте").waitFor();
});

test("what is scrolled out of sight is not seen", {}, async ({ server, page }) => {
  await open(page, server);
  await launcher(page).click();
  await write(page, "Вопрос");
  await until(() => page.locator(".m.me [data-state=sent]").count(), "stored");
  const visitor = visitorOf(server);
  for (let i = 0; i < 20; i++) server.say(visitor, `Ответ ${i}\nи ещё строка`);
  const last = () => server.dialog(visitor).at(-1).n;
  await until(() => server.frames.some((f) => f.type === "seen" && f.n === last()), "all seen");
  await page.locator(".log").evaluate((e) => e.scrollTo(0, e.scrollHeight / 2));
  server.say(visitor, "Внизу");
  await until(() => page.locator(".jump").isVisible(), "the way down");
  assert.match(await page.locator(".jump").innerText(), /1\u00a0новое сообщение/);
  assert.ok(!server.frames.some((f) => f.type === "seen" && f.n === last()), "not seen yet");
  assert.ok(
    server.frames.some((f) => f.type === "received" && f.n === last()),
    "but received",
  );
  await page.locator(".jump").click();
  await until(() => server.frames.some((f) => f.type === "seen" && f.n === last()), "seen now");
});

process.exit(await runCases(process.argv[2] ?? ""));
