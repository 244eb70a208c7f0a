// The one script a site puts on its pages. Nothing but the settings is asked of the server until the page is idle,
// and nothing is written there until the visitor opens the chat.
import { Api, type Refusal } from "./core/api";
import { Chat, type ChatEvent } from "./core/chat";
import { openStorage, Store } from "./core/storage";
import type { Config } from "./core/types";
import { View } from "./ui/view";

const LAST_WAIT_MS = 100_000;

async function start(script: HTMLScriptElement, key: string): Promise<void> {
  const data = script.dataset;
  const api = new Api(`${new URL(script.src).origin}/chat/${encodeURIComponent(key)}`);
  const config = await settled(api);
  if (!config) return;
  await ready();
  const store = new Store(`beseda:${key}`, openStorage("localStorage"));
  const tab = new Store(`beseda:${key}`, openStorage("sessionStorage"));
  const options = {
    key,
    language: data.language || null,
    tag: data.tag || null,
    userName: (data.userName || "").trim().slice(0, 100) || null,
  };
  const chat = new Chat(config, options, api, store);
  // The browser hides the nonce from the attribute but not from the property.
  const view = new View(chat, tab, data.theme, data.nonce || script.nonce);
  if (data.identity) chat.identify(data.identity);
  view.mount();
  // A window over the whole screen of a phone is not opened unasked.
  if (data.open !== undefined && data.open !== "false" && innerWidth >= 480) view.open(false);
  Object.defineProperty(window, "beseda", { value: face(chat, view), configurable: true });
  dispatchEvent(new CustomEvent("beseda:ready"));
  idle(() => chat.resume());
}

/** What the page may do with its chat. */
function face(chat: Chat, view: View) {
  return Object.freeze({
    // A page that opens the chat by itself does not make a session; one that answers a click does.
    open: () => view.open(!navigator.userActivation || navigator.userActivation.isActive),
    close: () => view.close(),
    /** A JWT signed by the site's server; null when the visitor has signed out. */
    identify: (jwt: string | null) => chat.identify(jwt),
    on: (event: ChatEvent, run: (value: unknown) => void) => chat.on(event, run),
    get unread() {
      return chat.unread;
    },
  });
}

/** The settings, or null when there is no chat on this page. A server that is away is asked a few times. */
async function settled(api: Api): Promise<Config | null> {
  for (let wait = 2000; ; wait *= 4) {
    try {
      return await api.config();
    } catch (error) {
      const { status, code, retryMs } = error as Refusal;
      if ((status >= 400 && status < 429) || wait > LAST_WAIT_MS) {
        console.warn("Beseda: no chat here:", code || status);
        return null;
      }
      await new Promise((run) => setTimeout(run, Math.max(retryMs, wait)));
    }
  }
}

const ready = (): Promise<void> =>
  document.body
    ? Promise.resolve()
    : new Promise((run) => document.addEventListener("DOMContentLoaded", () => run(), { once: true }));

function idle(run: () => void): void {
  const later = () =>
    typeof requestIdleCallback === "function"
      ? requestIdleCallback(run, { timeout: 3000 })
      : setTimeout(run, 200);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

const script = document.currentScript as HTMLScriptElement | null;
const key = script && script.dataset.channel;
// A tag put in twice by a tag manager makes one chat.
const page = window as { besedaChat?: boolean };
if (script && key && !page.besedaChat) {
  page.besedaChat = true;
  void start(script, key).catch((error) => console.error("Beseda:", error));
}
