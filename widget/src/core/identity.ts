// The JWT a site may sign for a visitor it knows. Only the server can check it; here just `sub` is read, to tell
// whether it is another person than before.

export interface Identity {
  jwt: string;
  sub: string;
}

export function readIdentity(jwt: unknown): Identity | null {
  if (typeof jwt !== "string" || jwt.length > 4096) return null;
  try {
    const payload = (jwt.split(".")[1] || "").replace(/-/g, "+").replace(/_/g, "/");
    // Not decoded further: the bytes of a name tell it from another one just as well.
    const { sub } = JSON.parse(atob(payload));
    return sub ? { jwt, sub: String(sub).slice(0, 300) } : null;
  } catch {
    return null;
  }
}
