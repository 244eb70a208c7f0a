/** The parts of a filter that are on, each with the filter that is left without it. The search has its own field. */
import type { DialogFilter, Period, VariableFilter } from "@/api/types";

export const marks = ["unread", "unanswered", "pinned", "blocked", "paused", "unreachable"] as const;
export type MarkName = (typeof marks)[number];

export type Active = { key: string; without: DialogFilter } & (
  | { kind: "client_id"; text: string }
  | { kind: "labels" | "lists" | "channels"; ids: number[]; excluded: boolean; all: boolean }
  | { kind: "responsible"; ids: (number | null)[]; excluded: boolean }
  | { kind: "variable"; variable: VariableFilter }
  | { kind: "created" | "action"; from: number | null; to: number | null }
  | { kind: "period"; period: Period }
  | { kind: "mark"; name: MarkName; on: boolean }
  | { kind: "order" }
);

export function activeParts(filter: DialogFilter): Active[] {
  const parts: Active[] = [];
  const rest = (...names: (keyof DialogFilter)[]) => {
    const left = { ...filter };
    for (const name of names) delete left[name];
    return left;
  };
  const ids = (kind: "labels" | "lists" | "channels", name: SetName, all: "labels_all" | "lists_all" | null) => {
    const own = filter[name];
    if (!own?.length) return;
    const every = all !== null && filter[all] === true;
    parts.push({ key: name, kind, ids: own, excluded: name.startsWith("not_"), all: every, without: all ? rest(name, all) : rest(name) });
  };
  ids("labels", "label_ids", "labels_all");
  ids("labels", "not_label_ids", null);
  ids("lists", "list_ids", "lists_all");
  ids("lists", "not_list_ids", null);
  ids("channels", "channel_ids", null);
  ids("channels", "not_channel_ids", null);
  for (const name of ["responsible_ids", "not_responsible_ids"] as const) {
    const own = filter[name];
    if (own?.length) parts.push({ key: name, kind: "responsible", ids: own, excluded: name.startsWith("not_"), without: rest(name) });
  }
  for (const [index, variable] of (filter.variables ?? []).entries()) {
    const variables = filter.variables?.toSpliced(index, 1) ?? [];
    const without = variables.length > 0 ? { ...filter, variables } : rest("variables");
    parts.push({ key: `variable-${index}`, kind: "variable", variable, without });
  }
  if (filter.client_id) parts.push({ key: "client_id", kind: "client_id", text: filter.client_id, without: rest("client_id") });
  for (const kind of ["created", "action"] as const) {
    const from = filter[`${kind}_from`] ?? null;
    const to = filter[`${kind}_to`] ?? null;
    if (from !== null || to !== null) parts.push({ key: kind, kind, from, to, without: rest(`${kind}_from`, `${kind}_to`) });
  }
  if (filter.period) parts.push({ key: "period", kind: "period", period: filter.period, without: rest("period") });
  for (const name of marks) {
    const on = filter[name];
    if (typeof on === "boolean") parts.push({ key: name, kind: "mark", name, on, without: rest(name) });
  }
  if (filter.order === "created") parts.push({ key: "order", kind: "order", without: rest("order") });
  return parts;
}

type SetName = "label_ids" | "not_label_ids" | "list_ids" | "not_list_ids" | "channel_ids" | "not_channel_ids";
