// The chat without its looks: what is known, what is waiting, who is there. The view draws it and calls its verbs.
import type { Api, Refusal } from "./api";
import { Connection } from "./connection";
import { chooseLanguage, Speech } from "./i18n";
import { readIdentity } from "./identity";
import { TEXT_MAX } from "./limits";
import { currentPage, type FirstTouch, firstTouch, onRoute } from "./page";
import { type Answer, newRef, Queue } from "./queue";
import { playSound } from "./sound";
import type { Store } from "./storage";
import type { TabNews } from "./tabs";
import { TitleCount } from "./title";
import type { Config, Frame, Outgoing, Page, VisitorFile, VisitorMessage } from "./types";

/** What the page asks for in the attributes of the script tag. */
export interface Options {
  key: string;
  language: string | null;
  tag: string | null;
  userName: string | null;
}

export type ChatEvent = "unread" | "open" | "close" | "message";

const TYPING_OUT_MS = 3000;
const TYPING_IN_MS = 6000;
const ECHO_MS = 3000;

export class Chat extends Connection {
  readonly speech: Speech;
  readonly title: string;
  readonly queue: Queue;
  /** Stored by the server, not yet come back from it. */
  echoes: Outgoing[] = [];
  typing: string | null = null;
  notice = "";
  /** A message of the other side has come while nobody looked; set by the view. */
  tease: (message: VisitorMessage) => void = () => {};

  private readonly pageTitle = new TitleCount();
  private readonly first: FirstTouch;
  private readonly handlers: [ChatEvent, (value: unknown) => void][] = [];
  /** The page is idle: requests may be made. */
  private started = false;
  /** The page has named another person than the one of the present token. */
  private switching = false;
  private receivedN = 0;
  private unreadTold = 0;
  private typedAt = 0;
  private typingTimer = 0;

  constructor(
    config: Config,
    readonly options: Options,
    api: Api,
    store: Store,
  ) {
    super(config, options.key, api, store);
    const { language } = config.settings;
    const tagged = document.documentElement.lang;
    this.speech = new Speech(chooseLanguage(options.language, language, tagged, navigator.language));
    this.title = config.settings.title || config.title;
    this.first = firstTouch(store, location.search, options.tag);
    this.queue = new Queue({
      store,
      send: (m) => this.deliver(m),
      changed: () => this.changed(),
      stored: (m) => {
        this.tabs.tell({ kind: "stored", ref: m.ref });
        this.stored(m);
      },
    });
    onRoute(() => {
      const { url, title } = this.page();
      if (this.session.kept.known && url) this.live.send({ type: "page", url, title });
    });
  }

  /** The page is idle. A visitor who has written before hears of answers without opening the window. */
  resume(): void {
    this.started = true;
    const { token, known } = this.session.kept;
    if ((token && (known || this.isOpen)) || this.queue.waiting.length || this.switching) void this.connect();
  }

  /** Opens the window. With `quiet` (the page has opened it, not the visitor) no session is made for a stranger. */
  open(quiet: boolean): void {
    this.isOpen = true;
    this.markFresh(this.session.kept.seen);
    if (!quiet || (this.session.kept.token && this.started)) void this.connect();
    this.emit("open");
  }

  close(): void {
    this.isOpen = false;
    this.fresh = null;
    this.emit("close");
  }

  get needsForm(): boolean {
    const { enabled, name, email, phone } = this.config.settings.pre_chat;
    const { known, form } = this.session.kept;
    if (!enabled || known || form || !(name || email || phone)) return false;
    return !this.log.messages.length && !this.queue.waiting.length;
  }

  get unread(): number {
    return this.log.unread(this.session.kept.seen).length;
  }

  /** Takes the JWT of a visitor the site knows; null when he has signed out. */
  identify(jwt: unknown): void {
    const { session } = this;
    if (jwt === null) {
      session.forget();
      this.switching = false;
      this.live.stop();
      this.replaced(true);
    } else {
      const identity = readIdentity(jwt);
      if (identity) this.switching = session.identify(identity);
      else session.refused = true;
    }
    if (this.started && (this.switching || this.isOpen)) void this.connect();
    this.changed();
  }

  on(event: ChatEvent, run: (value: unknown) => void): void {
    if (this.handlers.length < 100) this.handlers.push([event, run]);
  }

  /** False when too many messages are waiting already. */
  send(text: string, files: VisitorFile[], button: Outgoing["button"] = null): boolean {
    const { known, form } = this.session.kept;
    const name = this.options.userName;
    if (!this.wanted) void this.connect();
    return this.queue.add({
      ref: newRef(),
      text: text.slice(0, TEXT_MAX),
      files,
      button,
      form: known ? null : form || (name ? { name } : null),
      page: this.page(),
      at: Date.now() + this.skew,
      error: null,
    });
  }

  typed(): void {
    const now = Date.now();
    if (!this.connected || now - this.typedAt < TYPING_OUT_MS) return;
    this.typedAt = now;
    this.live.send({ type: "typing" });
  }

  /** The visitor has this message before his eyes. */
  saw(n: number): void {
    if (n <= this.session.kept.seen || !this.session.saw(n)) return;
    this.live.send({ type: "seen", n });
    this.changed();
  }

