/** The one-time code of the first run, `7F4K-Q2MD-XN9P` as the server prints it. */

/** With dashes, spaces and a little of what people paste around it. */
export const SETUP_CODE_MAX = 40;

const SIGNS = 12;

/** What to ask the server about; null while the code is not complete, so that no attempt is wasted. */
export function codeToCheck(typed: string): string | null {
  const code = typed.trim();
  return code.replace(/[^a-z0-9]/gi, "").length >= SIGNS ? code : null;
}
