/** What of the clients the page can search without asking anybody. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { fitsSearch } from "@/api/dialogs";
import { keys } from "@/api/keys";
import type { Dialog, DialogsPage } from "@/api/types";
import { opened } from "@/features/clients/opened";

/** Every row in memory once: the opened ones first, then by their last action. */
export function inMemory(client: QueryClient): Dialog[] {
  const all = new Map<number, Dialog>();
  for (const [, list] of client.getQueriesData<InfiniteData<DialogsPage>>({ queryKey: keys.dialogs })) {
    for (const page of list?.pages ?? []) for (const row of page.items) all.set(row.client_id, row);
  }
  for (const [, dialog] of client.getQueriesData<Dialog>({ queryKey: ["dialog"] })) if (dialog) all.set(dialog.client_id, dialog);
  const order = opened.get();
  const place = (dialog: Dialog) => {
    const at = order.indexOf(dialog.client_id);
    return at < 0 ? order.length : at;
  };
  return [...all.values()].sort((a, b) => place(a) - place(b) || b.active_at - a.active_at);
}

export function fits(dialog: Dialog, words: readonly string[]): boolean {
  return words.length === 0 || words.some((one) => fitsSearch(dialog, one));
}
