/** Copying, and below a lost message the way out. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { putMessage } from "@/api/message-cache";
import { post, problemOf, put } from "@/api/request";
import type { Message } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { copyText } from "@/lib/text";
import styles from "./message.module.css";

export const messagePath = (message: Message) => `/api/v1/dialogs/${message.client_id}/messages/${message.id}`;

/** The window in which a message is sent once more. */
export const RESEND_ID = "resend";

export function useCopy(): (text: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text) => {
    const done = await copyText(text);
    notifications.show(done ? { message: t("copied"), autoClose: 2000 } : { message: t("copyFailed"), color: "red" });
  };
}

/** Failed: why, «Повторить». Unknown: the operator decides, nothing is sent again by itself. */
export function LostReason({ message }: { message: Message }) {
  const { t, i18n } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const copy = useCopy();
  const step = useMutation({
    mutationFn: (what: "repeat" | "arrived") =>
      what === "repeat" ? post<Message>(`${messagePath(message)}/attempts`) : put<Message>(`${messagePath(message)}/delivery`),
    onSuccess: (changed) => putMessage(queryClient, changed, "frame"),
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  const key = `lost.${message.error?.code ?? "other"}` as "lost.other";
  const reason =
    message.state === "unknown"
      ? t("lost.unknown")
      : i18n.exists(key, { ns: "clients" })
        ? String(t(key, { text: message.error?.provider_text ?? "" } as never))
        : message.error?.provider_text || t("lost.other");
  return (
    <div className={styles.lostReason}>
      <span title={message.error?.provider_text || undefined}>{reason}</span>
      {message.can_repeat ? (
        <Button variant="subtle" size="xs" loading={step.isPending} onClick={() => step.mutate("repeat")}>
          {t("common:retry")}
        </Button>
      ) : null}
      {message.state === "unknown" ? (
        <Button variant="subtle" size="xs" disabled={step.isPending} onClick={() => step.mutate("arrived")}>
          {t("lost.arrived")}
        </Button>
      ) : null}
      {message.text !== "" ? (
        <Button variant="subtle" size="xs" onClick={() => void copy(message.text)}>
          {t("message.copy")}
        </Button>
      ) : null}
    </div>
  );
}
