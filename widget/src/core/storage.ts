// What the chat keeps in the storage of the embedding page. Storage may be closed (private mode, a sandboxed
// frame), full, or hold anything another script has put there: reading never throws and never trusts what it reads.
import type { Form } from "./types";

/** Named values of one channel, `beseda:{key}` and `beseda:{key}:{name}`. */
export class Store {
  /** Used when the page's storage refuses. It lives as long as the page. */
  private readonly memory: Record<string, string | null> = {};

  constructor(
    private readonly prefix: string,
    private readonly area: Storage | null,
  ) {}

  read(name: string): unknown {
    const key = this.key(name);
    try {
      return JSON.parse(this.memory[key] || (this.area as Storage).getItem(key) || "null");
    } catch {
      return null;
    }
  }

  /** Writes the value, or removes the name when the value is null. */
  write(name: string, value: unknown): void {
    const key = this.key(name);
    const text = value === null ? null : JSON.stringify(value);
    this.memory[key] = null;
    try {
      const area = this.area as Storage;
      if (text === null) area.removeItem(key);
      else area.setItem(key, text);
    } catch {
      this.memory[key] = text;
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

/** Who the visitor is to the server, and what he has seen and chosen. */
export interface Kept {
  /** Empty until there is a session; so are `visitor` and `sub`. */
  token: string;
  visitor: string;
  expires_at: number;
  /** The server has a client for this visitor: he has written before. */
  known: boolean;
  /** `sub` of the identity the token was made with. */
  sub: string;
  /** The highest `n` the visitor has really seen. */
  seen: number;
  sound: boolean;
  /** The form before the chat, as it was filled in. */
  form: Form | null;
}

export const NOBODY: Kept = {
  token: "",
  visitor: "",
  expires_at: 0,
  known: false,
  sub: "",
  seen: 0,
  sound: true,
  form: null,
};

/** What is stored, with the default for everything that is missing or of another kind. */
export function readKept(store: Store): Kept {
  const raw = store.read("");
  const kept: Record<string, unknown> = { ...NOBODY };
  if (isObject(raw)) {
    for (const [name, usual] of Object.entries(NOBODY)) {
      const value = raw[name];
      if (typeof value === typeof usual) kept[name] = value;
    }
  }
  const { form } = kept;
  if (form && Object.values(form).some((value) => typeof value !== "string")) kept.form = null;
  return kept as unknown as Kept;
}
