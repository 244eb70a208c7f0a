/** What each operator arranges for himself on this device: the open panes and the height of the field. */
import { readStored, writeStored } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";

interface Prefs {
  card: boolean;
  list: boolean;
  /** Height of the text field in pixels; null = as high as its text. */
  field: number | null;
}

const KEY = "beseda.clients.layout";
const store = createStore<Prefs>({ card: true, list: true, field: null, ...readStored<Partial<Prefs>>(KEY, {}) });

export function useLayoutPrefs(): Prefs {
  return useStore(store);
}

export function setLayoutPref(change: Partial<Prefs>): void {
  store.set((now) => ({ ...now, ...change }));
  writeStored(KEY, store.get());
}
