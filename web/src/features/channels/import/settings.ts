/**
 * How a file is to be taken in, as it is being chosen. The server keeps no choice before the start and tells none after it, so the
 * last one that was tried stays in this browser: a reload finds the columns as they were checked.
 */
import type { ImportColumn, ImportPreview, ImportSettings } from "@/api/types";
import { readStored, writeStored } from "@/lib/storage";

export type Settings = Required<ImportSettings>;
export type Encoding = Settings["encoding"];
export type Delimiter = Settings["delimiter"];
export type ColumnKind = ImportColumn["kind"];

export const ENCODINGS: readonly Encoding[] = ["utf-8", "windows-1251"];
export const DELIMITERS: readonly Delimiter[] = ["semicolon", "comma", "tab", "bar"];
export const COLUMN_KINDS: readonly ColumnKind[] = ["id", "name", "phone", "email", "variable", "skip"];
export const NAME_MAX = 500;
export const LISTS_MAX = 20;

/** The column as another kind; a variable is named by the title of its column until somebody names it. */
export function asKind(kind: ColumnKind, title: string): ImportColumn {
  return kind === "variable" ? { kind, name: variableName(title) } : { kind };
}

/** "День рождения" as a flow can say it. */
export function variableName(title: string): string {
  return title
    .split(/[^\p{L}\p{N}_]+/u)
    .filter(Boolean)
    .join("_")
    .slice(0, NAME_MAX);
}

/** The columns that were chosen, as long as the file is read the way it was when they were; else the ones it most likely has. */
export function columnsOf(preview: ImportPreview, chosen: Settings | null): readonly ImportColumn[] {
  const same =
    chosen !== null &&
    chosen.encoding === preview.encoding &&
    chosen.delimiter === preview.delimiter &&
    chosen.columns.length === preview.header.length;
  return same ? chosen.columns : preview.columns;
}

export function alike(one: Settings | null, other: Settings | null): boolean {
  const text = (of: Settings) => JSON.stringify([of.encoding, of.delimiter, of.columns.map(flat), of.list_ids.toSorted((a, b) => a - b)]);
  return one !== null && other !== null && text(one) === text(other);
}

const flat = (column: ImportColumn) => [column.kind, column.kind === "variable" ? column.name : ""];

const STORED = "beseda.imports";
/** As many as a channel shows. */
const KEPT = 20;
type Kept = [id: number, settings: Settings][];

export function readTried(id: number): Settings | null {
  const kept = readStored<unknown>(STORED, []);
  return Array.isArray(kept) ? ((kept as Kept).find(([one]) => one === id)?.[1] ?? null) : null;
}

export function keepTried(id: number, settings: Settings): void {
  const kept = readStored<unknown>(STORED, []);
  const others = Array.isArray(kept) ? (kept as Kept).filter(([one]) => one !== id) : [];
  writeStored(STORED, [...others, [id, settings]].slice(-KEPT));
}
