/**
 * "Show me that message", asked from outside the timeline: the pinned bar, the card, a notice. It waits until the timeline
 * of its client is there, and is taken once.
 */
import { createStore } from "@/lib/store";

export const wantedMessage = createStore<{ client: number; message: number } | null>(null);

export function showMessage(client: number, message: number): void {
  wantedMessage.set({ client, message });
}
