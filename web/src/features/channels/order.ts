/** Order of the list: what needs attention first, then what works, then what is paused, each by name. */
import type { Channel } from "@/api/types";

const RANK: { [state in Channel["state"]]: number } = { attention: 0, works: 1, paused: 2 };

export function compareChannels(language: string): (a: Channel, b: Channel) => number {
  return (a, b) => RANK[a.state] - RANK[b.state] || a.name.localeCompare(b.name, language) || a.id - b.id;
}

/** Keeps rows where they were while a pointer is over them; new rows come at the end until it leaves. */
export function keepOrder(before: readonly number[], rows: readonly Channel[]): Channel[] {
  const place = new Map(before.map((id, at) => [id, at]));
  return [...rows].sort((a, b) => (place.get(a.id) ?? before.length) - (place.get(b.id) ?? before.length));
}

/** Does the channel answer to what was typed: name, account, key or allowed site? */
export function channelMatches(channel: Channel, typed: string): boolean {
  const words = typed.trim().toLowerCase();
  if (words === "") return true;
  const sites = "allowed_domains" in channel.settings ? channel.settings.allowed_domains : [];
  const names = [
    channel.name,
    channel.account?.username,
    channel.account?.title,
    channel.account?.id,
    channel.key,
    String(channel.id),
    ...sites,
  ];
  return names.some((name) => name?.toLowerCase().includes(words.replace(/^@/, "")));
}
