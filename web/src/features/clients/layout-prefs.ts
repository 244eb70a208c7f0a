/** What each operator arranges for himself on this device: the open panes and the height of the field. */
import { readStored, writeStored } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";

/** Tabs of the card that work. */
export const cardTabs = ["about", "comments", "deals"] as const;
export type CardTab = (typeof cardTabs)[number];

interface Prefs {
  card: boolean;
  list: boolean;
  /** The tab of the card, for every client alike. */
  tab: CardTab;
  /** Height of the text field in pixels; null = as high as its text. */
  field: number | null;
}

const KEY = "beseda.clients.layout";
const store = createStore<Prefs>({ card: true, list: true, tab: "about", field: null, ...readStored<Partial<Prefs>>(KEY, {}) });

export function useLayoutPrefs(): Prefs {
  return useStore(store);
}

export function setLayoutPref(change: Partial<Prefs>): void {
  store.set((now) => ({ ...now, ...change }));
  writeStored(KEY, store.get());
}
