/** What an operator does with a dialog as a whole. Each shows at once and is taken back, with the reason, when refused. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeDialog, knownDialog, putDialog } from "@/api/dialog-cache";
import { keys } from "@/api/keys";
import { patch, problemOf, put, remove } from "@/api/request";
import { useMe } from "@/api/session";
import type { Client, Dialog } from "@/api/types";
import { useProblemText } from "@/components/problem-text";

type Step =
  | { what: "responsible"; employee: number | null; comment?: string }
  | { what: "pin" | "bot-pause" | "block"; on: boolean }
  | { what: "answer-not-needed" | "unread" };

/** How long the server keeps the bot silent; the answer brings the exact end. */
const PAUSE_MS = 24 * 60 * 60 * 1000;

interface Order {
  client: number;
  todo: Step;
  /** Called even when the part of the page that ordered it is gone by then, as a strip with its own button is. */
  done?: (() => void) | undefined;
}

function useStep() {
  const queryClient = useQueryClient();
  const me = useMe().employee.id;
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ client, todo }: Order) => ask(client, todo),
    onMutate: ({ client, todo }) => {
      const before = knownDialog(queryClient, client);
      changeDialog(queryClient, client, (d) => expected(d, todo), me);
      return { before };
    },
    onSuccess: (dialog, { client, done }) => {
      // An event may have overtaken this answer; then the answer is the older one.
      const known = knownDialog(queryClient, client);
      if (!known || known.last_n <= dialog.last_n) putDialog(queryClient, dialog, me);
      void queryClient.invalidateQueries({ queryKey: keys.client(client) });
      done?.();
    },
    onError: (error, { client, todo }, context) => {
      const before = context?.before;
      if (before) changeDialog(queryClient, client, (d) => taken(d, before, todo), me);
      notifications.show({ color: "red", message: problemText(problemOf(error)) });
    },
  });
}

export function useDialogActions(client: number) {
  const step = useStep();
  const me = useMe().employee.id;
  const order = (todo: Step, done?: () => void) => step.mutate({ client, todo, done });
  return {
    busy: step.isPending,
    take: () => order({ what: "responsible", employee: me }),
    free: () => order({ what: "responsible", employee: null }),
    transfer: (employee: number | null, comment = "", done?: () => void) => order({ what: "responsible", employee, comment }, done),
    pin: (on: boolean) => order({ what: "pin", on }),
    pauseBot: (on: boolean) => order({ what: "bot-pause", on }),
    block: (on: boolean, done?: () => void) => order({ what: "block", on }, done),
    markUnread: () => order({ what: "unread" }),
    answerNotNeeded: () => order({ what: "answer-not-needed" }),
  };
}

/** For a row of the list that is not the open dialog. */
export function useMarkUnread(): (client: number) => void {
  const step = useStep();
  return (client) => step.mutate({ client, todo: { what: "unread" } });
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
      return put<Dialog>(`${path}/responsible`, { employee_id: todo.employee, comment: todo.comment || null });
    case "pin":
    case "bot-pause":
    case "block":
      return todo.on ? put<Dialog>(`${path}/${todo.what}`) : remove<Dialog>(`${path}/${todo.what}`);
    case "answer-not-needed":
    case "unread":
      return put<Dialog>(`${path}/${todo.what}`);
  }
}

function expected(d: Dialog, todo: Step): Dialog {
  switch (todo.what) {
    case "responsible":
      return { ...d, responsible_id: todo.employee };
    case "pin":
      return { ...d, pinned: todo.on };
    case "bot-pause":
      return { ...d, paused_until: todo.on ? Date.now() + PAUSE_MS : null };
    case "block":
      return { ...d, blocked: todo.on, marked_unread: false, unanswered: false, unanswered_since: null, answered_in: d.in_count };
    case "unread":
      return { ...d, marked_unread: true };
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
    case "bot-pause":
      return { ...d, paused_until: before.paused_until };
    case "block":
      return { ...d, ...waiting(before), blocked: before.blocked, marked_unread: before.marked_unread };
    case "unread":
      return { ...d, marked_unread: before.marked_unread };
    case "answer-not-needed":
      return { ...d, ...waiting(before) };
  }
}

function waiting({ unanswered, unanswered_since, answered_in }: Dialog) {
  return { unanswered, unanswered_since, answered_in };
}
