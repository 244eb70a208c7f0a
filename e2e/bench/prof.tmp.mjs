// What the page costs the person in front of it, in Chromium: opening dialogs, scrolling, memory. One JSON object; ends with 1 when a
// limit is missed. A company of 500 dialogs, one of them with 5,000 messages, comes in through the fake Telegram first.
import { BOT_TOKEN, api, closeBrowser, owner, startServer, startTelegram } from "../lib.mjs";

const DIALOGS = Number(process.env.BENCH_DIALOGS ?? 500);
const HISTORY = Number(process.env.BENCH_HISTORY ?? 5_000);
const WORDS_EACH = 12;
/** Dialogs that are gone back and forth between. */
const LOADED = 20;
const FRESH = 40;
const SWITCHES = 20;
const LIMITS = { loaded_p95_ms: 50, fresh_p95_ms: 150, long_tasks: 0, heap_growth_mb: 5 };
const TEXTS = [
  "Здравствуйте! Подскажите, пожалуйста, когда придёт заказ?",
  "Спасибо, всё понятно.",
  "А можно поменять адрес доставки? Сейчас указан старый, я переехала в другой район ещё весной.",
  "Добрый день, есть ли синяя кружка на 400 мл?",
];
const FIRST_ID = 700_000;
/** Four digits, so that no name is the beginning of another. */
const called = (number) => `Клиент ${String(number).padStart(4, "0")}`;
const LONG = called(0);

/** Everybody writes; whoever has the long history does so first and once more last. */
async function company(telegram) {
  const ids = Array.from({ length: DIALOGS }, (_, number) => FIRST_ID + number);
  for (const id of ids) await telegram.addUser({ id, first_name: called(id - FIRST_ID), language_code: "ru" });
  const say = (id, number) => telegram.act(id, { do: "text", text: `${TEXTS[number % TEXTS.length]} ${number}` });
  const many = async (work) => {
    for (let at = 0; at < work.length; at += 32) await Promise.all(work.slice(at, at + 32).map(([id, number]) => say(id, number)));
  };
  await many(Array.from({ length: HISTORY }, (_, number) => [FIRST_ID, number]));
  for (let round = 0; round < WORDS_EACH; round += 1) await many(ids.slice(1).map((id) => [id, round]));
  await say(FIRST_ID, HISTORY);
}

