/**
 * State of one form: values, errors beside their fields, a busy submit.
 *
 * Checks run when a field is left and again on submit, never while a word is being typed for the
 * first time; once a field is wrong, it is checked on every key so that the error goes away by itself.
 * A failed submit keeps every value. Errors of the server name their fields and land beside them.
 */
import { useCallback, useRef, useState } from "react";
import { problemOf } from "@/api/request";
import type { Problem } from "@/api/types";

/** An error of a field: the same shape whether the page or the server found it. */
export type FieldError = NonNullable<Problem["fields"]>[string];

export type FieldErrors<Values> = { [Field in keyof Values]?: FieldError };
export type Checks<Values> = { [Field in keyof Values]?: (value: Values[Field], values: Values) => FieldError | null };

interface Options<Values, Answer> {
  initial: Values;
  checks: Checks<Values>;
  submit: (values: Values) => Promise<Answer>;
  done?: (answer: Answer) => void;
  /** Names of the server's fields that differ from the form's: `project.name` → `projectName`. */
  serverFields?: { [field: string]: keyof Values };
}

export function useForm<Values extends object, Answer>(options: Options<Values, Answer>) {
  const [values, setValues] = useState(options.initial);
  const [errors, setErrors] = useState<FieldErrors<Values>>({});
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  // Refs beside the state: a second Enter in the same frame must not send the form twice.
  const sending = useRef(false);
  const latest = useRef(values);
  const current = useRef(options);
  current.current = options;

  const check = useCallback(<Field extends keyof Values>(field: Field, of: Values) => {
    return current.current.checks[field]?.(of[field], of) ?? null;
  }, []);

  const set = useCallback(
    <Field extends keyof Values>(field: Field, value: Values[Field]) => {
      const next = { ...latest.current, [field]: value };
      latest.current = next;
      setValues(next);
      setErrors((before) => (before[field] ? { ...before, [field]: check(field, next) ?? undefined } : before));
    },
    [check],
  );

  const leave = useCallback(
    (field: keyof Values) => {
      // An empty field that was only passed through is not an error yet.
      if (latest.current[field] === "") return;
      setErrors((before) => ({ ...before, [field]: check(field, latest.current) ?? undefined }));
    },
    [check],
  );

  const submit = useCallback(async (): Promise<boolean> => {
    if (sending.current) return false;
    const found: FieldErrors<Values> = {};
    for (const field of Object.keys(current.current.checks) as (keyof Values)[]) {
      const error = check(field, latest.current);
      if (error) found[field] = error;
    }
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return false;
    sending.current = true;
    setBusy(true);
    try {
      const answer = await current.current.submit(latest.current);
      current.current.done?.(answer);
      return true;
    } catch (thrown) {
      const { fields, rest } = sortErrors<Values>(thrown, latest.current, current.current.serverFields ?? {});
      setErrors(fields);
      setFailure(rest);
      return false;
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }, [check]);

  const fail = useCallback((field: keyof Values, error: FieldError | null) => {
    setErrors((before) => ({ ...before, [field]: error ?? undefined }));
  }, []);

  return { values, errors, failure, busy, set, leave, submit, fail, setFailure };
}

/** Puts the server's errors beside the fields this form has; what is left speaks for the whole form. */
export function sortErrors<Values extends object>(
  thrown: unknown,
  values: Values,
  names: { [field: string]: keyof Values },
): { fields: FieldErrors<Values>; rest: Problem | null } {
  const problem = problemOf(thrown);
  const fields: FieldErrors<Values> = {};
  const named = Object.entries(problem.fields ?? {});
  let unplaced = named.length === 0;
  for (const [name, error] of named) {
    const field = names[name] ?? (name in values ? (name as keyof Values) : undefined);
    if (field === undefined) unplaced = true;
    else fields[field] = error;
  }
  return { fields, rest: unplaced ? problem : null };
}
