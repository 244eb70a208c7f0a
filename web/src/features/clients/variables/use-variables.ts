/** Variables of a client or of one of his deals: set and deleted; the answer is the whole card, or the whole deal. */
import { notifications } from "@mantine/notifications";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { problemOf, put, remove } from "@/api/request";
import type { Client, ClientVariable, Deal, Problem, VariableType } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { putDeal } from "../deals/use-deals";
import { useUndo } from "../undo";
import { refusalOf } from "./values";

/** Whose a variable is: the client's, or that of one of his deals. */
export interface Owner {
  client: number;
  deal: number | null;
}

const path = ({ client, deal }: Owner, name: string) =>
  `/api/v1/${deal === null ? `clients/${client}` : `deals/${deal}`}/variables/${encodeURIComponent(name)}`;

function take(queryClient: QueryClient, answer: Client | Deal): void {
  if ("client_id" in answer) putDeal(queryClient, answer);
  else queryClient.setQueryData(keys.client(answer.id), answer);
}

export interface Setting {
  name: string;
  value: string;
  type: VariableType;
}

export function useSetVariable(owner: Owner) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ name, value, type }: Setting) => put<Client | Deal>(path(owner, name), { value, type }),
    onSuccess: (answer) => take(queryClient, answer),
  });
}

export function useDeleteVariable(owner: Owner) {
  const { t } = useTranslation("clients");
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const undo = useUndo();
  const again = useSetVariable(owner);
  const fail = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  return useMutation({
    mutationFn: (variable: ClientVariable) => remove<Client | Deal>(path(owner, variable.name)),
    onSuccess: (answer, variable) => {
      take(queryClient, answer);
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
