/** Deals asked for from elsewhere: the client whose tab shall open with the form of a new deal. */
import { createStore } from "@/lib/store";

export const newDealAsked = createStore<number | null>(null);
