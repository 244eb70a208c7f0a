// The window: header, strip, log or form, field. Made when it is first opened.
import type { Chat } from "../core/chat";
import { allowSound } from "../core/sound";
import type { Store } from "../core/storage";
import { face, type ShowPhoto } from "./bubble";
import { Composer } from "./composer";
import { h, icon, iconButton, redraw } from "./dom";
import { preChatForm } from "./form";
import { List } from "./list";

export class Panel {
  readonly element: HTMLElement;
  readonly list: List;
  readonly composer: Composer;
  private readonly head = h("div.row.grow");
  private readonly strip = h("div.strip.row", { role: "status", hidden: true });
  private readonly body = h("div.body.col");
  private readonly sound: HTMLElement;
  private shown = "";
  private stripText = "";
  private headText = "";

  constructor(
    private readonly chat: Chat,
    drafts: Store,
    showPhoto: ShowPhoto,
    close: () => void,
  ) {
    const { speech, config, session, title } = chat;
    const { words } = speech;
    this.list = new List(chat, showPhoto);
    this.composer = new Composer(chat, drafts);
    this.sound = iconButton("sound", words.sound, () => {
      allowSound();
      session.update({ sound: !session.kept.sound });
      chat.changed();
    });
    this.element = h(
      "section.panel.col",
      {
        role: "dialog",
        "aria-label": title,
        tabindex: -1,
        ondragover: (event: Event) => event.preventDefault(),
        ondrop: (event: DragEvent) => {
          event.preventDefault();
          if (this.shown === "log") this.composer.take(event, event.dataTransfer);
        },
      },
      h("header.head.row", null, this.head, this.sound, iconButton("x", words.close, close)),
      this.strip,
      this.body,
      config.settings.branding && h("div.by", null, words.by),
    );
  }

  render(): void {
    const { chat, body, list, composer } = this;
    const { words } = chat.speech;
    const { sound } = chat.session.kept;
    this.renderHead();
    this.renderStrip();
    redraw(this.sound, sound ? "sound" : "mute", words.sound);
    this.sound.setAttribute("aria-pressed", `${sound}`);
    const show = chat.signInNeeded ? "stop" : chat.needsForm ? "form" : "log";
    if (show !== this.shown) {
      this.shown = show;
      if (show === "stop") body.replaceChildren(h("p.form", { role: "alert" }, words.signIn));
      else if (show === "form") body.replaceChildren(preChatForm(chat, () => chat.changed()));
      else body.replaceChildren(list.element, composer.element);
    }
    if (show !== "log") return;
    composer.render();
    list.render();
  }

  /** Where writing begins. */
  focus(): void {
    (this.body.querySelector<HTMLElement>("input:not([hidden]),textarea") || this.element).focus();
  }

  /** Who answers: the last employee who has written, else the shop. */
  private renderHead(): void {
    const { chat } = this;
    const { words } = chat.speech;
    const { settings, online } = chat.config;
    const last = chat.log.messages.filter((m) => !m.mine && m.author && m.author.kind === "employee").pop();
    const author = last ? last.author : null;
    const title = (author && author.name) || chat.title;
    const waiting = !chat.connected && (chat.offline || chat.history === "loading");
    const note = waiting ? words.connecting : online ? settings.reply_time_note || words.online : words.away;
    const text = JSON.stringify([title, author, note]);
    if (text === this.headText) return;
    this.headText = text;
    this.head.replaceChildren(
      face(chat, author, title),
      h(
        "div.grow",
        null,
        h("b.cut.bold", null, title),
        h(
          "small.row.small",
          null,
          online && !waiting ? h("i.dot") : icon("clock"),
          h("span.cut", null, note),
        ),
      ),
    );
  }

  private renderStrip(): void {
    const { strip, chat } = this;
    const { offline, caughtUp, speech } = chat;
    const text = offline ? speech.words.offline : caughtUp === null ? "" : speech.caughtUp(caughtUp);
    if (text === this.stripText) return;
    this.stripText = text;
    strip.hidden = !text;
    strip.classList.toggle("off", offline);
    strip.replaceChildren(icon(offline ? "offline" : "cloud"), h("span", null, text));
  }
}
