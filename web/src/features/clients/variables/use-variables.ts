/** Variables of one client: set and deleted; the answer is the whole card. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/keys";
import { problemOf, put, remove } from "@/api/request";
import type { Client, ClientVariable, Problem, VariableType } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useUndo } from "../undo";
import { refusalOf } from "./values";

const path = (client: number, name: string) => `/api/v1/clients/${client}/variables/${encodeURIComponent(name)}`;

export interface Setting {
  name: string;
  value: string;
  type: VariableType;
}

export function useSetVariable(client: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ name, value, type }: Setting) => put<Client>(path(client, name), { value, type }),
    onSuccess: (card) => queryClient.setQueryData(keys.client(client), card),
  });
}

export function useDeleteVariable(client: number) {
  const { t } = useTranslation("clients");
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const undo = useUndo();
  const again = useSetVariable(client);
  const fail = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  return useMutation({
    mutationFn: (variable: ClientVariable) => remove<Client>(path(client, variable.name)),
    onSuccess: (card, variable) => {
      queryClient.setQueryData(keys.client(client), card);
      undo(t("variables.deleted", { name: variable.name }), () => again.mutate(variable, { onError: fail }));
    },
    onError: fail,
  });
}

/** A refusal as a sentence, and the field beside which it stands. */
export function useRefusal(): (error: unknown, type: VariableType) => { field: "name" | "value"; text: string } {
  const { t } = useTranslation("clients");
  const fieldText = useFieldText();
  const problemText = useProblemText();
  return (error, type) => {
    const problem: Problem = problemOf(error);
    const { field, word } = refusalOf(problem, type);
    const text = word
      ? t(`variables.error.${word}` as "variables.error.name_bad")
      : (fieldText(problem.fields?.[field]) ?? problemText(problem));
    return { field, text };
  };
}
