// Who the visitor is to the server. A session is asked for only when it is needed: the visitor opens the chat, or has
// written before. Until then the server knows nothing of him (X3).
import type { Api, Refusal } from "./api";
import type { Identity } from "./identity";
import { type Kept, NOBODY, readKept, type Store } from "./storage";

export interface SessionParts {
  api: Api;
  store: Store;
  /** The server's clock. */
  now: () => number;
  /** Another visitor than before: what is on the screen is not his. `forget` when it was another person by name. */
  replaced: (forget: boolean) => void;
  /** The token has changed; other tabs and the socket need to know. */
  renewed: () => void;
}

export class SessionKeeper {
  kept: Kept;
  /** The server has refused the identity the page gave. */
  refused = false;
  private identity: Identity | null = null;
  private running: Promise<string> | null = null;
  /** How often a visitor has signed out here: what was asked for before is not kept after. */
  private left = 0;

  constructor(private readonly parts: SessionParts) {
    this.kept = readKept(parts.store);
  }

  get hasIdentity(): boolean {
    return !!(this.identity || this.kept.sub);
  }

  /** Reads what another tab may have written. */
  reload(): void {
    this.kept = readKept(this.parts.store);
  }

  update(change: Partial<Kept>): void {
    this.reload();
    Object.assign(this.kept, change);
    this.parts.store.write("", this.kept);
  }

  /** Moves the mark of what was seen forward, never back. True when it moved. */
  saw(n: number): boolean {
    this.reload();
    if (n <= this.kept.seen) return false;
    this.update({ seen: n });
    return true;
  }

  /** Takes the identity for the next session. True when it is another person than the one of the present token. */
  identify(identity: Identity): boolean {
    this.identity = identity;
    this.refused = false;
    return !!this.kept.token && identity.sub !== this.kept.sub;
  }

  /** The visitor has signed out of the site: nothing of him stays in this browser. */
  forget(): void {
    this.identity = null;
    this.running = null;
    this.left++;
    this.update({ ...NOBODY, sound: this.kept.sound });
  }

  /** The server does not take this token: the next call brings another one. */
  expire(token = this.kept.token): void {
    this.reload();
    if (this.kept.token === token) this.update({ expires_at: 0 });
  }

  token(): Promise<string> {
    this.reload();
    const { token, expires_at, sub } = this.kept;
    const other = this.identity && this.identity.sub !== sub;
    if (token && !other && expires_at > this.parts.now() + 60_000) return Promise.resolve(token);
    // One that was asked for before a sign-out may end here after the next has begun: then one more is asked, no harm.
    this.running = this.running || this.ask().finally(() => (this.running = null));
    return this.running;
  }

  private async ask(): Promise<string> {
    const before = this.kept;
    const { identity, left } = this;
    let session: Awaited<ReturnType<Api["session"]>>;
    try {
      session = await this.parts.api.session(before.token || null, identity && identity.jwt);
    } catch (error) {
      if ((error as Refusal).status === 401) {
        this.identity = null;
        // A token the server does not take at all would be refused for ever: begin as a stranger.
        if (!identity && before.token) {
          this.update({ token: "", sub: "" });
          return this.ask();
        }
        this.refused = true;
      }
      throw error;
    }
    if (left !== this.left) throw { status: 409 } as Refusal;
    this.reload();
    // Two tabs asked at once and the other was faster: both must be the same visitor.
    if (!before.token && !identity && this.kept.token) return this.kept.token;
    const sub = identity ? identity.sub : before.sub;
    const changed = !!before.visitor && before.visitor !== session.visitor;
    const { token, visitor, known, expires_at } = session;
    this.update({ token, visitor, known, expires_at, sub, seen: changed ? 0 : this.kept.seen });
    // One use each: the same JWT is not sent again.
    if (this.identity === identity) this.identity = null;
    if (changed) this.parts.replaced(!!before.sub && before.sub !== sub);
    this.parts.renewed();
    return token;
  }
}
