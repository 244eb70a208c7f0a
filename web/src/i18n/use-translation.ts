/**
 * Words for a component. A screen holds hundreds of components that speak, so this does no more than it must: the function for
 * a language and its namespaces is made once and shared, and only a change of the language draws anew.
 */
import i18next, { type DefaultNamespace, type Namespace, type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

export interface Translation<Ns extends Namespace> {
  t: TFunction<Ns>;
  i18n: typeof i18next;
}

const made = new Map<string, Translation<Namespace>>();

/** The first namespace is the one that keys without a prefix stand in; the others are named: `t("common:close")`. */
export function useTranslation<const Ns extends Namespace = DefaultNamespace>(namespaces?: Ns): Translation<Ns> {
  const language = useSyncExternalStore(subscribe, now, now);
  const key = `${language} ${namespaces === undefined ? "" : String(namespaces)}`;
  let found = made.get(key);
  if (found === undefined) {
    found = { t: remembering(i18next.getFixedT(language ?? null, namespaces ?? null) as TFunction<Namespace>), i18n: i18next };
    if (language !== undefined) made.set(key, found);
  }
  return found as unknown as Translation<Ns>;
}

/** Words without values are the same every time; finding them anew would be a tenth of drawing a dialog. */
function remembering(t: TFunction<Namespace>): TFunction<Namespace> {
  const known = new Map<unknown, unknown>();
  const say = (key: string, options?: unknown) => {
    if (options !== undefined) return t(key as never, options as never);
    let words = known.get(key);
    if (words === undefined) {
      words = t(key as never);
      // A part of the words that is still on its way is answered with the key.
      if (words !== key) known.set(key, words);
    }
    return words;
  };
  return Object.assign(say, { $TFunctionBrand: undefined }) as unknown as TFunction<Namespace>;
}

function subscribe(changed: () => void): () => void {
  i18next.on("languageChanged", changed);
  return () => i18next.off("languageChanged", changed);
}

const now = (): string | undefined => i18next.language;
