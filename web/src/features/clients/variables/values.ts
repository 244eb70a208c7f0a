/** What a value may be, by its type; the server keeps text and judges by the same rules. */

import type { Problem, VariableType } from "@/api/types";
import { readDay, writeDay } from "@/lib/dates";

/** "Yes" as it is kept: a flow compares with 1 and 0. */
export const YES = "1";
export const NO = "0";
export const isYes = (value: string) => value === "1" || value === "true";

/** What is sent for what was typed: numbers lose the spaces people group them by, days get two digits. */
export function toValue(type: VariableType, typed: string): string {
  if (type === "number") return typed.replace(/[\s\u00A0\u202F]/g, "");
  if (type === "date") {
    const day = readDay(typed);
    return day ? writeDay(day) : typed.trim();
  }
  return typed;
}

/** Where a refusal of the server stands, and in which words; `value` when it names no field. */
export function refusalOf(problem: Problem, type: VariableType): { field: "name" | "value"; word: string | null } {
  const name = problem.fields?.name;
  if (name?.code === "reserved") return { field: "name", word: "name_reserved" };
  if (name?.code === "bad_value") return { field: "name", word: "name_bad" };
  if (name) return { field: "name", word: null };
  if (problem.code === "limit_reached") return { field: "name", word: "limit_reached" };
  const bad = problem.fields?.value?.code === "bad_value" && (type === "number" || type === "date" || type === "boolean");
  return { field: "value", word: bad ? `bad_${type}` : null };
}
