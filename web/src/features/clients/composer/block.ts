/** Why nothing can be sent in this dialog now; null when it can. */
import { useQuery } from "@tanstack/react-query";
import { channelKindsQuery, channelsQuery } from "@/api/queries";
import { useCan } from "@/api/session";
import type { Capabilities, Channel, Client, Dialog } from "@/api/types";
import { clientQuery } from "../use-dialogs";

export type Block = "noRight" | "removed" | "paused" | "blocked" | "blockedUs" | "deactivated";

export function blockOf(what: {
  dialog: Dialog;
  mayWrite: boolean;
  channel: Channel | undefined;
  client: Client | undefined;
  channelsKnown: boolean;
}): Block | null {
  const { dialog, mayWrite, channel, client, channelsKnown } = what;
  if (!mayWrite) return "noRight";
  if (client?.channel.removed || (channelsKnown && !channel && dialog.channel_kind !== "demo")) return "removed";
  if (channel?.state === "paused") return "paused";
  if (dialog.blocked) return "blocked";
  if (dialog.unreachable === "blocked_us") return "blockedUs";
  if (dialog.unreachable === "deactivated") return "deactivated";
  return null;
}

export function useBlock(dialog: Dialog): Block | null {
  const mayWrite = useCan("dialogs.write");
  const seesChannels = useCan("channels.read");
  const channels = useQuery({ ...channelsQuery, enabled: seesChannels });
  const client = useQuery(clientQuery(dialog.client_id)).data;
  const channel = channels.data?.items.find((one) => one.id === dialog.channel_id);
  return blockOf({ dialog, mayWrite, channel, client, channelsKnown: channels.data !== undefined });
}

export function useCapabilities(dialog: Dialog): Capabilities | undefined {
  return useQuery(channelKindsQuery).data?.items.find((info) => info.kind === dialog.channel_kind)?.capabilities;
}
