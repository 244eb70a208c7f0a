/** What every variable has, wherever it is declared or filled in. */
import type { VariableType } from "@/api/types";

export const types: VariableType[] = ["string", "number", "date", "boolean", "list"];

const NAME = /^\p{L}[\p{L}\p{N}_]*$/u;

/** A letter first, then letters, digits and _: what a flow can say. */
export function nameFits(name: string): boolean {
  return NAME.test(name);
}
