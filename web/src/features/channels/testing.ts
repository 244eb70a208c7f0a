/** Channels for tests. */
import type { Channel, SiteChatSettings } from "@/api/types";

export const siteSettings: SiteChatSettings = {
  allowed_domains: ["glina.example"],
  title: "Тихая глина",
  greeting: "Здравствуйте! Чем помочь?",
  color: "#0f766e",
  side: "right",
  theme: "auto",
  language: "auto",
  pre_chat: { enabled: false, name: true, email: true, phone: false, required: false },
  files: true,
  show_page: true,
  identity_required: false,
  branding: true,
  reply_time_note: "",
};

export function channel(changes: Partial<Channel> = {}): Channel {
  return {
    id: 1,
    kind: "telegram",
    name: "Telegram · Тихая глина",
    key: "",
    state: "works",
    reason: null,
    mode: "poll",
    account: { id: "7100200300", username: "tihaya_glina_bot", title: "Тихая глина" },
    settings: {},
    created_at: 1_763_000_000_000,
    last_event_at: null,
    last_sent_at: null,
    clients: 0,
    dead_letters: 0,
    unknown: 0,
    queued: 0,
    installed_at: null,
    ...changes,
  };
}
