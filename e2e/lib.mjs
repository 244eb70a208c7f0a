// What the journeys stand on: a real server on a fresh folder, a strict fake Telegram, Chromium, and people in windows.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => process.env[`${name.toUpperCase().replace("-", "_")}_BIN`] ?? join(root, "target/debug", name);
const axeSource = readFileSync(join(root, "e2e/node_modules/axe-core/axe.min.js"), "utf8");

export const OWNER = { name: "Катерина Лис", email: "katerina@example.com", password: "надёжный пароль 1" };
export const BOT_TOKEN = "424242:AAfake_token_for_journeys_0123456789ab";

/** A free port of this machine. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// A journey that fails half-way may not have come to its `stop`: nothing that it started outlives this process.
const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

/** A child of this process, with its output in pipes. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Waits until a line of the child's output fits; fails with everything it said when the child ends first or says nothing for a minute. */
function line(child, wanted) {
  return new Promise((resolve, reject) => {
    let said = "";
    setTimeout(() => reject(new Error(`no line like ${wanted} within a minute: ${said}`)), 60_000).unref();
    const look = (chunk) => {
      said += chunk;
      const found = said.match(wanted);
      if (found) resolve(found);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

/** A fake Telegram with one bot. */
export async function startTelegram() {
  const child = start(bin("fake-telegram"), ["--bot", `${BOT_TOKEN},tihaya_glina_bot`]);
  const [base] = await line(child, /http:\/\/[\d.:]+/);
  const control = async (path, body) => {
    const answer = await fetch(`${base}/control/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: BOT_TOKEN, ...body }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const log = async () => (await fetch(`${base}/control/log?token=${encodeURIComponent(BOT_TOKEN)}`)).json();
  return {
    base,
    addUser: (user) => control("users", user),
    act: (user, deed) => control("act", { user, deed }),
    plan: (fault, more = {}) => control("faults", { fault, ...more }),
    /** Where webhooks go instead of the public address, which leads nowhere here. */
    deliverTo: (origin) => control("deliver-to", { origin }),
    log,
    /** Waits until the log fits. */
    until: (fits, what) => until(async () => fits(await log()), what),
    stop: () => child.kill("SIGKILL"),
  };
}

/** Asks again until it is true. The journey's own time limit ends what never comes. */
export async function until(true_, what = "the condition") {
  for (let asked = 0; asked < 600; asked += 1) {
    const found = await true_();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
}

/**
 * A server on a folder of its own; `start` after `kill` keeps the folder. A `disk` (disk.mjs) watches over what it writes.
 * With a public https address its cookies are for https only, which browsers believe of `localhost` too.
 */
export async function startServer({ telegram, settings = {}, disk } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "beseda-e2e-"));
  const port = await freePort();
  const url = `http://${settings.BESEDA_PUBLIC_URL ? "localhost" : "127.0.0.1"}:${port}`;
  const env = { ...process.env, BESEDA_LISTEN: `127.0.0.1:${port}`, BESEDA_DATA_DIR: folder, BESEDA_LOG_LEVEL: "warn", ...settings };
  if (telegram) {
    env.BESEDA_TELEGRAM_API_BASE = telegram.base;
    env.BESEDA_OUTGOING_ALLOW_PRIVATE = new URL(telegram.base).host;
  }
  let child;
  let code = null;
  const serve = async () => {
    const [program, ...rest] = (disk?.wrap ?? ((command) => command))([bin("beseda"), "serve"], () => child.pid);
    child = start(program, rest, { env, cwd: folder });
    const set = line(child, /one-time code: (\S+)/).then(([, one]) => (code = one));
    // Only a server that nobody has set up prints one; the other's end is no failure here.
    set.catch(() => undefined);
    await line(child, /Beseda listens on/);
  };
  await serve();
  return {
    url,
    port,
    folder,
    /** The code of the first run, null when there is an owner. */
    code: () => code,
    /** Kill -9. */
    kill: () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill("SIGKILL");
      }),
    start: serve,
    /** Stands still between two instructions, as a laden machine may; what is sent to it meanwhile waits. */
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    stop: () => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let browser;

/** The one Chromium of this process. */
async function chromiumOnce() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/** A person with a browser of his own. Errors of the page fail the journey that looks at `errors`. */
export async function person({ width = 1440, height = 900, phone = false, scheme = "light" } = {}) {
  const context = await (await chromiumOnce()).newContext({
    viewport: phone ? { width: 390, height: 844 } : { width, height },
    hasTouch: phone,
    isMobile: phone,
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    colorScheme: scheme,
  });
  context.setDefaultTimeout(Number(process.env.E2E_PATIENCE_MS ?? 30_000));
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return { context, page, errors };
}

/** Sets the installation up through the API and answers the owner's browser, signed in. */
export async function owner(server, options) {
  const who = await person(options);
  await api(who, server, "POST", "/api/v1/setup", {
    code: server.code(),
    name: OWNER.name,
    email: OWNER.email,
    password: OWNER.password,
    project: { name: "Тихая глина", language: "ru", timezone: "Europe/Moscow" },
  });
  return who;
}

/** A request with the person's cookies. */
export async function api(who, server, method, path, data) {
  const answer = await who.context.request.fetch(server.url + path, { method, headers: { Origin: server.url }, ...(data === undefined ? {} : { data }) });
  const text = await answer.text();
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Signs in as somebody who exists. */
export async function signIn(server, email, password, options) {
  const who = await person(options);
  await api(who, server, "POST", "/api/v1/auth/login", { email, password });
  return who;
}

/** Connects a website chat through the API. */
export const siteChat = (who, server, settings) => api(who, server, "POST", "/api/v1/channels", { kind: "site_chat", name: "Чат на сайте", ...(settings ? { settings } : {}) });

/** Findings of axe that are serious or worse, as text. */
export async function seriousFindings(page) {
  await page.evaluate(axeSource);
  // Half-way from one colour to another nothing has the contrast it will have. What never ends (a spinner) is not waited for.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    return Promise.allSettled(ending.map((one) => one.finished));
  });
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations
    .filter((finding) => ["serious", "critical"].includes(finding.impact))
    .map((finding) => `${finding.id}: ${finding.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}
