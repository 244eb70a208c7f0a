/** Figures of a channel's last day; asked again every half a minute while they are looked at. */
import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { ChannelHealth } from "@/api/types";

const AGAIN_MS = 30_000;

export function useHealth(channel: number) {
  return useQuery({
    queryKey: keys.channelState(channel),
    queryFn: ({ signal }) => get<ChannelHealth>(`/api/v1/channels/${channel}/state`, { signal }),
    refetchInterval: AGAIN_MS,
    staleTime: AGAIN_MS,
  });
}
