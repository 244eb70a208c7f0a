// Where the visitor is and where he came from.
import { TITLE_MAX, URL_MAX, UTM_MAX } from "./limits";
import { isObject, type Store } from "./storage";
import type { Page, Utm } from "./types";

const NAMES = ["source", "medium", "campaign", "term", "content"] as const;

/** The marks of the first visit that had any. */
export interface FirstTouch {
  utm: Utm;
  tag: string | null;
}

/**
 * Remembers the marks of the first visit that had any: a visitor who comes back by a bookmark is still the one
 * the advertisement brought. Nothing is written for a visit without marks.
 */
export function firstTouch(store: Store, search: string, tag: string | null): FirstTouch {
  const kept = store.read("first");
  const old: Record<string, unknown> = isObject(kept) ? kept : {};
  const params = new URLSearchParams(search);
  const short = (value: unknown) => (typeof value === "string" ? value.slice(0, UTM_MAX) : "");
  const first: FirstTouch = { utm: {}, tag: null };
  let found = "";
  for (const name of [...NAMES, "tag"] as const) {
    const value = short(old === kept ? old[name] : name === "tag" ? tag : params.get(`utm_${name}`));
    found += value;
    if (!value) continue;
    if (name === "tag") first.tag = value;
    else first.utm[name] = value;
  }
  if (found && old !== kept) store.write("first", { ...first.utm, tag: first.tag });
  return first;
}

/** The page as the operator will see it. With `showPage` off only the language and the marks are told. */
export function currentPage(first: FirstTouch, tag: string | null, title: string, showPage: boolean): Page {
  const page: Page = {
    url: showPage ? location.href.slice(0, URL_MAX) : "",
    title: showPage ? title.slice(0, TITLE_MAX) : "",
    referrer: showPage ? document.referrer.slice(0, URL_MAX) : "",
    language: (navigator.language || "").slice(0, 35),
    utm: first.utm,
  };
  const start = first.tag || tag;
  if (start) page.tag = start.slice(0, UTM_MAX);
  return page;
}

type Navigation = EventTarget;

/**
 * Calls back when the address changes without a load. The Navigation API tells it without touching the page;
 * only where it is absent the two methods of history are wrapped.
 */
export function onRoute(changed: () => void): void {
  let last = location.href;
  let timer = 0;
  const look = () => {
    if (location.href === last) return;
    last = location.href;
    // A framework sets the title a moment after the address.
    clearTimeout(timer);
    timer = window.setTimeout(changed, 300);
  };
  addEventListener("popstate", look);
  addEventListener("hashchange", look);
  const navigation = (window as { navigation?: Navigation }).navigation;
  if (navigation) {
    navigation.addEventListener("currententrychange", look);
    return;
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args) {
      original.apply(this, args);
      look();
    };
  }
}
