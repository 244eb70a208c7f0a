/**
 * Addresses of sites on which a chat may open.
 *
 * People paste whole addresses; the server keeps host names, one `*.` allowed in front.
 */

export const DOMAINS_MAX = 50;
export const DOMAIN_LENGTH_MAX = 253;

const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const PORT = /:(\d{1,5})$/;

/** The host name of what was typed, `*.` in front kept; null when it is not an address. */
export function parseDomain(value: string): string | null {
  let host = value.trim().toLowerCase();
  host = host.replace(/^[a-z][a-z0-9+.-]*:\/\//, "").replace(/[/?#].*$/, "");
  host = host.replace(/^[^@]*@/, "");
  const port = PORT.exec(host)?.[1];
  if (port !== undefined && Number(port) > 65_535) return null;
  host = host.replace(PORT, "").replace(/\.$/, "");
  if (host.length === 0 || host.length > DOMAIN_LENGTH_MAX) return null;
  const bare = host.startsWith("*.") ? host.slice(2) : host;
  const labels = bare.split(".");
  if (!labels.every((label) => LABEL.test(label))) return null;
  // A single word is a mistake, apart from the developer's own machine; `*.com` would let everybody in.
  if (labels.length < 2 && (bare !== "localhost" || host !== bare)) return null;
  return host;
}
