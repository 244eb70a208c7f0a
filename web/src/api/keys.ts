/** Query keys, one place: the live socket patches the cache by the same keys that the pages read. */
import type { DialogFilter, Tab } from "./types";

/** One list of dialogs: a tab, and what narrows it. The filter is always tidy (`filter.ts`), so that equal lists have one key. */
export interface ListFilter {
  tab: Tab;
  filter: DialogFilter;
}

export const keys = {
  me: ["me"] as const,
  dialogs: ["dialogs"] as const,
  list: (filter: ListFilter) => ["dialogs", filter] as const,
  counts: ["counts"] as const,
  matching: ["matching"] as const,
  matchingOf: (filter: ListFilter) => ["matching", filter] as const,
  templates: ["variable-templates"] as const,
  savedFilters: ["saved-filters"] as const,
  labels: ["labels"] as const,
  lists: ["lists"] as const,
  dialog: (client: number) => ["dialog", client] as const,
  messages: (client: number) => ["messages", client] as const,
  pins: (client: number) => ["pins", client] as const,
  comments: (client: number) => ["comments", client] as const,
  places: (client: number) => ["places", client] as const,
  placesOf: (client: number, q: string, exact: boolean) => ["places", client, q, exact] as const,
  search: ["search"] as const,
  drafts: ["drafts"] as const,
  client: (client: number) => ["client", client] as const,
  duplicates: (client: number) => ["duplicates", client] as const,
  /** What waits for its time. */
  scheduled: (client: number) => ["scheduled", client] as const,
  /** Everything about the deals of a client; lists and single deals stand below it. */
  deals: (client: number) => ["deals", client] as const,
  dealList: (client: number, open: boolean) => ["deals", client, open ? "open" : "closed"] as const,
  deal: (client: number, deal: number) => ["deals", client, "one", deal] as const,
  jobs: ["jobs"] as const,
  job: (job: number) => ["job", job] as const,
  skipped: (job: number) => ["job", job, "skipped"] as const,
  imports: (channel: number) => ["imports", channel] as const,
  import: (id: number) => ["import", id] as const,
  importPreview: (id: number, encoding: string, delimiter: string) => ["import-preview", id, encoding, delimiter] as const,
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
