/** Whole objects of the API with sensible values; a test names only what it is about. */
import type { Dialog, Me, Message } from "@/api/types";

export const ME = 1;

export function dialogOf(change: Partial<Dialog> & { client_id: number }): Dialog {
  return {
    name: `Клиент ${change.client_id}`,
    avatar_url: null,
    channel_id: 1,
    channel_kind: "telegram",
    channel_name: "Тихая глина",
    last: null,
    active_at: 1000,
    last_action_at: 1000,
    last_n: 1,
    last_in_n: 1,
    in_count: 1,
    responsible_seen_in: 0,
    answered_in: 0,
    my_seen_in: 0,
    unanswered: true,
    unanswered_since: 1000,
    responsible_id: null,
    pinned: false,
    blocked: false,
    paused_until: null,
    unreachable: null,
    demo: false,
    online: null,
    external_id: `ext${change.client_id}`,
    staff_seen_n: 0,
    label_ids: [],
    list_ids: [],
    marked_unread: false,
    ...change,
  };
}

export function messageOf(change: Partial<Message> & { id: number }): Message {
  return {
    client_id: 1,
    n: change.id,
    thread_id: null,
    kind: "in",
    author_kind: "client",
    author_id: null,
    author_name: "Марина",
    text: `текст ${change.id}`,
    entities: [],
    files: [],
    location: null,
    contact: null,
    buttons: [],
    pressed: null,
    reactions: [],
    unsupported: null,
    note: null,
    reply_to: null,
    forwarded_from: null,
    state: null,
    error: null,
    can_repeat: false,
    can_edit: false,
    can_delete: false,
    client_ref: null,
    album: null,
    edited_at: null,
    deleted_at: null,
    pinned_at: null,
    sent_at: change.id * 1000,
    received_at: change.id * 1000,
    ...change,
  };
}

export function meOf(change: Partial<Me["employee"]> = {}): Me {
  return {
    employee: {
      id: ME,
      email: "katerina@example.com",
      name: "Катерина Лис",
      client_name: "",
      phone: "",
      avatar_url: null,
      language: "ru",
      theme: "auto",
      timezone: "Europe/Moscow",
      send_key: "ctrl_enter",
      letter_keys: true,
      next_after_reply: false,
      sound: true,
      desktop_notifications: false,
      status: "on_shift",
      status_since: 0,
      ...change,
    },
    project: { id: 1, name: "Тихая глина", language: "ru", timezone: "Europe/Moscow", created_at: 0, steps_hidden: true },
    role: "owner",
    rights: ["dialogs.read_all", "dialogs.read", "dialogs.write", "messages.delete", "clients.write", "channels.read", "channels.write"],
    projects: [{ id: 1, name: "Тихая глина", role: "owner" }],
    version: "0.1.0",
  };
}
