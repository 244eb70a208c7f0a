// What the chat keeps in the storage of the embedding page. Storage may be closed (private mode, a sandboxed
// frame), full, or hold anything another script has put there: reading never throws and never trusts what it reads.

/** Named values of one channel, `beseda:{key}` and `beseda:{key}:{name}`. */
export class Store {
  /** Used when the page's storage refuses. It lives as long as the page. */
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly area: Storage | null,
  ) {}

  read(name: string): unknown {
    const key = this.key(name);
    let text: string | null | undefined;
    try {
      text = this.memory.get(key) ?? this.area?.getItem(key);
      return text ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  }

  /** Writes the value, or removes the name when the value is null. */
  write(name: string, value: unknown): void {
    const key = this.key(name);
    const text = value === null ? null : JSON.stringify(value);
    try {
      if (!this.area) throw 0;
      if (text === null) this.area.removeItem(key);
      else this.area.setItem(key, text);
      this.memory.delete(key);
    } catch {
      if (text === null) this.memory.delete(key);
      else this.memory.set(key, text);
    }
  }

  private key(name: string): string {
    return name ? `${this.prefix}:${name}` : this.prefix;
  }
}

/** The page's storage, or null where the browser refuses even to name it. */
export function openStorage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

export const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === "object" && v !== null && !Array.isArray(v);

const text = (v: unknown, max: number): string | null =>
  typeof v === "string" && v.length > 0 && v.length <= max ? v : null;

/** Who the visitor is to the server, and what he has seen and chosen. */
export interface Kept {
  token: string | null;
  visitor: string | null;
  expires_at: number;
  /** The server has a client for this visitor: he has written before. */
  known: boolean;
  /** `sub` of the identity the token was made with. */
  sub: string | null;
  /** The highest `n` the visitor has really seen. */
  seen: number;
  sound: boolean;
  /** The form before the chat, filled in or taken from the page. */
  form: Record<string, string> | null;
}

export function readKept(store: Store): Kept {
  const raw = store.read("");
  const v = isObject(raw) ? raw : {};
  const number = (x: unknown) => (typeof x === "number" && Number.isFinite(x) && x > 0 ? x : 0);
  const form: Record<string, string> = {};
  if (isObject(v.form))
    for (const name of ["name", "email", "phone"]) {
      const value = text(v.form[name], 254);
      if (value) form[name] = value;
    }
  return {
    token: text(v.token, 4096),
    visitor: text(v.visitor, 200),
    expires_at: number(v.expires_at),
    known: v.known === true,
    sub: text(v.sub, 300),
    seen: number(v.seen),
    sound: v.sound !== false,
    form: isObject(v.form) ? form : null,
  };
}
