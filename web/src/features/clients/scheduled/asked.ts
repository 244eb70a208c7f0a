/** What is asked for from elsewhere: the window of a client's scheduled messages, and the timer over the field. */
import { createStore } from "@/lib/store";

export const scheduledAsked = createStore<number | null>(null);

/** The client whose timer is open. */
export const timerAsked = createStore<number | null>(null);
