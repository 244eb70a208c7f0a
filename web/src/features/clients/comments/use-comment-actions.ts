/** Editing and deleting a comment, with everything that shows it: the timeline, the card, the pinned bar. */
import { notifications } from "@mantine/notifications";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { changeMessage, putMessage } from "@/api/message-cache";
import { patch, post, problemOf, remove } from "@/api/request";
import { useCan, useMe } from "@/api/session";
import { putComment, putPin, withoutSideMessage } from "@/api/side-cache";
import type { Message } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";

const path = (comment: Message) => `/api/v1/dialogs/${comment.client_id}/comments/${comment.id}`;

/** Only its author changes a comment; he and who may delete messages delete it. */
export function useCommentRights(): (comment: Message) => { edit: boolean; erase: boolean } {
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const mayDelete = useCan("messages.delete");
  return (comment) => {
    const own = mayWrite && comment.author_id === me;
    return { edit: own, erase: own || (mayWrite && mayDelete) };
  };
}

export function putEverywhere(client: QueryClient, message: Message): void {
  putMessage(client, message, "frame");
  putComment(client, message);
  putPin(client, message);
}

export function useEditComment(done: () => void) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (what: { comment: Message; text: string; mention_ids: number[] }) =>
      patch<Message>(path(what.comment), { text: what.text, mention_ids: what.mention_ids }),
    onSuccess: (changed) => {
      putEverywhere(queryClient, changed);
      done();
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
}

/** Deletes at once and asks nothing: for ten seconds the toast brings it back. */
export function useEraseComment(): (comment: Message) => void {
  const { t } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const failed = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const restore = useMutation({
    mutationFn: (comment: Message) => post<Message>(`${path(comment)}/restore`),
    onSuccess: (back) => putEverywhere(queryClient, back),
    onError: failed,
  });
  const erase = useMutation({
    mutationFn: (comment: Message) => remove(path(comment)),
    onMutate: (comment) => {
      changeMessage(queryClient, comment.client_id, comment.id, (m) => ({ ...m, deleted_at: Date.now(), pinned_at: null }));
      withoutSideMessage(queryClient, comment.client_id, comment.id);
    },
    onSuccess: (_, comment) =>
      showUndo({
        message: t("comment.erased"),
        undo: t("common:undo"),
        close: t("common:close"),
        onUndo: () => restore.mutate(comment),
      }),
    onError: (error, comment) => {
      putEverywhere(queryClient, comment);
      failed(error);
    },
  });
  return (comment) => erase.mutate(comment);
}
