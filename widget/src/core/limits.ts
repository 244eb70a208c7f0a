// Every bound of the chat in one place.

export const TEXT_MAX = 4000;
export const NAME_MAX = 100;
export const EMAIL_MAX = 254;
export const PHONE_MAX = 32;
export const URL_MAX = 2000;
export const TITLE_MAX = 300;
export const UTM_MAX = 200;
/** Messages that may wait in the queue. */
export const QUEUE_MAX = 50;
/** Files of one message. */
export const FILES_MAX = 10;
/** Messages kept in the window; older ones are asked for again. */
export const LOG_MAX = 1000;
export const PAGE_SIZE = 50;
/** Pages read in a row by one catch-up; past that the window starts anew from the newest page. */
export const CATCH_UP_PAGES = 20;
export const HTTP_TIMEOUT_MS = 15_000;
export const UPLOAD_TIMEOUT_MS = 300_000;
/** An address of a file is signed for ten minutes; a minute is left for the answer to travel. */
export const FILE_URL_MS = 9 * 60_000;
