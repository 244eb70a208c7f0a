/** The client whose labels were asked for by the key; the card answers as soon as it is on the screen. */
import { createStore } from "@/lib/store";

export const labelsAsked = createStore<number | null>(null);
