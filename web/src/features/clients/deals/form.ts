/** What stands in the form of a deal, kept while one looks at another tab or client: half a form is half a minute of work. */
import type { Deal, DealPatch, Money, NewDeal } from "@/api/types";
import { nameFits } from "@/lib/variables";
import { readSum, usualCurrency, writeSum } from "./money";

export interface DealFields {
  name: string;
  description: string;
  sum: string;
  currency: string;
  responsible: number | null;
  variables: { key: number; name: string; value: string }[];
}

export const emptyFields = (responsible: number | null): DealFields => ({
  name: "",
  description: "",
  sum: "",
  currency: usualCurrency(),
  responsible,
  variables: [],
});

export const fieldsOf = (deal: Deal, locale: string): DealFields => ({
  name: deal.name,
  description: deal.description,
  sum: deal.budget ? writeSum(deal.budget.amount, locale) : "",
  currency: deal.budget?.currency ?? usualCurrency(),
  responsible: deal.responsible_id,
  variables: [],
});

/** Codes of what does not fit, by field; the page has words for them. */
export type Mistakes = Partial<Record<string, "required" | "amount" | "amountWhole" | "name_bad" | "name_there">>;

export function mistakesOf(fields: DealFields): Mistakes {
  const wrong: Mistakes = {};
  if (fields.name.trim() === "") wrong.name = "required";
  const sum = readSum(fields.sum, fields.currency);
  if (sum.kind === "bad") wrong["budget.amount"] = sum.why;
  const names = new Set<string>();
  for (const [place, variable] of filled(fields).entries()) {
    const name = variable.name.trim();
    const field = `variables[${place}].name`;
    if (name === "") wrong[field] = "required";
    else if (!nameFits(name)) wrong[field] = "name_bad";
    else if (names.has(name)) wrong[field] = "name_there";
    names.add(name);
  }
  return wrong;
}

/** A line left empty is no variable. */
export function filled({ variables }: DealFields): DealFields["variables"] {
  return variables.filter((one) => one.name.trim() !== "" || one.value !== "");
}

export function toNewDeal(fields: DealFields): NewDeal {
  return {
    name: fields.name.trim(),
    description: fields.description.trim(),
    budget: budgetOf(fields),
    responsible_id: fields.responsible,
    variables: filled(fields).map(({ name, value }) => ({ name: name.trim(), value })),
  };
}

/** Only what is another: what a colleague changes meanwhile stays. */
export function toPatch(fields: DealFields, before: DealFields): DealPatch {
  const budget = budgetOf(fields);
  return {
    ...(fields.name.trim() === before.name ? {} : { name: fields.name.trim() }),
    ...(fields.description.trim() === before.description ? {} : { description: fields.description.trim() }),
    ...(JSON.stringify(budget) === JSON.stringify(budgetOf(before)) ? {} : { budget }),
  };
}

function budgetOf({ sum, currency }: DealFields): Money | null {
  const read = readSum(sum, currency);
  return read.kind === "sum" ? read.money : null;
}

const begun = new Map<number, DealFields>();
export const begunDeal = (client: number): DealFields | undefined => begun.get(client);
export function keepDeal(client: number, fields: DealFields | null): void {
  if (fields) begun.set(client, fields);
  else begun.delete(client);
}
