// The chat on the page: a shadow root with the round button, the last message beside it, and the window.
import type { Chat } from "../core/chat";
import { palette } from "../core/color";
import { allowSound } from "../core/sound";
import type { Store } from "../core/storage";
import type { VisitorMessage } from "../core/types";
import { authorName, face, type ShowPhoto } from "./bubble";
import { h, iconButton, redraw } from "./dom";
import { Panel } from "./panel";
import { showPhoto } from "./photo";
import css from "./style.css";

export class View {
  private readonly host = h("div", { id: "beseda-chat" });
  private readonly root: HTMLElement;
  private readonly launcher: HTMLElement;
  private readonly badge = h("span.badge.bold");
  private readonly teaser = h("div.tease.pop.row", { role: "status", hidden: true });
  private readonly dark = matchMedia("(prefers-color-scheme:dark)");
  private readonly phone = matchMedia("(max-width:479.98px)");
  private panel: Panel | null = null;
  private drawing = false;
  private pageOverflow: string | null = null;

  constructor(
    private readonly chat: Chat,
    /** Lives as long as the tab: the draft, the window being open. */
    private readonly tab: Store,
    private readonly theme: string | null | undefined,
    nonce: string | null | undefined,
  ) {
    this.launcher = iconButton("chat", "", () => this.toggle(), "button.launch.mid.fill");
    this.launcher.append(this.badge);
    this.root = h(
      "div",
      { lang: chat.speech.language, dir: "ltr", onkeydown: (event: KeyboardEvent) => this.key(event) },
      this.teaser,
      this.launcher,
    );
    const shadow = this.host.attachShadow({ mode: "open" });
    dress(shadow, nonce);
    shadow.append(this.root);
    const paint = () => this.paint();
    for (const query of [this.dark, this.phone]) query.onchange = paint;
    if (window.visualViewport) window.visualViewport.onresize = paint;
    addEventListener("focus", () => this.soon());
    chat.changed = () => this.soon();
    chat.tease = (message) => this.tease(message);
  }

  mount(): void {
    this.paint();
    document.body.append(this.host);
    if (this.tab.read("open") === true && !this.phone.matches) this.open(false);
    this.render();
  }

  /** Opens the window; by the visitor's own wish, or because the page or the page before had it open. */
  open(wished: boolean): void {
    const { chat } = this;
    if (wished) allowSound();
    if (chat.isOpen) return;
    if (!this.panel) {
      const show: ShowPhoto = (message, file) => void showPhoto(chat, this.root, message, file);
      this.panel = new Panel(chat, this.tab, show, () => this.close());
      this.root.insertBefore(this.panel.element, this.launcher);
    }
    const { panel } = this;
    this.tab.write("open", true);
    chat.open(!wished);
    this.paint();
    this.render();
    panel.composer.fit();
    panel.list.toNew();
    if (!wished) return;
    // A phone would throw its keyboard over the messages; nobody expects focus to leave the page by itself.
    if (this.phone.matches) panel.element.focus();
    else panel.focus();
  }

  close(): void {
    if (!this.chat.isOpen) return;
    this.tab.write("open", null);
    this.chat.close();
    this.paint();
    this.render();
    this.launcher.focus();
  }

  private toggle(): void {
    if (this.chat.isOpen) this.close();
    else this.open(true);
  }

  /** Draws once for all the changes of a moment. */
  private soon(): void {
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => this.render(), 16);
  }

  private render(): void {
    const { chat, panel, badge, launcher } = this;
    const { words } = chat.speech;
    const { isOpen } = chat;
    this.drawing = false;
    if (panel) {
      panel.element.hidden = !isOpen;
      if (isOpen) panel.render();
    }
    const { unread } = chat;
    const shown = !isOpen && unread > 0;
    const off = chat.offline && !isOpen;
    const name = isOpen ? words.close : off ? words.offline : words.open;
    const news = shown ? `, ${chat.speech.count(unread, words.fresh)}` : "";
    redraw(launcher, isOpen ? "down" : off ? "offline" : "chat", name + news);
    launcher.setAttribute("aria-expanded", `${isOpen}`);
    launcher.classList.toggle("off", off);
    badge.hidden = !shown;
    badge.textContent = unread > 99 ? "99+" : `${unread}`;
    if (!shown) this.teaser.hidden = true;
    chat.tellUnread();
  }

  private tease(message: VisitorMessage): void {
    const { chat, teaser } = this;
    const hidden = this.tab.read("teased");
    if (chat.isOpen || (typeof hidden === "number" && message.n <= hidden)) return;
    const text = message.text || message.files.map((f) => f.name).join(", ");
    const hide = () => {
      this.tab.write("teased", message.n);
      teaser.hidden = true;
    };
    teaser.replaceChildren(
      face(chat, message.author, chat.title),
      h(
        "button.grow",
        { onclick: () => this.open(true) },
        h("b.who.small.cut", null, authorName(chat, message)),
        h("span", { dir: "auto" }, text.slice(0, 200)),
      ),
      iconButton("x", chat.speech.words.hide, hide, "button.ib.mid.tiny"),
    );
    teaser.hidden = false;
  }

  /** Theme, colours, and what a window over the whole screen asks of the page. */
  private paint(): void {
    const { root, chat, panel } = this;
    const { settings } = chat.config;
    const wish = /^(light|dark)$/.test(this.theme || "") ? this.theme : settings.theme;
    const dark = wish === "dark" || (wish !== "light" && this.dark.matches);
    root.className = `root ${settings.side}${dark ? " dark" : ""}`;
    for (const [name, value] of Object.entries(palette(settings.color, dark)))
      root.style.setProperty(name, value);
    const full = chat.isOpen && this.phone.matches;
    const { style } = document.documentElement;
    if (full && this.pageOverflow === null) {
      this.pageOverflow = style.overflow;
      style.overflow = "hidden";
    } else if (!full && this.pageOverflow !== null) {
      style.overflow = this.pageOverflow;
      this.pageOverflow = null;
    }
    if (!panel) return;
    panel.element.setAttribute("aria-modal", `${full}`);
    // Keeps the field above the keyboard of a phone.
    const view = window.visualViewport;
    const covered = full && view && view.scale === 1 && view.height < innerHeight - 80;
    panel.element.style.height = covered ? `${view.height}px` : "";
    panel.element.style.top = covered ? `${view.offsetTop}px` : "";
  }

  private key(event: KeyboardEvent): void {
    const { panel } = this;
    // What is typed here is not a shortcut of the page.
    event.stopPropagation();
    if (!panel || !this.chat.isOpen) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab" && this.phone.matches && !event.defaultPrevented) {
      // Over the whole screen focus goes round inside.
      const all = panel.element.querySelectorAll<HTMLElement>("button,a,input,textarea,[tabindex='0']");
      const stops = Array.from(all).filter((e) => e.getClientRects().length);
      const now = (this.root.getRootNode() as ShadowRoot).activeElement as HTMLElement;
      const [from, to] = event.shiftKey ? [0, stops.length - 1] : [stops.length - 1, 0];
      if (stops.indexOf(now) !== from && !(event.shiftKey && now === panel.element)) return;
      event.preventDefault();
      (stops[to] as HTMLElement).focus();
    }
  }
}

/** A constructed sheet needs no permission of the page's policy; older browsers get a style element with its nonce. */
function dress(shadow: ShadowRoot, nonce: string | null | undefined): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(h("style", { nonce }, css));
  }
}
