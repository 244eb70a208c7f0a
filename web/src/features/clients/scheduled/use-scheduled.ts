/** Messages that wait for their time, and what is done to them. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { putMessage } from "@/api/message-cache";
import { get, patch, post, problemOf, remove } from "@/api/request";
import type { Message, NewScheduledMessage, ScheduledMessage, ScheduledMessagePatch, ScheduledPage } from "@/api/types";
import { useProblemText } from "@/components/problem-text";

const path = (client: number, id?: number) => `/api/v1/dialogs/${client}/scheduled-messages${id === undefined ? "" : `/${id}`}`;

const none: ScheduledMessage[] = [];

/** The next one first. All of them: no more than 32 wait for one client. */
export function useScheduled(client: number, asked: boolean) {
  const query = useQuery({
    queryKey: keys.scheduled(client),
    queryFn: ({ signal }) => snapshot(() => get<ScheduledPage>(path(client), { signal })),
    enabled: asked,
  });
  return { ...query, items: (asked ? query.data?.items : undefined) ?? none };
}

export function useSchedule(client: number) {
  const again = useAgain(client);
  return useMutation({
    mutationFn: (message: NewScheduledMessage) => post<ScheduledMessage>(path(client), message),
    onSettled: again,
  });
}

export function useScheduledActions(client: number) {
  const again = useAgain(client);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const onError = (error: unknown) => void notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const move = useMutation({
    mutationFn: ({ id, ...change }: ScheduledMessagePatch & { id: number }) => patch<ScheduledMessage>(path(client, id), change),
    onSettled: again,
  });
  const cancel = useMutation({ mutationFn: (id: number) => remove(path(client, id)), onSettled: again, onError });
  const sendNow = useMutation({
    mutationFn: (id: number) => post<Message>(`${path(client, id)}/send-now`),
    onSuccess: (message) => putMessage(queryClient, message, "answer"),
    onSettled: again,
    onError,
  });
  return { move, cancel, sendNow, busy: cancel.isPending || sendNow.isPending };
}

/** The events say the same a moment later; whoever has pressed sees it at once. */
function useAgain(client: number) {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [keys.scheduled(client), keys.dialog(client), keys.client(client)].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
}
