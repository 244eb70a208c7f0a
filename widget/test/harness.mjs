// Runs cases in a real browser, each with its own server and its own profile.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { FakeServer, SETTINGS } from "./fake-server.mjs";

const ARGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const cases = [];
export const test = (name, options, run) => cases.push({ name, options, run });
mkdirSync("test/shots", { recursive: true });

/** Waits until the check stops throwing or returns something; the only way a case waits. */
export async function until(check, what, ms = 60_000) {
  const end = Date.now() + ms;
  for (;;) {
    let last;
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain: ${what}${last ? ` (${last.message})` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const shot = (page, name) => page.screenshot({ path: `test/shots/${name}.png` });
export const launcher = (page) => page.locator(".launch");
export const field = (page) => page.locator(".inp");
export const bubbles = (page, who = "") => page.locator(`.m${who} .bub .tx`);
export const sent = (server) => server.requests.filter((r) => r.method === "POST" && r.path === "messages");
export const visitorOf = (server) => [...server.dialogs.keys()][0] ?? [...server.tokens.values()][0];

export async function open(page, server, query = "") {
  await page.goto(`${server.origin}/chat/ch_test/demo${query}`);
  await launcher(page).waitFor();
}

export async function write(page, text) {
  await field(page).fill(text);
  await page.locator(".go").click();
}

async function run({ name, options, run: body }) {
  const server = await new FakeServer().start();
  server.settings = { ...SETTINGS, ...options.settings };
  server.online = options.online ?? true;
  server.attributes = options.attributes ?? "";
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS.split(" ") });
  try {
    const context = await browser.newContext({
      locale: "ru-RU",
      colorScheme: options.dark ? "dark" : "light",
      reducedMotion: "reduce",
      ...options.context,
    });
    const page = await context.newPage();
    const errors = [];
    context.on("weberror", (error) => errors.push(error.error().message));
    page.on("console", (m) => /Content Security Policy|Uncaught/.test(m.text()) && errors.push(m.text()));
    page.setDefaultTimeout(8000);
    try {
      await body({ server, page, context });
    } catch (error) {
      await shot(page, `failed-${cases.findIndex((c) => c.name === name)}`).catch(() => {});
      throw error;
    }
    assert.deepEqual(server.violations, []);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Runs the cases whose name has the given part; returns the code to exit with. */
export async function runCases(part) {
  let failed = 0;
  const chosen = cases.filter((c) => c.name.includes(part));
  for (const one of chosen) {
    const started = Date.now();
    try {
      await run(one);
      console.log(`ok   ${one.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${one.name}\n     ${error.message.split("\n").slice(0, 12).join("\n     ")}`);
    }
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed || !chosen.length ? 1 : 0;
}
