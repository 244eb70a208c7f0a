/** The shape of a bot token as @BotFather prints it: `123456789:AA…`. */

const TOKEN = /\b(\d{5,16}:[A-Za-z0-9_-]{30,64})(?![A-Za-z0-9_-])/;

/** Longest text the field takes: people paste the whole answer of @BotFather. */
export const TOKEN_FIELD_MAX = 1000;

/** Finds the token in what was pasted; null while it is not complete. */
export function findToken(pasted: string): string | null {
  return TOKEN.exec(pasted)?.[1] ?? null;
}
