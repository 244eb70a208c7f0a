/** The clients whose dialogs were opened last in this window, the latest first. */
import { createStore } from "@/lib/store";

const KEPT = 20;
export const opened = createStore<readonly number[]>([]);

export function noteOpened(client: number): void {
  opened.set((all) => [client, ...all.filter((one) => one !== client)].slice(0, KEPT));
}
