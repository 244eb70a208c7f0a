/**
 * A filter of the list in one canonical form: nothing that narrows nothing, fields in one order. The address, the query key
 * and the request all hold this form, so that equal filters are equal texts.
 *
 * In the address and in a saved filter a named period stays its name, so that tomorrow's "today" is tomorrow. The list itself
 * asks for moments, which rows that come in are compared with; `use-list.ts` turns the one into the other.
 */
import type { DialogFilter, Period, VariableFilter } from "./types";

const sets = ["label_ids", "not_label_ids", "list_ids", "not_list_ids", "channel_ids", "not_channel_ids"] as const;
const people = ["responsible_ids", "not_responsible_ids"] as const;
const moments = ["created_from", "created_to", "action_from", "action_to"] as const;
const marks = ["unread", "unanswered", "blocked", "paused", "pinned", "unreachable"] as const;
const tests: readonly unknown[] = ["equals", "not_equals", "set", "not_set"] satisfies VariableFilter["op"][];

/** Periods of the last action that have a name. */
export const periodWords = ["day1", "day7", "day30", "day90", "older7", "older30"] as const satisfies readonly Period[];

/** The server's limits; what is longer would be refused as a whole. */
const SEARCH_MAX = 100;
const VALUES_MAX = 50;
const VARIABLES_MAX = 10;

export function tidyFilter(filter: DialogFilter): DialogFilter {
  return readFilter(filter);
}

/** Reads what stands in an address: whatever is not a filter there is left out. */
export function readFilter(value: unknown): DialogFilter {
  if (typeof value !== "object" || value === null) return {};
  const raw = value as Record<string, unknown>;
  const filter: DialogFilter = {};
  if (typeof raw.q === "string" && raw.q.trim() !== "") filter.q = raw.q.trim().slice(0, SEARCH_MAX);
  if (typeof raw.client_id === "string" && /^\d{1,19}$/.test(raw.client_id)) filter.client_id = raw.client_id;
  for (const name of sets) {
    const ids = list(raw[name]).filter(isId);
    if (ids.length > 0) filter[name] = ids;
  }
  if (raw.labels_all === true && (filter.label_ids?.length ?? 0) > 1) filter.labels_all = true;
  if (raw.lists_all === true && (filter.list_ids?.length ?? 0) > 1) filter.lists_all = true;
  for (const name of people) {
    const ids = list(raw[name]).filter((id) => id === null || isId(id));
    if (ids.length > 0) filter[name] = ids;
  }
  const variables = list(raw.variables).flatMap(variable).slice(0, VARIABLES_MAX);
  if (variables.length > 0) filter.variables = variables;
  for (const name of moments) {
    const at = raw[name];
    if (Number.isSafeInteger(at)) filter[name] = at as number;
  }
  const period = periodWords.find((word) => word === raw.period);
  if (period) {
    filter.period = period;
    delete filter.action_from;
    delete filter.action_to;
  }
  for (const name of marks) {
    const wanted = raw[name];
    if (typeof wanted === "boolean") filter[name] = wanted;
  }
  if (raw.order === "created") filter.order = "created";
  return filter;
}

/** The request's parameter; null: everything. */
export function filterParam(filter: DialogFilter): string | null {
  return Object.keys(filter).length === 0 ? null : JSON.stringify(filter);
}

/** True when the list shows less than its tab. The order narrows nothing. */
export function narrows(filter: DialogFilter): boolean {
  return Object.keys(filter).some((name) => name !== "order");
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? [...new Set(value)].slice(0, VALUES_MAX) : [];
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** A row without a name, or one that compares with nothing yet, is still being filled in. */
function variable(value: unknown): VariableFilter[] {
  if (typeof value !== "object" || value === null) return [];
  const { name, op, value: wanted } = value as Record<string, unknown>;
  if (typeof name !== "string" || name.trim() === "" || !tests.includes(op)) return [];
  const test = op as VariableFilter["op"];
  if (test === "set" || test === "not_set") return [{ name: name.trim(), op: test }];
  return typeof wanted === "string" && wanted !== "" ? [{ name: name.trim(), op: test, value: wanted }] : [];
}
