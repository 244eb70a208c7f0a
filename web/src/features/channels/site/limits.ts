/** Limits of the chat's texts, the server's own. */
export const TITLE_MAX = 60;
export const GREETING_MAX = 500;
export const REPLY_NOTE_MAX = 80;
