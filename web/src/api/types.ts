/**
 * The shapes of the HTTP API and of the live socket, as the server documents them.
 * JSON is snake_case, ids are numbers, times are epoch milliseconds and end in `_at`.
 * Every other file imports shapes from here and from nowhere else.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string; // stable: unauthorized, forbidden, not_found, invalid, wrong_credentials, too_many_attempts, conflict, newer_message,
  // client_ref_reused, storage_unavailable, busy, too_old, payload_too_large, setup_done, wrong_setup_code,
  // wrong_token, channel_taken, unsupported, gone, rate_limited, internal
  detail: string; // English; the page translates by `code` (and field codes) and falls back to this
  fields?: { [field: string]: { code: string; message: string; max?: number; min?: number } }; // code: required, too_long, too_short, bad_email, bad_value, taken, unknown
  retry_after_s?: number;
  attempts_left?: number;
}

export type Role = "owner" | "administrator" | "editor" | "operator";
export type Right =
  | "dialogs.read_all"
  | "dialogs.read"
  | "dialogs.write"
  | "messages.delete"
  | "clients.write"
  | "clients.delete"
  | "channels.read"
  | "channels.write"
  | "employees.read"
  | "employees.write"
  | "project.write"
  | "audit.read";

export interface SetupState {
  code_required: boolean;
  code_expires_at: number | null;
}
export interface SetupRequest {
  code: string | null;
  name: string;
  email: string;
  password: string;
  project: { name: string; language: "ru" | "en"; timezone: string };
}

export interface Me {
  employee: Profile;
  project: Project | null;
  role: Role | null;
  rights: Right[];
  projects: { id: number; name: string; role: Role }[];
  version: string;
}
export interface Profile {
  id: number;
  email: string;
  name: string;
  client_name: string;
  phone: string;
  avatar_url: string | null;
  language: "ru" | "en";
  theme: "light" | "dark" | "auto";
  timezone: string | null; // null = as in the project
  send_key: "ctrl_enter" | "enter";
  letter_keys: boolean;
  next_after_reply: boolean;
  sound: boolean;
  desktop_notifications: boolean;
  status: "on_shift" | "break" | "away";
  status_since: number;
}
export interface Session {
  id: number;
  created_at: number;
  last_used_at: number;
  user_agent: string;
  address: string;
  current: boolean;
}

export interface Project {
  id: number;
  name: string;
  language: "ru" | "en";
  timezone: string;
  created_at: number;
  steps_hidden: boolean;
}
export interface Steps {
  channel_connected: boolean;
  site_chat_connected: boolean;
  colleague_invited: boolean;
  demo_client_id: number | null;
  real_client: boolean;
  hidden: boolean;
}

export interface EmployeesPage {
  items: Employee[];
  invitations: Invitation[];
}
export interface Employee {
  id: number;
  name: string;
  email: string;
  role: Role;
  avatar_url: string | null;
  status: Profile["status"];
  status_since: number;
  clients: number;
  online: boolean;
  last_seen_at: number | null;
}
export interface Invitation {
  id: number;
  email: string;
  role: Role;
  created_at: number;
  expires_at: number;
  expired: boolean;
}

export type ChannelKind = "telegram" | "site_chat" | "demo";
export interface ChannelKindInfo {
  kind: ChannelKind;
  capabilities: Capabilities;
}
export interface Capabilities {
  text_max: number;
  caption_max: number;
  file_max_bytes: number;
  files_per_message: number;
  idempotent_send: boolean;
  delivered: boolean;
  read: boolean;
  client_edits: boolean;
  client_deletes: boolean;
  edit: boolean;
  delete: boolean;
  delete_max_age_s: number | null;
  replies: boolean;
  buttons: boolean;
  typing_in: boolean;
  typing_out: boolean;
  reply_window_s: number | null;
  modes: ("webhook" | "poll" | "direct")[];
}
export interface Channel {
  id: number;
  kind: ChannelKind;
  name: string;
  key: string; // key: public id of a site chat; for telegram only in hook_url_masked
  state: "works" | "paused" | "attention";
  reason: ChannelReason | null;
  mode: "webhook" | "poll" | "direct";
  account: { id: string; username: string; title: string } | null; // the bot as the messenger knows it
  settings: SiteChatSettings | TelegramSettings | Record<string, never>;
  created_at: number;
  last_event_at: number | null;
  last_sent_at: number | null;
  clients: number;
  dead_letters: number;
  unknown: number;
  queued: number;
  installed_at: number | null /* site chat: first signal from an allowed site */;
}
export interface ChannelReason {
  code: "wrong_token" | "webhook_failed" | "second_poller" | "provider_unavailable" | "rights_withdrawn" | "unknown";
  provider_text: string;
  since: number;
}
export interface TelegramSettings {
  welcome?: string;
}
export interface SiteChatSettings {
  allowed_domains: string[];
  title: string;
  greeting: string;
  color: string /* #rrggbb */;
  side: "left" | "right";
  theme: "auto" | "light" | "dark";
  language: "auto" | "ru" | "en";
  pre_chat: { enabled: boolean; name: boolean; email: boolean; phone: boolean; required: boolean };
  files: boolean;
  show_page: boolean;
  identity_required: boolean;
  branding: boolean;
  reply_time_note: string;
}
export interface ChannelHealth {
  last_event_at: number | null;
  send_p50_ms: number | null;
  queued: number;
  oldest_queued_at: number | null;
  errors_24h: { events: number; sends: number };
  hours: { at: number; ok: number; failed: number }[] /* 48 half hours */;
}
export interface DeadLetter {
  id: number;
  received_at: number;
  kind: string;
  reason: string;
  thread: string;
  raw: string /* secrets masked, ≤ 16 KB */;
  attempts: number;
}

