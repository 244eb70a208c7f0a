/** How words leave the field: as a message, as a comment, as a change of either. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef } from "react";
import { tellTyping } from "@/api/live-page";
import { putMessage } from "@/api/message-cache";
import { patch, problemOf } from "@/api/request";
import type { Dialog, Message } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useEditComment } from "../comments/use-comment-actions";
import { useDesk } from "../desk";
import type { Draft } from "./drafts";

const TYPING_EVERY_MS = 3_000;

export interface SendOf {
  dialog: Dialog;
  draft: Draft;
  seenN: RefObject<number>;
  mentionIds: (text: string) => number[];
  onSend: (kind: "message" | "comment") => Promise<void>;
}

export function useSend({ dialog, draft, seenN, mentionIds, onSend }: SendOf): (how?: { silent: boolean }) => void {
  const { drafts, outbox } = useDesk();
  return (how) => {
    const client = dialog.client_id;
    const text = draft.text.trim();
    const mark = { client_id: client, client_ref: crypto.randomUUID(), text, at: Date.now() };
    if (draft.comment) {
      outbox.addComment({ ...mark, mention_ids: mentionIds(text) });
      // Quote and files were for the client and wait for him. The field stays a comment's: the next words must not
      // slip to the client only because the first ones have gone to the team.
      drafts.set(client, { ...draft, text: "", at: Date.now() });
      drafts.flush();
      onSend("comment").catch(() => undefined);
      return;
    }
    outbox.add({
      ...mark,
      reply_to: draft.reply_to,
      files: draft.files,
      seen_n: seenN.current > 0 ? seenN.current : null,
      silent: how?.silent,
    });
    drafts.clear(client);
    onSend("message").catch(() => undefined);
  };
}

export function useSaveEdit(editing: Message | null, mentionIds: (text: string) => number[], done: () => void) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const comment = useEditComment(done);
  const message = useMutation({
    mutationFn: (text: string) => patch<Message>(`/api/v1/dialogs/${editing?.client_id}/messages/${editing?.id}`, { text }),
    onSuccess: (changed) => {
      putMessage(queryClient, changed, "frame");
      done();
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  return {
    busy: message.isPending || comment.isPending,
    save: (text: string) => {
      if (editing?.kind === "comment") comment.mutate({ comment: editing, text, mention_ids: mentionIds(text) });
      else message.mutate(text);
    },
  };
}

/** Tells the others at most every three seconds. */
export function useTypingNotice(client: number): () => void {
  const last = useRef(0);
  return () => {
    const now = Date.now();
    if (now - last.current < TYPING_EVERY_MS) return;
    last.current = now;
    tellTyping(client);
  };
}
