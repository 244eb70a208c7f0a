/** Sentences about channels: what it is, what is wrong with it. */
import type { TFunction } from "i18next";
import type { Channel, ChannelReason } from "@/api/types";

/** The line under the name: where the channel lives and how it receives. */
export function addressOf(channel: Channel, t: TFunction<"channels">): string {
  if (channel.kind === "site_chat") {
    const sites = "allowed_domains" in channel.settings ? channel.settings.allowed_domains : [];
    const place = sites.length === 0 ? t("anySite") : sites.length > 2 ? `${sites.slice(0, 2).join(", ")}…` : sites.join(", ");
    return channel.installed_at === null ? `${place} · ${t("notInstalled")}` : place;
  }
  return [channel.account ? `@${channel.account.username}` : null, t(`mode.${channel.mode}`)].filter(Boolean).join(" · ");
}

/** What repairs the channel: a new token, or asking the messenger once more. */
export function repairOf(reason: ChannelReason): "token" | "check" {
  return reason.code === "wrong_token" ? "token" : "check";
}

/** One sentence about people and messages, then how many answers wait. */
export function reasonText(channel: Channel, reason: ChannelReason, since: string, messenger: string, t: TFunction<"channels">): string {
  const sentence = t(`reason.${reason.code}`, { messenger, since, defaultValue: t("reason.unknown", { since }) });
  return channel.queued > 0 ? `${sentence}. ${t("reason.queued", { count: channel.queued })}` : sentence;
}
