/** A refusal of the server in the words of the page: by code, else the server's own English sentence. */
import { useCallback } from "react";
import type { Problem, ProblemField } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";

export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation();
  return useCallback((problem) => t(`error.${problem.code}` as "error.internal", { defaultValue: problem.detail || problem.title }), [t]);
}

/** The sentence under a field. */
export function useFieldText(): (field: ProblemField | undefined) => string | undefined {
  const { t } = useTranslation();
  return useCallback(
    (field) => {
      if (!field) return undefined;
      if (field.code === "too_long" && typeof field.max === "number") return t("field.too_long_max", { max: field.max });
      if (field.code === "too_short" && typeof field.min === "number") return t("field.too_short_min", { min: field.min });
      return t(`field.${field.code}` as "field.required", { defaultValue: field.message });
    },
    [t],
  );
}