  /** An address of the file that works now: it is signed for ten minutes only. */
  async freshUrl({ id, n }: VisitorMessage, file: VisitorFile): Promise<string | null> {
    const { items } = await this.get({ after: n - 1 }).catch(() => ({ items: [] }));
    const message = items.find((m) => m.id === id);
    const now = (message && message.files.find((f) => f.id === file.id)) || file;
    return now.url ? new URL(now.url, this.api.base).href : null;
  }

  /** Tells the count to whoever shows it: the title, the page. Called after every change. */
  tellUnread(): void {
    const { unread } = this;
    this.pageTitle.show(unread);
    if (unread !== this.unreadTold) this.emit("unread", unread);
    this.unreadTold = unread;
  }

  async upload(file: File, progress: (share: number) => void, abort: AbortSignal): Promise<VisitorFile> {
    if (!this.wanted) void this.connect();
    return this.api.upload(await this.session.token(), file, progress, abort);
  }

  private page(): Page {
    return currentPage(this.first, this.options.tag, this.pageTitle.bare(), this.config.settings.show_page);
  }

  private async deliver(m: Outgoing): Promise<Answer> {
    const { session } = this;
    let token: string | undefined;
    this.notice = "";
    try {
      token = await session.token();
      await this.api.send(token, m);
    } catch (error) {
      const { status, code, retryMs } = error as Refusal;
      if (status === 429) this.notice = this.speech.words.often;
      else if (status === 401) {
        if (token) session.expire(token);
      } else if (status >= 400 && status < 500 && status !== 408)
        return { kind: "refused", code: code || `${status}` };
      else this.setOffline(true);
      return { kind: "later", after_ms: retryMs || (status === 429 || session.refused ? 10_000 : 0) };
    } finally {
      this.changed();
    }
    this.setOffline(false);
    session.update({ known: true });
    return { kind: "stored" };
  }

  private stored(m: Outgoing): void {
    if (!m.button) this.echoes = [...this.echoes, m];
    this.dropEchoes();
    this.changed();
    // The message comes back by the socket; without one it is asked for.
    setTimeout(() => this.echoes.includes(m) && this.sync(), ECHO_MS);
  }

  private dropEchoes(): void {
    const back = this.log.messages.map((m) => m.ref);
    this.echoes = this.echoes.filter((m) => !back.includes(m.ref));
    // The server had taken it although its answer never came.
    for (const { ref } of this.queue.waiting) if (back.includes(ref)) this.queue.remove(ref);
  }

  protected online(): void {
    this.switching = false;
    this.queue.wake();
  }

  protected frame(frame: Frame): void {
    const { log, live } = this;
    if (frame.type === "welcome") {
      const n = this.session.kept.seen;
      if (n) live.send({ type: "seen", n });
      void this.sync();
      this.queue.wake();
    } else if (frame.type === "message" || frame.type === "changed") {
      const { message } = frame;
      // A change of a message that scrolled out of the log long ago has nothing to change here.
      if (frame.type === "changed" && message.n < log.firstN) return;
      const fresh = log.merge([message]);
      if (this.history === "ready" && !this.syncing) log.complete = log.lastN;
      if (fresh.length && !message.mine) this.typing = null;
      this.arrived(fresh, true);
    } else if (frame.type === "typing") {
      this.typing = frame.name || this.speech.words.someone;
      clearTimeout(this.typingTimer);
      this.typingTimer = window.setTimeout(() => {
        this.typing = null;
        this.changed();
      }, TYPING_IN_MS);
    } else if (frame.type === "seen") log.markRead(frame.n);
    this.changed();
  }

  protected arrived(messages: VisitorMessage[], news: boolean): void {
    this.dropEchoes();
    const theirs = messages.filter((m) => !m.mine && !m.deleted && m.n > this.session.kept.seen);
    const last = theirs[theirs.length - 1];
    if (!last) return;
    if (last.n > this.receivedN) {
      this.receivedN = last.n;
      this.live.send({ type: "received", n: last.n });
    }
    const looking = this.isOpen && !document.hidden && document.hasFocus();
    if (!looking) this.tease(last);
    if (!news) return;
    for (const m of theirs) this.emit("message", m);
    if (!looking && this.session.kept.sound) this.tabs.once(last.n, playSound);
  }

  protected replaced(forget: boolean): void {
    this.log.clear();
    this.echoes = [];
    this.history = "none";
    this.fresh = null;
    this.receivedN = 0;
    // What one person has written must never be sent under the name of another.
    if (forget) this.queue.clear();
    this.changed();
  }

  protected heard(news: TabNews): void {
    const { session, queue } = this;
    const { visitor } = session.kept;
    const message = queue.waiting.find((m) => news.kind === "stored" && m.ref === news.ref);
    session.reload();
    queue.reload();
    if (message) this.stored(message);
    if (visitor && visitor !== session.kept.visitor) this.replaced(false);
    if (news.kind === "token") this.live.restart();
    // Another tab has written first: from now on there is something to hear here, too.
    else if (news.kind === "stored" && !this.wanted) this.resume();
    this.changed();
  }

  private emit(event: ChatEvent, value?: unknown): void {
    for (const [name, run] of this.handlers) {
      try {
        if (name === event) run(value);
      } catch (error) {
        // The page's own mistake must not stop the chat.
        console.error(error);
      }
    }
  }
}
