/**
 * Words of the page. One namespace per feature and language (`ru/clients.ts`), Russian is the source of the key types.
 * A language is three chunks: the words of Clients, loaded before the first render; those of what Clients opens later (deals,
 * linked dialogs, many at once); and those of the other sections. Each of the latter comes with the first part that needs it. Changing the language loads what has been needed so far.
 */
import i18next from "i18next";
import { setRequestContext } from "@/api/request";
import { readStored, writeStored } from "@/lib/storage";
import type ru from "./ru";
import type rest from "./ru/rest";
import type work from "./ru/work";

export type Language = "ru" | "en";
export type Words = typeof ru & typeof rest & typeof work;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Words;
    returnNull: false;
  }
}

const STORED = "beseda.language";

type Part = "first" | "work" | "rest";
const load: Record<Language, Record<Part, () => Promise<{ default: unknown }>>> = {
  ru: { first: () => import("./ru"), work: () => import("./ru/work"), rest: () => import("./ru/rest") },
  en: { first: () => import("./en"), work: () => import("./en/work"), rest: () => import("./en/rest") },
};
const needed = new Set<Part>(["first"]);

/** What the page speaks before anybody has signed in. */
export function guessLanguage(): Language {
  const stored = readStored<unknown>(STORED, null);
  if (stored === "ru" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

export async function startI18n(language: Language): Promise<void> {
  await i18next.init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  } as Parameters<typeof i18next.init>[0]);
  await learn(language);
  settle(language);
}

export async function setLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await learn(language);
  await i18next.changeLanguage(language);
  settle(language);
}

/** A part of the page whose words are not among the first, together with these. */
export async function withWords<T>(part: () => Promise<T>, words: Exclude<Part, "first"> = "rest"): Promise<T> {
  needed.add(words);
  const [loaded] = await Promise.all([part(), learn(i18next.language as Language)]);
  return loaded;
}

async function learn(language: Language): Promise<void> {
  const words = await Promise.all([...needed].map((part) => load[language][part]()));
  for (const { default: namespaces } of words) {
    for (const [namespace, resource] of Object.entries(namespaces as Record<string, object>)) {
      if (!i18next.hasResourceBundle(language, namespace)) i18next.addResourceBundle(language, namespace, resource);
    }
  }
}

function settle(language: Language): void {
  document.documentElement.lang = language;
  setRequestContext({ language });
  writeStored(STORED, language);
}
