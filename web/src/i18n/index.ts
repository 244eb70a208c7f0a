/**
 * Words of the page. One namespace per feature and language (`ru/clients.ts`), Russian is the source of the key types.
 * A language is one chunk, loaded before the first render and when the employee changes it.
 */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestContext } from "@/api/request";
import { readStored, writeStored } from "@/lib/storage";
import type ru from "./ru";

export type Language = "ru" | "en";
export type Words = typeof ru;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Words;
    returnNull: false;
  }
}

const STORED = "beseda.language";

const load: Record<Language, () => Promise<{ default: unknown }>> = {
  ru: () => import("./ru"),
  en: () => import("./en"),
};

/** What the page speaks before anybody has signed in. */
export function guessLanguage(): Language {
  const stored = readStored<unknown>(STORED, null);
  if (stored === "ru" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

export async function startI18n(language: Language): Promise<void> {
  const words = (await load[language]()).default as Record<string, object>;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: Object.keys(words),
    defaultNS: "common",
    resources: { [language]: words },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  } as Parameters<typeof i18next.init>[0]);
  settle(language);
}

export async function setLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  const words = (await load[language]()).default as Record<string, object>;
  for (const [namespace, resource] of Object.entries(words)) i18next.addResourceBundle(language, namespace, resource, true, true);
  await i18next.changeLanguage(language);
  settle(language);
}

function settle(language: Language): void {
  document.documentElement.lang = language;
  setRequestContext({ language });
  writeStored(STORED, language);
}