/** Waits, without a limit, until the server has taken everything in. */
async function takenIn(boss, server) {
  for (;;) {
    const { all } = await api(boss, server, "GET", "/api/v1/dialogs/counts");
    const { items } = await api(boss, server, "GET", `/api/v1/dialogs?limit=50&filter=${encodeURIComponent(JSON.stringify({ q: LONG }))}`);
    const long = items.find((dialog) => dialog.name === LONG);
    if (all.count >= DIALOGS && long?.last.text.endsWith(` ${HISTORY}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What the page is asked to do lives in it, so that no message between processes stands within a measure. */
function hands() {
  const list = () => document.querySelector('[role="listbox"][aria-label="Диалоги"]');
  const scroller = (from) => {
    let at = from;
    while (at && !(at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY))) at = at.parentElement;
    return at;
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  /** Called while a frame is being made: a message comes behind its painting. */
  const behind = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  const painted = () => frame().then(behind);
  const rows = () => [...list().querySelectorAll('[role="option"]')];
  const named = (name) => rows().find((row) => row.textContent.includes(name));
  /** The dialog of this name, with words in it. */
  const shows = (name) =>
    document.querySelector('[role="log"] [role="article"], [role="log"] article') &&
    [...document.querySelectorAll("h1")].some((title) => title.textContent.includes(name));
  const listScroller = () => scroller(list());
  const bench = {
    names: () => rows().map((row) => /Клиент \d{4}/.exec(row.textContent)?.[0]).filter(Boolean),
    /** From the press to the paint of the dialog with its messages. */
    open: async (name) => {
      const begun = performance.now();
      named(name).click();
      // It is looked at where a frame begins; what is there then is painted by it.
      do await frame();
      while (!shows(name));
      await behind();
      return performance.now() - begun;
    },
    rest: () => new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 200 })),
    listTo: async (top) => {
      listScroller().scrollTop = top;
      await painted();
      await painted();
    },
    /** Down and up again a third of the pane a frame; for the history the other way round, until its beginning. */
    scrollList: async () => {
      const pane = listScroller();
      for (const way of [1, -1]) {
        for (let still = 0; still < 60; ) {
          const before = pane.scrollTop;
          pane.scrollTop += (way * pane.clientHeight) / 3;
          await frame();
          still = pane.scrollTop === before ? still + 1 : 0;
        }
      }
    },
    scrollHistory: async () => {
      const pane = scroller(document.querySelector('[role="log"]')) ?? document.querySelector('[role="log"]');
      for (const [way, patience] of [
        [-1, 180],
        [1, 60],
      ]) {
        for (let still = 0; still < patience; ) {
          const before = pane.scrollTop;
          pane.scrollTop += (way * pane.clientHeight) / 3;
          await frame();
          still = pane.scrollTop === before ? still + 1 : 0;
        }
      }
    },
  };
  const tasks = [];
  new PerformanceObserver((found) => tasks.push(...found.getEntries().map((task) => Math.round(task.duration)))).observe({ type: "longtask" });
  window.bench = Object.assign(bench, { tasks });
}

/** How far it is, for whoever waits. */
const note = (text) => process.stderr.write(`bench page: ${text}\n`);
const part = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
function figures(all) {
  const sorted = all.toSorted((one, other) => one - other);
  return { p50: Math.round(part(sorted, 0.5)), p95: Math.round(part(sorted, 0.95)), max: Math.round(sorted.at(-1)) };
}

async function measure(page) {
  const call = (name, ...given) => page.evaluate(([name, given]) => window.bench[name](...given), [name, given]);
  const open = async (name) => {
    const ms = await call("open", name);
    await call("rest");
    return ms;
  };
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let round = 0; round < 3; round += 1) await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Runtime.getHeapUsage")).usedSize / 1024 / 1024;
  };

  // The first few opened load the parts of the page that only a dialog needs.
  const top = await call("names");
  for (const name of top.slice(0, 3)) await open(name);
  note("dialogs that were not loaded");
  const fresh = [];
  const seen = new Set(top.slice(0, 3));
  for (let place = 0; fresh.length < FRESH; place += 360) {
    await call("listTo", place);
    for (const name of await call("names")) {
      if (seen.has(name) || fresh.length >= FRESH) continue;
      seen.add(name);
      fresh.push(await open(name));
    }
  }

  note("dialogs that are loaded");
  await call("listTo", 0);
  const loaded = (await call("names")).slice(0, LOADED);
  const back = async (count) => {
    const took = [];
    for (let number = 0; number < count; number += 1) took.push(await open(loaded[(number * 7) % loaded.length]));
    return took;
  };
  await back(loaded.length * 2);
  const before = await heap();
  
 const tr = await page.context().browser().newBrowserCDPSession();
 const events=[]; tr.on("Tracing.dataCollected", e=>events.push(...e.value));
 await tr.send("Tracing.start",{transferMode:"ReportEvents",traceConfig:{includedCategories:["devtools.timeline","disabled-by-default-devtools.timeline","blink","cc"]}});
 const switches = await back(SWITCHES);
 const done = new Promise(r=>tr.once("Tracing.tracingComplete",r)); await tr.send("Tracing.end"); await done;
 (await import("node:fs")).writeFileSync("/tmp/trace.json", JSON.stringify(events));

  const growth = (await heap()) - before;
  note(`${JSON.stringify({ fresh: figures(fresh), loaded: figures(switches), growth })}`);

  note("scrolling the list");
  for (let place = 0; !(await call("names")).includes(LONG); place += 360) await call("listTo", place);
  await open(LONG);
  await page.evaluate(() => void (window.bench.tasks.length = 0));
  
  const listTasks = await page.evaluate(() => window.bench.tasks.splice(0));
  note("scrolling the history");
  
  const historyTasks = await page.evaluate(() => window.bench.tasks.splice(0));
  note(`${loaded.length} dialogs were gone through`);
  return { fresh: figures(fresh), loaded: figures(switches), growth, listTasks, historyTasks };
}

const telegram = await startTelegram();
const server = await startServer({ telegram });
try {
  const boss = await owner(server);
  await api(boss, server, "POST", "/api/v1/channels", { kind: "telegram", token: BOT_TOKEN, mode: "poll" });
  await company(telegram);
  await takenIn(boss, server);
  await boss.page.addInitScript(hands);
  await boss.page.goto(server.url);
  await boss.page.getByRole("option").first().waitFor();
  const { fresh, loaded, growth, listTasks, historyTasks } = await measure(boss.page);
  const found = {
    dialogs: DIALOGS,
    history: HISTORY,
    switches: SWITCHES,
    loaded_p50_ms: loaded.p50,
    loaded_p95_ms: loaded.p95,
    loaded_max_ms: loaded.max,
    fresh_p50_ms: fresh.p50,
    fresh_p95_ms: fresh.p95,
    fresh_max_ms: fresh.max,
    long_tasks: listTasks.length + historyTasks.length,
    long_tasks_list: listTasks.length,
    longest_in_list_ms: Math.max(0, ...listTasks),
    long_tasks_history: historyTasks.length,
    longest_in_history_ms: Math.max(0, ...historyTasks),
    heap_growth_mb: Math.round(growth * 100) / 100,
    limits: LIMITS,
  };
  process.stdout.write(`${JSON.stringify(found)}\n`);
  process.exitCode = Object.entries(LIMITS).some(([name, limit]) => found[name] > limit) ? 1 : 0;
} finally {
  await closeBrowser();
  server.stop();
  telegram.stop();
}
