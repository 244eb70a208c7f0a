/** Reactions under a bubble: what the client has set, and ours, which a press takes away. */
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeMessage, putMessage } from "@/api/message-cache";
import { problemOf, put } from "@/api/request";
import { useCan } from "@/api/session";
import type { Dialog, Message } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useCapabilities } from "../composer/block";
import styles from "./message.module.css";
import { messagePath } from "./message-actions";

function useReact(message: Message): (emoji: string | null) => void {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const show = (own_reaction: string | null) => changeMessage(queryClient, message.client_id, message.id, (m) => ({ ...m, own_reaction }));
  const react = useMutation({
    mutationFn: (emoji: string | null) => put<Message>(`${messagePath(message)}/reaction`, { emoji }),
    onMutate: show,
    onSuccess: (changed) => putMessage(queryClient, changed, "answer"),
    onError: (error) => {
      show(message.own_reaction);
      notifications.show({ color: "red", message: problemText(problemOf(error)) });
    },
  });
  return react.mutate;
}

export function Reactions({ message, readOnly }: { message: Message; readOnly: boolean }) {
  const none = message.deleted_at !== null || (message.reactions.length === 0 && message.own_reaction === null);
  return none ? null : <Shown message={message} readOnly={readOnly} />;
}

function Shown({ message, readOnly }: { message: Message; readOnly: boolean }) {
  const { t } = useTranslation("clients");
  const react = useReact(message);
  const mayWrite = useCan("dialogs.write");
  const own = message.own_reaction;
  return (
    <span className={styles.reactions}>
      {message.reactions.map((emoji) => (
        <span key={emoji} className={styles.reaction} role="img" aria-label={t("reaction.theirs", { emoji })}>
          {emoji}
        </span>
      ))}
      {own === null ? null : (
        <button
          type="button"
          className={styles.reaction}
          data-own
          disabled={readOnly || !mayWrite}
          aria-label={t("reaction.takeAway", { emoji: own })}
          title={t("reaction.takeAway", { emoji: own })}
          onClick={() => react(null)}
        >
          {own}
        </button>
      )}
    </span>
  );
}

/** The first line of a message's menu, where its messenger knows reactions of ours. */
export function ReactionChoice({ message, dialog }: { message: Message; dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const react = useReact(message);
  const known = useCapabilities(dialog)?.reactions ?? [];
  if (message.kind !== "in" || known.length === 0) return null;
  return (
    <>
      <div className={styles.reactionChoice} role="group" aria-label={t("reaction.choose")}>
        {known.map((emoji) => (
          <Menu.Item
            key={emoji}
            data-own={emoji === message.own_reaction || undefined}
            aria-label={emoji === message.own_reaction ? t("reaction.takeAway", { emoji }) : t("reaction.set", { emoji })}
            onClick={() => react(emoji === message.own_reaction ? null : emoji)}
          >
            {emoji}
          </Menu.Item>
        ))}
      </div>
      <Menu.Divider />
    </>
  );
}
