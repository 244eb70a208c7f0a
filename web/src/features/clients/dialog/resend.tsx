/** A message once more (S53): to the same client, or into another dialog of the same person. */
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { putMessage } from "@/api/message-cache";
import { post, problemOf } from "@/api/request";
import type { Message } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { clientQuery } from "../use-dialogs";
import { messagePath, RESEND_ID } from "./message-actions";

export default function ResendForm({ message }: { message: Message }) {
  const { t } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  // One reference for one opened window: pressing again after a lost answer doubles nothing.
  const [reference] = useState(() => crypto.randomUUID());
  const [target, setTarget] = useState(String(message.client_id));
  const card = useQuery(clientQuery(message.client_id));
  const linked = card.data?.linked ?? [];
  const send = useMutation({
    mutationFn: () => post<Message>(`${messagePath(message)}/resend`, { client_ref: reference, to_client_id: Number(target) }),
    onSuccess: (sent) => {
      putMessage(queryClient, sent, "frame");
      modals.close(RESEND_ID);
      const other = linked.find((one) => one.client_id === sent.client_id);
      if (other) notifications.show({ message: t("resend.sent", { name: other.name, channel: other.channel_name }) });
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Stack gap={16}>
        {message.text === "" ? null : (
          <Text size="sm" lineClamp={4}>
            {message.text}
          </Text>
        )}
        <Radio.Group label={t("resend.to")} value={target} onChange={setTarget}>
          <Stack gap={8} mt={8}>
            <Radio value={String(message.client_id)} label={t("resend.here")} data-autofocus />
            {linked.map((one) => (
              <Radio
                key={one.client_id}
                value={String(one.client_id)}
                label={t("resend.there", { name: one.name, channel: one.channel_name })}
              />
            ))}
          </Stack>
        </Radio.Group>
        {card.isSuccess && linked.length === 0 ? (
          <Text size="xs" c="dimmed">
            {t("resend.alone")}
          </Text>
        ) : null}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" size="md" onClick={() => modals.close(RESEND_ID)}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" size="md" loading={send.isPending}>
            {t("message.resend")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
