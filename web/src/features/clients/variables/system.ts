/**
 * Variables that the website chat keeps itself: the page its visitor is on. An edit would be overwritten with his next step,
 * so they are facts of the card and no fields.
 */
import type { Client } from "@/api/types";

const kept: readonly string[] = ["page_title", "page_url"];

export function ownVariables({ channel, variables }: Client): Client["variables"] {
  return channel.kind === "site_chat" ? variables.filter((one) => !kept.includes(one.name)) : variables;
}

/** Where the visitor was last: as the chat told while he was here, else as he wrote. */
export function lastPage(client: Client): { title: string; url: string } | null {
  if (client.last_page) return client.last_page;
  if (client.channel.kind !== "site_chat") return null;
  const value = (name: string) => client.variables.find((one) => one.name === name)?.value ?? "";
  return value("page_url") === "" ? null : { title: value("page_title"), url: value("page_url") };
}
