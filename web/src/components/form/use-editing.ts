/**
 * Fields that save by themselves: what stands on the screen is what the server has plus what has been changed here.
 *
 * A value that the checks refuse stays on the screen with its error and is not sent; the other fields save on.
 */
import { useState } from "react";
import { type Autosave, useAutosave } from "./use-autosave";
import type { Checks, FieldErrors } from "./use-form";

export interface Editing<Values> {
  values: Values;
  errors: FieldErrors<Values>;
  change: <Field extends keyof Values>(field: Field, value: Values[Field], when?: "soon" | "now") => void;
  save: Autosave<Values>;
}

interface Options<Values> {
  stored: Values;
  checks?: Checks<Values>;
  save: (changes: Partial<Values>) => Promise<unknown>;
  /** What the server calls a field, where it differs: `settings.title`. */
  serverField?: (field: keyof Values & string) => string;
}

export function useEditing<Values extends object>({ stored, checks, save, serverField }: Options<Values>): Editing<Values> {
  const [edited, setEdited] = useState<Partial<Values>>({});
  const values = { ...stored, ...edited };
  const saving = useAutosave<Values>(async (changes) => {
    await save(changes);
    // What has been saved is no longer an edit; what was typed meanwhile still is.
    setEdited((before) => {
      const left = Object.entries(before).filter(([field, value]) => !(field in changes) || changes[field as keyof Values] !== value);
      return Object.fromEntries(left) as Partial<Values>;
    });
  });
  const errors: FieldErrors<Values> = {};
  for (const field of Object.keys(edited) as (keyof Values & string)[]) {
    const error = checks?.[field]?.(values[field], values) ?? saving.fields[serverField?.(field) ?? field] ?? saving.fields[field];
    if (error) errors[field] = error;
  }
  const change: Editing<Values>["change"] = (field, value, when) => {
    setEdited((before) => ({ ...before, [field]: value }));
    const refused = checks?.[field]?.(value, { ...values, [field]: value }) ?? null;
    if (refused === null) saving.change({ [field]: value } as unknown as Partial<Values>, when);
    else saving.forget(field);
  };
  return { values, errors, change, save: saving };
}
