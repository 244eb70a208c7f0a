/** What the virtual list is made of: rows in one or two sections, each as high as its kind, never measured. */
import type { Dialog } from "@/api/types";
import { named } from "../labels/find";
import type { Mark } from "../labels/use-marks";

export type Line = { kind: "section"; name: "pinned" | "dialogs" } | { kind: "row"; dialog: Dialog; labels: readonly Mark[] };

const SECTION = 28;
const ROW = 60;
const ROW_WITH_LABELS = 84;

export function linesOf(rows: readonly Dialog[], labels: readonly Mark[]): Line[] {
  const row = (dialog: Dialog): Line => ({ kind: "row", dialog, labels: named(dialog.label_ids, labels) });
  const pinned = rows.filter((dialog) => dialog.pinned);
  if (pinned.length === 0) return rows.map(row);
  const others = rows.filter((dialog) => !dialog.pinned);
  return [
    { kind: "section", name: "pinned" },
    ...pinned.map(row),
    ...(others.length > 0 ? [{ kind: "section", name: "dialogs" } as Line] : []),
    ...others.map(row),
  ];
}

export function heightOf(line: Line | undefined): number {
  if (line?.kind === "section") return SECTION;
  return line && line.labels.length > 0 ? ROW_WITH_LABELS : ROW;
}

export function keyOf(line: Line | undefined): string {
  if (!line) return "none";
  return line.kind === "section" ? `section-${line.name}` : `row-${line.dialog.client_id}`;
}

/** By how many pixels rows above this place have grown, while none came or went or moved. */
export function growthAbove(before: readonly Line[], after: readonly Line[], top: number): number {
  let from = 0;
  let growth = 0;
  for (const [index, line] of before.entries()) {
    const now = after[index];
    if (from + heightOf(line) > top || keyOf(now) !== keyOf(line)) break;
    growth += heightOf(now) - heightOf(line);
    from += heightOf(line);
  }
  return growth;
}
