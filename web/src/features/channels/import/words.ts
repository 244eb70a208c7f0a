/** Refusals of an import in words: of a request, of a field of it, of the import itself. */
import { useCallback } from "react";
import type { Problem, ProblemField } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";

/** The words for what the server says about each field; fields of other forms have the same codes with other meanings. */
const FIELDS: Record<string, Record<string, string>> = {
  file: { not_csv: "not_csv", no_header: "no_header", too_many_columns: "too_many_columns", required: "no_header" },
  columns: { id_column: "id_column", name_column: "name_column", bad_value: "bad_columns" },
  name: { bad_value: "variable_name", taken: "variable_taken" },
  list_ids: { unknown: "list_unknown", too_long: "too_many_lists" },
};

/** What stands beside the parts of the form; the rest speaks for the whole of it. */
export interface Refusal {
  file: string | undefined;
  columns: string | undefined;
  lists: string | undefined;
  /** By the number of the column. */
  names: ReadonlyMap<number, string>;
  whole: Problem | null;
}

export const noRefusal: Refusal = { file: undefined, columns: undefined, lists: undefined, names: new Map(), whole: null };

export function useImportWords() {
  const { t, i18n } = useTranslation("imports");
  const generic = useProblemText();
  const problemText = useCallback(
    (problem: Problem): string => {
      const own = `error.${problem.code}` as "error.import_begun";
      return i18n.exists(own, { ns: "imports" }) ? String(t(own)) : generic(problem);
    },
    [t, i18n, generic],
  );
  const refusal = useCallback(
    (problem: Problem | null): Refusal => {
      if (problem === null) return noRefusal;
      const fields = Object.entries(problem.fields ?? {});
      const say = (field: ProblemField, of: string) => {
        const code = FIELDS[of]?.[field.code];
        return code === undefined ? field.message : t(`error.${code}` as "error.too_many_lists", { max: field.max ?? 0 });
      };
      const found = (name: string) => {
        const [, field] = fields.find(([one]) => one === name) ?? [];
        return field && say(field, name);
      };
      const names = new Map<number, string>();
      for (const [name, field] of fields) {
        const number = /^columns\.(\d+)\.name$/.exec(name)?.[1];
        if (number !== undefined) names.set(Number(number), say(field, "name"));
      }
      const placed = { file: found("file"), columns: found("columns"), lists: found("list_ids"), names };
      const some = placed.file ?? placed.columns ?? placed.lists ?? (names.size > 0 || undefined);
      return { ...placed, whole: some === undefined ? problem : null };
    },
    [t],
  );
  /** Why an import has failed. */
  const reason = useCallback(
    (code: string): string => {
      const own = `problem.${code}` as "problem.file_gone";
      return i18n.exists(own, { ns: "imports" }) ? String(t(own)) : t("problem.other", { code });
    },
    [t, i18n],
  );
  return { problemText, refusal, reason };
}
