/**
 * "@Софья" in a comment. Whom a comment names is read from its words at the moment it is sent, so a draft needs to remember
 * nobody: what was chosen from the list, typed by hand or restored after a reload is the same.
 */
import type { Employee } from "@/api/types";

type Named = Pick<Employee, "id" | "name">;

/** Who may be named: only who may see the client is told of him; the server refuses the others. */
export function mentionable(employees: readonly Employee[], responsible: number | null, me: number): Employee[] {
  // An operator sees his own clients and the free ones, every other role sees all.
  const sees = (one: Employee) => one.role !== "operator" || responsible === null || responsible === one.id;
  return employees.filter((one) => one.id !== me && sees(one));
}

/** The word after the "@": the first name, the whole name where two share the first. */
export function mentionWord(one: Named, all: readonly Named[]): string {
  const first = firstName(one.name);
  const alone = all.every((other) => other.id === one.id || fold(firstName(other.name)) !== fold(first));
  return alone ? first : one.name;
}

/** The "@" being typed at the caret: where it stands and what follows it. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|[\s(«"])@([^\s@]*)$/u.exec(text.slice(0, caret));
  return found ? { from: caret - (found[1] ?? "").length - 1, query: found[1] ?? "" } : null;
}

/** Those whose name has a word that begins so. */
export function matching<T extends Named>(people: readonly T[], query: string): T[] {
  const needle = fold(query);
  return people.filter((one) =>
    fold(one.name)
      .split(/\s+/)
      .some((word) => word.startsWith(needle)),
  );
}

/** Whom the words name, of those who may be named. */
export function mentionIds(text: string, people: readonly Named[], all: readonly Named[]): number[] {
  const named = new Set(
    mentionRuns(
      text,
      people.map((one) => mentionWord(one, all)),
    ).flatMap((run) => (run.mention ? [run.text] : [])),
  );
  return people.filter((one) => named.has(`@${mentionWord(one, all)}`)).map((one) => one.id);
}

/** The text cut into plain stretches and names; a name ends where its word does. */
export function mentionRuns(text: string, words: readonly string[]): { text: string; mention: boolean; at: number }[] {
  const longest = [...new Set(words)].filter(Boolean).sort((a, b) => b.length - a.length);
  if (longest.length === 0 || !text.includes("@")) return text === "" ? [] : [{ text, mention: false, at: 0 }];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])@(?:${longest.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "gu");
  const runs: { text: string; mention: boolean; at: number }[] = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) runs.push({ text: text.slice(from, found.index), mention: false, at: from });
    runs.push({ text: found[0], mention: true, at: found.index });
    from = found.index + found[0].length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), mention: false, at: from });
  return runs;
}

/** All the ways in which the colleagues may stand in a comment, also in an older one. */
export function allWords(all: readonly Named[]): string[] {
  return all.flatMap((one) => [firstName(one.name), one.name]);
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
