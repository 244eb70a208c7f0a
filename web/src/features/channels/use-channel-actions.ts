/** What can be done to a channel from the list and from its own page. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { post, problemOf, put, remove } from "@/api/request";
import type { Channel } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { putChannel } from "./cache";

const path = (channel: Channel) => `/api/v1/channels/${channel.id}`;

export function useChannelActions(channel: Channel) {
  const { t } = useTranslation("channels");
  const problemText = useProblemText();
  const client = useQueryClient();
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });

  const pause = useMutation({
    mutationFn: (on: boolean) => (on ? put<Channel>(`${path(channel)}/pause`) : remove<Channel>(`${path(channel)}/pause`)),
    onSuccess: (changed, on) => {
      putChannel(client, changed);
      notifications.show({ message: t(on ? "paused" : "resumed") });
    },
    onError,
  });
  const check = useMutation({
    mutationFn: () => post<Channel>(`${path(channel)}/check`),
    onSuccess: (changed) => {
      putChannel(client, changed);
      void client.invalidateQueries({ queryKey: keys.channelState(channel.id) });
      notifications.show({ message: t(changed.state === "attention" ? "stillBroken" : "checked") });
    },
    onError,
  });
  return { pause, check };
}
