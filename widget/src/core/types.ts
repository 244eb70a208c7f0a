// The website chat as it goes over the wire. Names and shapes are the server's, in snake_case.

/** How the owner of the site has set the chat up. */
export interface Settings {
  title: string;
  greeting: string;
  color: string;
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

export interface Config {
  settings: Settings;
  title: string;
  online: boolean;
  max_file_bytes: number;
  server_time: number;
}

export interface Session {
  token: string;
  visitor: string;
  known: boolean;
  expires_at: number;
}

export interface Entity {
  type: "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "link" | "spoiler" | "quote";
  offset: number;
  length: number;
  url: string | null;
}

export interface Button {
  text: string;
  data: string | null;
  url: string | null;
}

export interface Author {
  kind: "employee" | "bot" | "client";
  name: string | null;
  avatar_url: string | null;
}

export interface VisitorFile {
  id: number | string;
  kind: string;
  name: string;
  mime: string;
  size: number;
  width?: number | null;
  height?: number | null;
  url?: string;
  thumb_url?: string | null;
}

export interface VisitorMessage {
  id: number;
  n: number;
  mine: boolean;
  author: Author | null;
  text: string;
  entities: Entity[];
  files: VisitorFile[];
  buttons: Button[][];
  pressed: string | null;
  reply_to: { id: number; text: string } | null;
  ref: string | null;
  state: "sent" | "delivered" | "read";
  edited: boolean;
  deleted: boolean;
  sent_at: number;
}

export interface MessagesPage {
  items: VisitorMessage[];
  last_n: number;
  more: boolean;
}

export interface Form {
  name?: string;
  email?: string;
  phone?: string;
}

export interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
}

export interface Page {
  url: string;
  title: string;
  referrer: string;
  language: string;
  utm: Utm;
  tag?: string;
}

/** A message that waits in the queue until the server has answered. */
export interface Outgoing {
  ref: string;
  text: string;
  files: VisitorFile[];
  button: { message_id: number; data: string } | null;
  form: Form | null;
  page: Page;
  at: number;
  /** Why the server will never take it; null while it is still to be sent. */
  error: string | null;
}

/** Frames of the socket that come from the server. */
export type Frame =
  | { type: "welcome"; last_n: number }
  | { type: "message" | "changed"; message: VisitorMessage }
  | { type: "typing"; name: string | null }
  | { type: "seen"; n: number }
  | { type: "beat" };
