/**
 * The two dictionaries, labels and lists, and what is done with them: made, changed, deleted, put on a client, taken off.
 * Putting on and taking off shows at once and is taken back, with the reason, when refused.
 */
import { notifications } from "@mantine/notifications";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { changeDialog, knownDialog, putDialog } from "@/api/dialog-cache";
import { keys } from "@/api/keys";
import { labelsQuery, listsQuery } from "@/api/queries";
import { post, problemOf, put, remove } from "@/api/request";
import { useMe } from "@/api/session";
import type { Dialog, Label, List } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useUndo } from "../undo";

export type MarkKind = "label" | "list";
/** A label or a list; a label always has a colour. */
export type Mark = Label | List;

const nothing: Mark[] = [];
const field = (kind: MarkKind) => (kind === "label" ? "label_ids" : "list_ids") as "label_ids" | "list_ids";
const path = (kind: MarkKind) => (kind === "label" ? "labels" : "lists");

export function useMarks(kind: MarkKind): { all: Mark[]; pending: boolean; refresh: () => void } {
  const labels = useQuery({ ...labelsQuery, enabled: kind === "label" });
  const lists = useQuery({ ...listsQuery, enabled: kind === "list" });
  const query = kind === "label" ? labels : lists;
  return { all: query.data?.items ?? nothing, pending: query.isPending, refresh: () => void query.refetch() };
}

export interface MarkForm {
  name: string;
  color: number | null;
}

/** Changes of a dictionary itself, for all clients. */
export function useMarkChanges(kind: MarkKind) {
  const queryClient = useQueryClient();
  const again = () => queryClient.invalidateQueries({ queryKey: kind === "label" ? keys.labels : keys.lists });
  const base = `/api/v1/${path(kind)}`;
  const make = useMutation({ mutationFn: (form: MarkForm) => post<Mark>(base, form), onSuccess: again });
  const change = useMutation({
    mutationFn: ({ id, ...form }: MarkForm & { id: number }) => put<Mark>(`${base}/${id}`, form),
    onSuccess: again,
  });
  const drop = useMutation({ mutationFn: (id: number) => remove(`${base}/${id}`), onSuccess: again });
  return { make, change, drop };
}

/** `say`: the toast that offers to take the step back. */
type Step = { id: number; on: boolean } | { ids: number[]; say?: string };

/** Labels, or lists, of one client. */
export function useClientMarks(client: number, kind: MarkKind) {
  const { t } = useTranslation("clients");
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  const problemText = useProblemText();
  const undo = useUndo();
  const name = field(kind);
  const mutationKey = ["marks", client, kind];
  const under = useIsMutating({ mutationKey });
  const set = (change: (ids: number[]) => number[]) => changeDialog(queryClient, client, (d) => ({ ...d, [name]: change(d[name]) }), me);
  const step = useMutation({
    mutationKey,
    mutationFn: (todo: Step) => {
      const base = `/api/v1/clients/${client}/${path(kind)}`;
      if ("ids" in todo) return put<Dialog>(base, { list_ids: todo.ids });
      return todo.on ? put<Dialog>(`${base}/${todo.id}`) : remove<Dialog>(`${base}/${todo.id}`);
    },
    onMutate: (todo) => {
      const before = knownDialog(queryClient, client)?.[name] ?? [];
      set((ids) => after(ids, todo));
      return { before };
    },
    onSuccess: (dialog, todo, { before }) => {
      if ("ids" in todo && todo.say !== undefined) undo(todo.say, () => step.mutate({ ids: before }));
      // A later tick is still on its way: the answer to this one does not know of it.
      if (queryClient.isMutating({ mutationKey }) > 1) return;
      const known = knownDialog(queryClient, client);
      if (!known || known.last_n <= dialog.last_n) putDialog(queryClient, dialog, me);
    },
    onError: (error, todo, context) => {
      const before = context?.before ?? [];
      set((ids) => ("ids" in todo ? before : after(ids, { id: todo.id, on: !todo.on })));
      notifications.show({ color: "red", message: problemText(problemOf(error)) });
    },
  });
  return {
    busy: under > 0,
    toggle: (id: number, on: boolean) => step.mutate({ id, on }),
    /** "переместить": into this list and out of all others. */
    move: (list: Mark) => step.mutate({ ids: [list.id], say: t("lists.moved", { name: list.name }) }),
  };
}

function after(ids: number[], todo: Step): number[] {
  if ("ids" in todo) return todo.ids;
  const others = ids.filter((id) => id !== todo.id);
  return todo.on ? [...others, todo.id] : others;
}
