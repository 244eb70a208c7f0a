/** What the search field of a picker finds, and whether the typed name is a new one. Case, spaces and ё do not matter. */
import { fold } from "@/lib/text";

export interface Named {
  id: number;
  name: string;
}

export function found<T extends Named>(all: readonly T[], typed: string): T[] {
  const needle = fold(typed);
  return needle === "" ? [...all] : all.filter((one) => fold(one.name).includes(needle));
}

/** The one that is called exactly so, as the server compares names. */
export function called<T extends Named>(all: readonly T[], typed: string): T | undefined {
  const name = fold(typed);
  return name === "" ? undefined : all.find((one) => fold(one.name) === name);
}

/** In the order of the client's own marks; an id that no longer means anything is left out. */
export function named<T extends Named>(ids: readonly number[], all: readonly T[] | undefined): T[] {
  return ids.flatMap((id) => all?.find((one) => one.id === id) ?? []);
}
