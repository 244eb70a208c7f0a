/** Channels in the query cache: the list and the single one are changed together. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import type { Channel } from "@/api/types";

type Listed = { items: Channel[]; public_url: string | null };

/** Puts an answer of the server where the pages read it; a new channel joins the list. */
export function putChannel(client: QueryClient, channel: Channel): void {
  client.setQueryData<Listed>(keys.channels, (listed) => {
    if (!listed) return listed;
    const known = listed.items.some((other) => other.id === channel.id);
    return {
      ...listed,
      items: known ? listed.items.map((other) => (other.id === channel.id ? channel : other)) : [...listed.items, channel],
    };
  });
  client.setQueryData(keys.channel(channel.id), channel);
  void client.invalidateQueries({ queryKey: keys.counts });
  void client.invalidateQueries({ queryKey: keys.steps });
}

/** The channel has been removed; its dialogs stay. */
export function dropChannel(client: QueryClient, id: number): void {
  client.setQueryData<Listed>(keys.channels, (listed) => listed && { ...listed, items: listed.items.filter((other) => other.id !== id) });
  client.removeQueries({ queryKey: keys.channel(id) });
  void client.invalidateQueries({ queryKey: keys.counts });
  void client.invalidateQueries({ queryKey: keys.steps });
}
