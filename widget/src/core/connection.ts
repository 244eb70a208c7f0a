// The ties to the server: session, socket, catch-up, and what is known of their being there. The chat itself, with
// its messages and verbs, is built on it.
import type { Api, Refusal } from "./api";
import { Live } from "./live";
import { catchUp, type GetPage, Log } from "./log";
import { SessionKeeper } from "./session";
import type { Store } from "./storage";
import { type TabNews, Tabs } from "./tabs";
import type { Config, Frame, VisitorMessage } from "./types";

const CAUGHT_UP_MS = 4000;
/** A lost connection is told after this long: most losses are over before. */
const OFFLINE_AFTER_MS = 1500;
/** Without a socket messages are asked for this often. */
const POLL_MS = 10_000;

export abstract class Connection {
  readonly log = new Log();
  readonly session: SessionKeeper;
  connected = false;
  offline = false;
  history: "none" | "loading" | "ready" | "failed" = "none";
  /** Messages brought by the last catch-up, shown for four seconds. */
  caughtUp: number | null = null;
  /** What was new when the window was opened or the connection came back: `count` messages after `after`. */
  fresh: { after: number; count: number } | null = null;
  isOpen = false;
  /** Draws everything anew; set by the view. */
  changed: () => void = () => {};

  protected readonly live: Live;
  protected readonly tabs: Tabs;
  /** The server's clock against this one. */
  protected readonly skew: number;
  /** Requests have been made and may be made. */
  protected wanted = false;
  protected syncing: Promise<void> | null = null;
  /** The connection has been lost, and the visitor was not yet told that it is back. */
  private lost = false;
  private timer = 0;
  private stripTimer = 0;

  constructor(
    readonly config: Config,
    key: string,
    readonly api: Api,
    store: Store,
  ) {
    this.skew = config.server_time - Date.now();
    this.tabs = new Tabs(`beseda:${key}`, (news) => this.heard(news));
    this.session = new SessionKeeper({
      api,
      store,
      now: () => Date.now() + this.skew,
      replaced: (forget) => this.replaced(forget),
      renewed: () => {
        this.tabs.tell({ kind: "token" });
        this.live.restart();
      },
    });
    this.live = new Live({
      url: `${api.base.replace(/^http/, "ws")}/socket`,
      hello: () => {
        const { token, seen } = this.session.kept;
        return token ? { type: "hello", token, after: this.log.complete || seen } : null;
      },
      frame: (frame) => this.frame(frame),
      link: (up) => this.linked(up),
      renew: () => {
        this.session.expire();
        return this.session.token();
      },
    });
    // Only now can this tab read what another has written; a word between the tabs may come before.
    addEventListener("storage", () => this.heard({ kind: "kept" }));
    addEventListener("online", () => {
      this.live.hurry();
      if (this.wanted) void this.connect();
    });
    addEventListener("offline", () => this.wanted && this.setOffline(true));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.live.hurry();
      this.changed();
    });
    // A page that goes to the browser's cache with an open socket would not be kept there.
    addEventListener("pagehide", () => this.live.stop());
    addEventListener("pageshow", (event) => event.persisted && this.wanted && this.live.start());
  }

  protected abstract frame(frame: Frame): void;
  /** Messages that were not known here; `news` when they came after the page had its first look at the history. */
  protected abstract arrived(messages: VisitorMessage[], news: boolean): void;
  /** What another tab has done. */
  protected abstract heard(news: TabNews): void;
  protected abstract replaced(forget: boolean): void;
  protected abstract online(): void;

  /** Makes sure there is a session, the history and a live connection. */
  async connect(): Promise<void> {
    this.wanted = true;
    if (!this.signInNeeded) {
      try {
        await this.session.token();
        this.live.start();
        if (this.history !== "ready" || !this.connected) await this.sync();
        this.online();
      } catch (error) {
        const { status } = error as Refusal;
        if (status < 400 || status > 428) {
          this.setOffline(true);
          this.check(POLL_MS);
        }
      }
    }
    this.changed();
  }

  /** The owner lets only people in whom the site vouches for, and it has not vouched. */
  get signInNeeded(): boolean {
    const { refused, hasIdentity } = this.session;
    return refused || (this.config.settings.identity_required && !hasIdentity);
  }

  /** Older messages, when the visitor has scrolled to the top. */
  async older(): Promise<void> {
    if (!this.log.more || this.history === "loading") return;
    this.history = "loading";
    try {
      const page = await this.get({ before: this.log.firstN });
      this.log.merge(page.items);
      this.log.more = page.more && page.items.length > 0;
      this.history = "ready";
    } catch {
      this.history = "failed";
    }
    this.changed();
  }

  protected get: GetPage = async (query) => {
    const token = await this.session.token();
    try {
      return await this.api.messages(token, query);
    } catch (error) {
      if ((error as Refusal).status === 401) this.session.expire(token);
      throw error;
    }
  };

  /** Brings the log up to date, once at a time. */
  protected sync(): Promise<void> {
    this.syncing = this.syncing || this.catchUp().finally(() => (this.syncing = null));
    return this.syncing;
  }

  protected setOffline(offline: boolean): void {
    if (offline) this.lost = true;
    if (offline === this.offline) return;
    this.offline = offline;
    this.changed();
  }

  protected markFresh(after: number): void {
    const count = this.log.unread(after).length;
    this.fresh = after && count ? { after, count } : null;
  }

  private async catchUp(): Promise<void> {
    const { log, session } = this;
    const before = log.lastN || session.kept.seen;
    const first = this.history !== "ready";
    if (first) this.history = "loading";
    this.changed();
    try {
      const messages = await catchUp(log, log.complete || session.kept.seen, this.get);
      if (first && this.isOpen) this.markFresh(before);
      this.history = "ready";
      this.setOffline(false);
      this.arrived(messages, !first);
      if (this.lost) this.showCaughtUp(before);
    } catch {
      this.history = log.messages.length ? "ready" : "failed";
      this.setOffline(true);
    }
    this.changed();
  }

  private showCaughtUp(before: number): void {
    this.lost = false;
    this.caughtUp = this.log.unread(before).length;
    if (!this.fresh) this.markFresh(before);
    clearTimeout(this.stripTimer);
    this.stripTimer = window.setTimeout(() => {
      this.caughtUp = null;
      this.changed();
    }, CAUGHT_UP_MS);
  }

  private linked(up: boolean): void {
    this.connected = up;
    if (!up) this.check(OFFLINE_AFTER_MS);
    this.changed();
  }

  /**
   * Looks after a while whether there is a connection. The server may be reachable although the socket is not; then
   * nothing is lost and nothing is said, and messages are asked for from time to time.
   */
  private check(ms: number): void {
    if (this.timer || !this.wanted) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.connected) return;
      void this.connect();
      this.check(POLL_MS);
    }, ms);
  }
}
