/** Contacts and links of a client: what is done with them; most answers are the whole card. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get, patch, post, problemOf, put, remove } from "@/api/request";
import type { Client, ClientContact, ContactKind, ContactPatch, Duplicates, NewContact, PersonalLink, Problem } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useUndo } from "../undo";

const path = (client: number) => `/api/v1/clients/${client}`;

/** The answer is the card as it is now; who is alike may have changed with it, and so has the card of the other. */
function useTaken(client: number) {
  const queryClient = useQueryClient();
  return (card: Client) => {
    queryClient.setQueryData(keys.client(client), card);
    void queryClient.invalidateQueries({ queryKey: keys.duplicates(client) });
  };
}

function useFail(): (error: unknown) => void {
  const problemText = useProblemText();
  return (error) => void notifications.show({ color: "red", message: problemText(problemOf(error)) });
}

export function useContactActions(client: number) {
  const { t } = useTranslation("people");
  const undo = useUndo();
  const onSuccess = useTaken(client);
  const onError = useFail();
  const add = useMutation({ mutationFn: (contact: NewContact) => post<Client>(`${path(client)}/contacts`, contact), onSuccess });
  const change = useMutation({
    mutationFn: ({ id, ...todo }: ContactPatch & { id: number }) => patch<Client>(`${path(client)}/contacts/${id}`, todo),
    onSuccess,
  });
  const erase = useMutation({
    mutationFn: ({ id }: ClientContact) => remove<Client>(`${path(client)}/contacts/${id}`),
    onSuccess: (card, { kind, value, label }) => {
      onSuccess(card);
      undo(t("contacts.deleted", { value }), () => add.mutate({ kind, value, ...(label === null ? {} : { label }) }, { onError }));
    },
    onError,
  });
  return { add, change, erase };
}

/** A refusal as a sentence, and the field beside which it stands. */
export function useContactRefusal(): (error: unknown, kind: ContactKind) => { field: "value" | "label"; text: string } {
  const { t } = useTranslation("people");
  const fieldText = useFieldText();
  const problemText = useProblemText();
  return (error, kind) => {
    const problem: Problem = problemOf(error);
    const { value, label } = problem.fields ?? {};
    if (value?.code === "taken") return { field: "value", text: t("contacts.error.taken") };
    if (value?.code === "bad_value" || value?.code === "bad_email") return { field: "value", text: t(`contacts.error.${kind}`) };
    if (value) return { field: "value", text: fieldText(value) ?? problemText(problem) };
    if (label) return { field: "label", text: fieldText(label) ?? problemText(problem) };
    return { field: "value", text: problem.code === "limit_reached" ? t("contacts.error.limit_reached") : problemText(problem) };
  };
}

export function useDuplicates(client: number, enabled: boolean) {
  return useQuery({
    queryKey: keys.duplicates(client),
    queryFn: ({ signal }) => snapshot(() => get<Duplicates>(`${path(client)}/duplicates`, { signal })),
    enabled,
  });
}

export function useLinkActions(client: number) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const undo = useUndo();
  const onSuccess = useTaken(client);
  const onError = useLinkFail();
  const link = useMutation({
    mutationFn: (other: number) => put<Client>(`${path(client)}/links/${other}`),
    onSuccess,
  });
  const main = useMutation({ mutationFn: (other: number) => put<Client>(`${path(other)}/main`) });
  const makeMain = (other: number) =>
    main.mutate(other, {
      onSuccess: (card) => (other === client ? onSuccess(card) : queryClient.invalidateQueries({ queryKey: keys.client(client) })),
      onError,
    });
  const unlink = useMutation({
    mutationFn: ({ other }: { other: number; name: string; wasMain: boolean }) => remove<Client>(`${path(client)}/links/${other}`),
    onSuccess: (card, { other, name, wasMain }) => {
      onSuccess(card);
      undo(t("linked.unlinked", { name }), () => link.mutate(other, { onSuccess: () => wasMain && makeMain(other), onError }));
    },
    onError,
  });
  const again = () => void queryClient.invalidateQueries({ queryKey: keys.duplicates(client) });
  const likely = useMutation({
    mutationFn: (other: number) => remove<void>(`${path(client)}/distinct/${other}`),
    onSuccess: again,
    onError,
  });
  const distinct = useMutation({
    mutationFn: ({ other }: { other: number; name: string }) => put<void>(`${path(client)}/distinct/${other}`),
    onSuccess: (_, { other, name }) => {
      again();
      undo(t("linked.distinctDone", { name }), () => likely.mutate(other));
    },
    onError,
  });
  return { link, unlink, makeMain, distinct, onError };
}

export function usePersonalLink(client: number) {
  return useMutation({ mutationFn: (channel_id: number) => post<PersonalLink>(`${path(client)}/personal-links`, { channel_id }) });
}

/** Refusals of links in words of their own. */
export function useLinkText(): (error: unknown) => string {
  const { t, i18n } = useTranslation("people");
  const problemText = useProblemText();
  return (error) => {
    const problem = problemOf(error);
    if (problem.fields?.other_id) return t("linked.error.self");
    const key = `linked.error.${problem.code}` as "linked.error.not_found";
    return i18n.exists(key, { ns: "people" }) ? String(t(key)) : problemText(problem);
  };
}

function useLinkFail(): (error: unknown) => void {
  const text = useLinkText();
  return (error) => void notifications.show({ color: "red", message: text(error) });
}
