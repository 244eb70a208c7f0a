/** Reading e-mail addresses out of what a person types or pastes into the invitation. */
import { isEmail } from "@/components/form/checks";

/** As many as one request of invitations takes. */
export const EMAILS_MAX = 50;

const SEPARATOR = /[\s,;]+/;

/**
 * Takes complete addresses out of pasted text: `Нина <nina@example.com>, roman@example.com`.
 * What is no address comes back in `rest`, so that nothing typed is lost.
 */
export function takeEmails(text: string, already: readonly string[]): { emails: string[]; rest: string } {
  const seen = new Set(already.map((email) => email.toLowerCase()));
  const emails = [...already];
  const rest: string[] = [];
  // In `Name <address>` the name is decoration; the address is what counts.
  const bare = text.replace(/[^,;<>\n]*<([^<>]+)>/g, " $1 ");
  for (const part of bare.split(SEPARATOR)) {
    if (part === "") continue;
    const email = part.toLowerCase();
    if (!isEmail(email)) {
      rest.push(part);
      continue;
    }
    if (seen.has(email)) continue;
    if (emails.length >= EMAILS_MAX) {
      rest.push(part);
      continue;
    }
    seen.add(email);
    emails.push(email);
  }
  return { emails, rest: rest.join(" ") };
}
