/** The pinned messages of a dialog, and pinning: at once on the page, taken back with the reason when refused. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { changeMessage, putMessage } from "@/api/message-cache";
import { get, problemOf, put, remove } from "@/api/request";
import { putComment, putPin } from "@/api/side-cache";
import type { Message, PinnedMessages } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";

const none: Message[] = [];

export function usePins(client: number): Message[] {
  const query = useQuery({
    queryKey: keys.pins(client),
    queryFn: ({ signal }) => snapshot(() => get<PinnedMessages>(`/api/v1/dialogs/${client}/pinned-messages`, { signal })),
  });
  return query.data?.items ?? none;
}

interface Pinning {
  message: Message;
  on: boolean;
  done?: (() => void) | undefined;
}

export function usePinMessage(): (what: Pinning) => void {
  const { t } = useTranslation("clients");
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const show = (message: Message, pinned_at: number | null) => {
    changeMessage(queryClient, message.client_id, message.id, (m) => ({ ...m, pinned_at }));
    putPin(queryClient, { ...message, pinned_at });
    putComment(queryClient, { ...message, pinned_at });
  };
  const step = useMutation({
    mutationFn: ({ message, on }: Pinning) => {
      const path = `/api/v1/dialogs/${message.client_id}/messages/${message.id}/pin`;
      return on ? put<Message>(path) : remove<Message>(path);
    },
    onMutate: ({ message, on }) => show(message, on ? Date.now() : null),
    onSuccess: (changed, { done }) => {
      putMessage(queryClient, changed, "answer");
      putPin(queryClient, changed);
      putComment(queryClient, changed);
      done?.();
    },
    onError: (error, { message }) => {
      show(message, message.pinned_at);
      const problem = problemOf(error);
      notifications.show({ color: "red", message: problem.code === "limit_reached" ? t("pins.tooMany") : problemText(problem) });
    },
  });
  return step.mutate;
}