export interface Person {
  id: number;
  name: string;
  avatar_url: string | null;
}
export interface Dialog {
  // a row of the list = a client
  client_id: number;
  name: string;
  avatar_url: string | null;
  channel_id: number;
  channel_kind: ChannelKind;
  channel_name: string;
  last: LastMessage | null;
  active_at: number;
  last_action_at: number | null;
  last_n: number;
  in_count: number;
  responsible_seen_in: number;
  answered_in: number;
  my_seen_in: number; // counters of inbound messages, see unread()
  unanswered: boolean;
  unanswered_since: number | null;
  responsible_id: number | null;
  pinned: boolean;
  blocked: boolean;
  paused_until: number | null;
  unreachable: "blocked_us" | "deactivated" | null; // the client stopped the bot: the composer explains
  demo: boolean;
  online: boolean | null; // site chat only
  external_id: string;
}
export interface LastMessage {
  id: number;
  kind: MessageKind;
  author_kind: AuthorKind;
  author_id: number | null;
  text: string /* ≤ 160 chars */;
  file_kind: FileKind | null;
  state: MessageState | null;
  sent_at: number;
}
export type Tab = "all" | "unanswered" | "mine" | "free" | "others";
export interface Count {
  count: number;
  more: boolean;
} // 999, more: true = "999+"
export type MessageKind = "in" | "out" | "comment" | "note" | "callback";
export type AuthorKind = "client" | "employee" | "bot" | "system" | "api";
export type MessageState = "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown";
export type FileKind = "image" | "video" | "audio" | "voice" | "video_note" | "sticker" | "animation" | "document";
export interface Message {
  id: number;
  client_id: number;
  n: number;
  thread_id: number | null;
  kind: MessageKind;
  author_kind: AuthorKind;
  author_id: number | null;
  author_name: string | null;
  text: string;
  entities: Entity[];
  files: FileRef[];
  location: { latitude: number; longitude: number; title: string | null; address: string | null } | null;
  contact: { name: string; phone: string } | null;
  buttons: Button[][];
  pressed: string | null /* data of the pressed button, on an out message */;
  unsupported: string | null; // kind name: "не поддерживается: poll"
  note: { code: string; params: { [k: string]: string } } | null; // kind note/callback: code e.g. client_started, client_blocked_bot, callback, assigned, group_not_supported
  reply_to: { id: number; n: number; author_name: string | null; kind: MessageKind; text: string } | null;
  forwarded_from: string | null;
  state: MessageState | null;
  error: { code: string; provider_text: string } | null;
  can_repeat: boolean;
  can_edit: boolean;
  can_delete: boolean;
  client_ref: string | null;
  album: string | null;
  edited_at: number | null;
  deleted_at: number | null;
  sent_at: number;
  received_at: number;
}
export interface Entity {
  type: "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "link" | "spoiler" | "quote";
  offset: number;
  length: number;
  url: string | null;
} // UTF-16 units
export interface Button {
  text: string;
  data: string | null;
  url: string | null;
}
export interface FileRef {
  id: number;
  kind: FileKind;
  name: string;
  mime: string;
  size: number;
  width: number | null;
  height: number | null;
  duration_s: number | null;
  state: "stored" | "loading" | "failed" | "too_big";
  url: string;
  thumb_url: string | null;
}
export interface MessagesPage {
  items: Message[] /* ascending (sent_at, n) */;
  before: string | null;
  after: string | null;
}
export interface NewMessage {
  text: string;
  client_ref: string /* 1..64 */;
  seen_n?: number | null;
  reply_to?: number | null;
  file_ids?: number[];
  buttons?: Button[][];
}
export interface Client {
  id: number;
  name: string;
  name_manual: boolean;
  avatar_url: string | null;
  channel: { id: number; kind: ChannelKind; name: string; removed: boolean; account_username: string | null };
  external_id: string;
  username: string | null;
  phone: string | null;
  email: string | null;
  language: string | null;
  tag: string | null;
  created_at: number;
  last_action_at: number | null;
  responsible_id: number | null;
  blocked: boolean;
  demo: boolean;
  unreachable: Dialog["unreachable"];
  variables: { name: string; value: string }[]; // utm_source, page, … as they came
  last_page: { url: string; title: string; at: number } | null; // site chat
}

