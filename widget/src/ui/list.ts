// The log: days, the greeting, messages of both sides, those that wait, and who is typing. Rows are kept and only
// changed ones are drawn anew.
import type { Chat } from "../core/chat";
import type { Outgoing, VisitorMessage } from "../core/types";
import { meta, type RowModel, row, type ShowPhoto, signature } from "./bubble";
import { arrange, h } from "./dom";

const GROUP_MS = 5 * 60_000;
/** So close to the end the log follows new messages. */
const NEAR = 48;

interface Row {
  element: HTMLElement;
  signature: string;
  state: string;
  n: number;
}

export class List {
  readonly element: HTMLElement;
  private readonly log: HTMLElement;
  private readonly jump: HTMLElement;
  private rows = new Map<string, Row>();
  private next = new Map<string, Row>();
  private lastKey = "";
  private follow = true;

  constructor(
    private readonly chat: Chat,
    private readonly showPhoto: ShowPhoto,
  ) {
    this.log = h("div.log.col", {
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": chat.title,
      tabindex: 0,
      onscroll: () => this.scrolled(),
    });
    this.jump = h("button.jump.pop.bold.small", { onclick: () => this.toEnd() });
    this.element = h("div.logbox", null, this.log, this.jump);
    // A picture without known size or a growing field must not push the end out of sight.
    if (typeof ResizeObserver === "function")
      new ResizeObserver(() => this.follow && this.toEnd()).observe(this.log);
  }

  toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.follow = true;
  }

  /** To the line above the new messages, or to the end. */
  toNew(): void {
    const line = this.rows.get("new");
    this.toEnd();
    if (line) this.log.scrollTop = Math.min(this.log.scrollTop, line.element.offsetTop - 12);
    this.scrolled();
  }

  render(): void {
    const { chat, log } = this;
    const height = log.scrollHeight - log.scrollTop;
    const models = this.models();
    this.next = new Map();
    this.draw(models);
    this.rows = this.next;
    log.setAttribute("aria-busy", `${chat.history === "loading"}`);
    arrange(
      log,
      Array.from(this.rows.values(), (r) => r.element),
    );
    const newest = models[models.length - 1];
    const key = newest ? newest.key : "";
    const written = newest && newest.message.n < 0 && key !== this.lastKey;
    this.lastKey = key;
    if (this.follow || written) this.toEnd();
    // Older messages were put in above: what was being read stays where it was.
    else if (log.scrollTop < NEAR) log.scrollTop = log.scrollHeight - height;
    this.look();
    const { unread } = chat;
    this.jump.hidden = this.follow || !unread;
    this.jump.textContent = chat.speech.count(unread, chat.speech.words.fresh);
  }

  /** Tells the chat up to where the visitor has really seen: the tab is in front and the row is inside the window. */
  private look(): void {
    const { scrollTop, clientHeight } = this.log;
    if (document.hidden || !this.chat.isOpen || !clientHeight) return;
    let seen = 0;
    for (const { n, element } of this.rows.values()) {
      const shown = element.offsetTop + Math.min(element.offsetHeight, 40) <= scrollTop + clientHeight;
      if (shown && n > seen) seen = n;
    }
    this.chat.saw(seen);
  }

  private scrolled(): void {
    const { log } = this;
    this.follow = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (log.scrollTop < NEAR && log.scrollHeight > log.clientHeight) void this.chat.older();
    if (this.follow) this.jump.hidden = true;
    this.look();
  }

  private models(): RowModel[] {
    const { log, echoes, queue } = this.chat;
    const models: RowModel[] = [];
    const known = new Set<string | null>();
    const add = (message: VisitorMessage, waiting: Outgoing | null) => {
      const { ref } = message;
      if (waiting && (waiting.button || known.has(ref))) return;
      if (ref) known.add(ref);
      const press = queue.waiting.find((o) => o.button && o.button.message_id === message.id && !o.error);
      const pressed = press && press.button ? press.button.data : message.pressed;
      const above = models[models.length - 1];
      const continued = !!above && sameGroup(above.message, message);
      if (continued) above.last = false;
      models.push({ key: ref || `#${message.id}`, message, waiting, continued, last: true, pressed });
    };
    for (const m of log.messages) add(m, null);
    for (const o of echoes) add(asMessage(o, 0), o);
    for (const o of queue.waiting) add(asMessage(o, -1), o);
    return models;
  }

  /** Messages with what stands between them. */
  private draw(models: readonly RowModel[]): void {
    const { chat } = this;
    const { speech, history, fresh, log, typing } = chat;
    const { words } = speech;
    if (history === "failed" || log.more) {
      const text = history === "failed" ? words.broken : "";
      const onclick = () => void (log.messages.length ? chat.older() : chat.connect());
      this.fixed(`more${text}`, () =>
        h("div.small.mid", null, text, h("button.lnk", { onclick }, text ? words.retry : words.older)),
      );
    }
    let day = "";
    const dayOf = (m: VisitorMessage) => {
      const text = speech.day(m.sent_at, Date.now());
      if (text !== day) this.fixed(`day ${text}`, () => h("div.day", null, text));
      day = text;
    };
    if (models[0]) dayOf(models[0].message);
    if (chat.config.settings.greeting && !log.more && history !== "loading") this.greet();
    let line = fresh;
    for (const model of models) {
      const { message } = model;
      dayOf(message);
      if (line && !message.mine && message.n > line.after) {
        const text = speech.count(line.count, words.fresh);
        this.fixed("new", () => h("div.new.row.small", null, text), text);
        line = null;
      }
      this.keep(model);
    }
    if (typing) {
      const text = `${typing} ${words.typing}`;
      const dots = () => h("span", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));
      this.fixed("typing", () => h("div.typing.row.small", null, dots(), text), text);
    }
  }

  private fixed(key: string, make: () => HTMLElement, signature = key): void {
    const old = this.rows.get(key);
    this.next.set(
      key,
      old && old.signature === signature ? old : { element: make(), signature, state: "", n: 0 },
    );
  }

  private greet(): void {
    const { greeting } = this.chat.config.settings;
    const message: VisitorMessage = {
      ...asMessage({ ref: "", text: greeting, files: [], at: 0 }, 0),
      mine: false,
      author: { kind: "bot", name: null, avatar_url: null },
    };
    this.keep({ key: "greeting", message, waiting: null, continued: false, last: true, pressed: null });
  }

  private keep(model: RowModel): void {
    const { chat } = this;
    const { key, message } = model;
    const { n } = message;
    const sign = signature(model);
    const state = message.state + (n < 0) + !!model.waiting;
    const old = this.rows.get(key);
    let element: HTMLElement;
    if (old && old.signature === sign) {
      element = old.element;
      if (old.state !== state) (element.querySelector(".meta") as HTMLElement).replaceWith(meta(model, chat));
    } else {
      element = row(model, chat, this.showPhoto);
      if (!old && chat.history === "ready") element.classList.add("in");
    }
    this.next.set(key, { element, signature: sign, state, n });
  }
}

const kindOf = ({ author, mine }: VisitorMessage) =>
  mine || !author ? `${mine}` : author.kind + author.name;

const sameGroup = (a: VisitorMessage, b: VisitorMessage): boolean =>
  kindOf(a) === kindOf(b) && !a.buttons.length && b.sent_at - a.sent_at < GROUP_MS;

/** A waiting message as the server will give it back. `n` is -1 until it is stored. */
const asMessage = (
  { ref, text, files, at }: Pick<Outgoing, "ref" | "text" | "files" | "at">,
  n: number,
): VisitorMessage => ({
  id: 0,
  n,
  mine: true,
  author: null,
  text,
  entities: [],
  files,
  buttons: [],
  pressed: null,
  reply_to: null,
  ref,
  state: "sent",
  edited: false,
  deleted: false,
  sent_at: at,
});
