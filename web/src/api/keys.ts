/** Query keys, one place: the live socket patches the cache by the same keys that the pages read. */
import type { Tab } from "./types";

export interface ListFilter {
  tab: Tab;
  q: string;
  channel_id: number | null;
}

export const keys = {
  me: ["me"] as const,
  dialogs: ["dialogs"] as const,
  list: (filter: ListFilter) => ["dialogs", filter] as const,
  counts: ["counts"] as const,
  dialog: (client: number) => ["dialog", client] as const,
  messages: (client: number) => ["messages", client] as const,
  client: (client: number) => ["client", client] as const,
  employees: ["employees"] as const,
  channels: ["channels"] as const,
  channel: (channel: number) => ["channel", channel] as const,
  channelState: (channel: number) => ["channel", channel, "state"] as const,
  deadLetters: (channel: number) => ["channel", channel, "dead-letters"] as const,
  unknown: (channel: number) => ["channel", channel, "unknown"] as const,
  channelKinds: ["channel-kinds"] as const,
  steps: ["steps"] as const,
  sessions: ["sessions"] as const,
  audit: ["audit"] as const,
};