export interface Event {
  seq: number;
  at: number;
  kind: EventKind;
  client_id: number | null;
  message_id: number | null;
  channel_id: number | null;
  employee_id: number | null;
  data: { [k: string]: number | string | boolean | null };
}
export type EventKind =
  | "message.created"
  | "message.changed"
  | "message.deleted"
  | "client.created"
  | "client.changed"
  | "dialog.changed"
  | "dialog.seen"
  | "channel.created"
  | "channel.changed"
  | "channel.deleted"
  | "employee.changed"
  | "project.changed"
  | "file.changed";

/** A keyset page: `next` is the cursor of the page after this one, null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** What the tabs and the rail count. */
export interface Counts {
  all: Count;
  unanswered: Count;
  mine: Count;
  free: Count;
  others: Count;
  attention_channels: number;
  unread_dialogs: Count;
}

/** The changed part of a list row; what only one employee knows (`my_seen_in`) is not in it. */
export type DialogPatch = Omit<Dialog, "my_seen_in">;

export type FrameFromServer =
  | { type: "welcome"; seq: number; version: string }
  | ({ type: "event"; prev: number; dialog?: DialogPatch | null; message?: Message | null; channel?: Channel | null } & Event)
  | { type: "gone"; seq: number; prev: number; client_id: number }
  | { type: "appeared"; seq: number; prev: number; client_id: number; dialog: DialogPatch }
  | { type: "beat"; seq: number }
  | { type: "typing"; client_id: number; who: "client" | "employee"; employee_id: number | null; name: string }
  | { type: "viewers"; client_id: number; employee_ids: number[] }
  | { type: "resync" };

export type FrameFromPage =
  | { type: "hello"; after: number | null }
  | { type: "typing"; client_id: number }
  | { type: "viewing"; client_id: number | null }
  | { type: "pong" };
