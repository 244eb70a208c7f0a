/** What an operator does with a dialog as a whole. Each shows at once and is taken back, with the reason, when refused. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeDialog, knownDialog, putDialog } from "@/api/dialog-cache";
import { keys } from "@/api/keys";
import { patch, problemOf, put, remove } from "@/api/request";
import { useMe } from "@/api/session";
import type { Client, Dialog } from "@/api/types";
import { useProblemText } from "@/components/problem-text";

type Step = { what: "responsible"; employee: number | null } | { what: "pin"; on: boolean } | { what: "answer-not-needed" };

export function useDialogActions(client: number) {
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  const problemText = useProblemText();
  const step = useMutation({
    mutationFn: (todo: Step) => ask(client, todo),
    onMutate: (todo) => {
      const before = knownDialog(queryClient, client);
      changeDialog(queryClient, client, (d) => expected(d, todo), me);
      return { before };
    },
    onSuccess: (dialog) => {
      // An event may have overtaken this answer; then the answer is the older one.
      const known = knownDialog(queryClient, client);
      if (!known || known.last_n <= dialog.last_n) putDialog(queryClient, dialog, me);
      void queryClient.invalidateQueries({ queryKey: keys.client(client) });
    },
    onError: (error, todo, context) => {
      const before = context?.before;
      if (before) changeDialog(queryClient, client, (d) => taken(d, before, todo), me);
      notifications.show({ color: "red", message: problemText(problemOf(error)) });
    },
  });
  return {
    busy: step.isPending,
    take: () => step.mutate({ what: "responsible", employee: me }),
    free: () => step.mutate({ what: "responsible", employee: null }),
    transfer: (employee: number | null) => step.mutate({ what: "responsible", employee }),
    pin: (on: boolean) => step.mutate({ what: "pin", on }),
    answerNotNeeded: () => step.mutate({ what: "answer-not-needed" }),
  };
}

export function useRename(client: number) {
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  return useMutation({
    mutationFn: (name: string) => patch<Client>(`/api/v1/clients/${client}`, { name }),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.client(client), changed);
      changeDialog(queryClient, client, (d) => ({ ...d, name: changed.name }), me);
    },
  });
}

function ask(client: number, todo: Step): Promise<Dialog> {
  const path = `/api/v1/dialogs/${client}`;
  switch (todo.what) {
    case "responsible":
      return put<Dialog>(`${path}/responsible`, { employee_id: todo.employee });
    case "pin":
      return todo.on ? put<Dialog>(`${path}/pin`) : remove<Dialog>(`${path}/pin`);
    case "answer-not-needed":
      return put<Dialog>(`${path}/answer-not-needed`);
  }
}

function expected(d: Dialog, todo: Step): Dialog {
  switch (todo.what) {
    case "responsible":
      return { ...d, responsible_id: todo.employee };
    case "pin":
      return { ...d, pinned: todo.on };
    case "answer-not-needed":
      return { ...d, unanswered: false, unanswered_since: null, answered_in: d.in_count };
  }
}

/** Only what this step had changed goes back; what came in meanwhile stays. */
function taken(d: Dialog, before: Dialog, todo: Step): Dialog {
  switch (todo.what) {
    case "responsible":
      return { ...d, responsible_id: before.responsible_id };
    case "pin":
      return { ...d, pinned: before.pinned };
    case "answer-not-needed":
      return { ...d, unanswered: before.unanswered, unanswered_since: before.unanswered_since, answered_in: before.answered_in };
  }
}
