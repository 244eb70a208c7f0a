// One message as a row of the log.
import type { Chat } from "../core/chat";
import { type Node, parseEntities, safeUrl } from "../core/entities";
import type { Author, Outgoing, VisitorFile, VisitorMessage } from "../core/types";
import { type Child, h, type Icon, icon, initials } from "./dom";

/** What a row is drawn from: a message of the server, or one that waits here. */
export interface RowModel {
  key: string;
  message: VisitorMessage;
  waiting: Outgoing | null;
  /** Continues the group of the message above. */
  continued: boolean;
  /** The last of its group carries the face. */
  last: boolean;
  /** The button whose press is on its way or has been taken. */
  pressed: string | null;
}

export type ShowPhoto = (message: VisitorMessage, file: VisitorFile) => void;

const LINK = { target: "_blank", rel: "noopener noreferrer nofollow" };
const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strike: "s",
  code: "code",
  pre: "pre",
  quote: "blockquote",
  link: "a",
  // Its text is read out to those who listen; those who look see it on focus.
  spoiler: "span.spoiler",
};

/** An address on the server of the chat or elsewhere on the web; null when it is anything else. */
export function webUrl(chat: Chat, url: string | null | undefined): string | null {
  try {
    const { href } = new URL(url as string, chat.api.base);
    return url && /^http/.test(href) ? safeUrl(href) : null;
  } catch {
    return null;
  }
}

export function rich(nodes: readonly Node[]): Child[] {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const { type, url } = node;
    const props = type === "link" ? { href: url, ...LINK } : type === "spoiler" ? { tabindex: 0 } : null;
    return h(TAGS[type] || "span", props, ...rich(node.children));
  });
}

export function face(chat: Chat, author: Author | null, title: string): HTMLElement {
  const bot = author && author.kind === "bot";
  const url = author && webUrl(chat, author.avatar_url);
  const span = h(
    `span.av.mid.bold${author ? ".bot" : ""}`,
    { "aria-hidden": "true" },
    bot ? icon("robot") : initials((author && author.name) || title),
  );
  if (url) {
    const image: HTMLElement = h("img", { src: url, alt: "", onerror: () => image.remove() });
    span.append(image);
  }
  return span;
}

export function authorName(chat: Chat, { mine, author }: VisitorMessage): string {
  const { words } = chat.speech;
  if (mine) return words.you;
  return (author && (author.name || (author.kind === "bot" && words.bot))) || words.someone;
}

/** Everything that changes the look of the row except the delivery mark. Signed addresses of files are left out. */
export function signature({ message: m, waiting, continued, last, pressed }: RowModel): string {
  const files = m.files.map(({ id, name, url }) => [id, name, !!url]);
  const same = { ...m, files, id: 0, n: 0, state: 0, sent_at: 0, author: m.mine || m.author };
  return JSON.stringify([same, pressed, waiting && waiting.error, continued, last]);
}

export function row(model: RowModel, chat: Chat, showPhoto: ShowPhoto): HTMLElement {
  const { message: m, waiting, continued } = model;
  const { words } = chat.speech;
  const name = authorName(chat, m);
  const whole = !m.deleted;
  const bot = m.author && m.author.kind === "bot";
  const blocks = whole ? m.files.map((file) => fileBlock(m, file, chat, showPhoto)) : [];
  return h(
    `div.m.${m.mine ? "me" : bot ? "bot" : "man"}${continued ? ".cont" : ""}`,
    { role: "article" },
    h(
      "div.line.row",
      null,
      !m.mine && (model.last ? face(chat, m.author, chat.title) : h("span.gap")),
      h(
        "div.bub",
        null,
        m.mine || continued ? h("span.sr", null, `${name}: `) : h("div.who.small.bold", null, name),
        whole && m.reply_to && h("blockquote.re", null, m.reply_to.text),
        ...blocks.filter((block) => block.matches(".pic")),
        whole
          ? h("span.tx", { dir: "auto" }, ...rich(parseEntities(m.text, m.entities)))
          : h("em", null, words.deleted),
        ...blocks.filter((block) => !block.matches(".pic")),
        meta(model, chat),
      ),
    ),
    whole && m.buttons.length > 0 && buttons(model, chat),
    waiting && waiting.error && failure(waiting, chat),
  );
}

/** The time and the mark of delivery; replaced alone when only they change, so that nothing is read out again. */
export function meta({ message: m, waiting }: RowModel, chat: Chat): HTMLElement {
  const { speech } = chat;
  const { words } = speech;
  const state = waiting ? (waiting.error ? "failed" : m.n < 0 ? "queued" : "sent") : m.state;
  const mark: Icon =
    state === "failed" ? "alert" : state === "queued" ? "clock" : state === "sent" ? "check" : "checks";
  return h(
    "span.meta",
    { "aria-live": "off", "data-state": state, title: m.mine && words[state] },
    m.edited && !m.deleted && words.edited,
    m.sent_at && speech.time(m.sent_at),
    m.mine && icon(mark),
    m.mine && h("span.sr", null, words[state]),
  );
}

function buttons({ message: m, pressed }: RowModel, chat: Chat): HTMLElement {
  return h(
    "div.btns.row",
    null,
    ...m.buttons.flat().map(({ text, data, url }) => {
      const href = safeUrl(url);
      if (href) return h("a.pill.mid", { href, ...LINK }, text);
      if (data === null) return null;
      const on = pressed === data;
      const onclick = () => on || chat.send("", [], { message_id: m.id, data });
      return h(
        `button.pill.mid${on ? ".on" : ""}`,
        { "aria-pressed": `${on}`, onclick },
        on && icon("check"),
        text,
      );
    }),
  );
}

function failure({ ref }: Outgoing, chat: Chat): HTMLElement {
  const { words } = chat.speech;
  return h(
    "div.fail.small.err",
    null,
    words.failed,
    h("button.lnk", { onclick: () => chat.queue.retry(ref) }, words.retry),
    h("button.lnk", { onclick: () => chat.queue.remove(ref) }, words.remove),
  );
}

function fileBlock(m: VisitorMessage, file: VisitorFile, chat: Chat, showPhoto: ShowPhoto): HTMLElement {
  const { kind, name } = file;
  const src = webUrl(chat, file.url);
  if (src && /^(image|sticker|animation)$/.test(kind) && /^image/.test(file.mime)) {
    const image = h<HTMLImageElement>("img", {
      src: webUrl(chat, file.thumb_url) || src,
      alt: name,
      loading: "lazy",
    });
    // The place of a picture is known before it has come, so nothing jumps.
    const { width, height } = file;
    image.style.aspectRatio = `${width && height ? Math.min(3, Math.max(0.6, width / height)) : 1.5}`;
    if (width && width < 240) image.style.width = `${width}px`;
    // The address was signed for ten minutes: when they are over, it is asked for once more.
    const renew = async () => {
      image.src = (await chat.freshUrl(m, file)) || "";
    };
    image.addEventListener("error", renew, { once: true });
    return h("button.pic", { onclick: () => showPhoto(m, file) }, image);
  }
  const link = h<HTMLAnchorElement>(
    "a.fil.row",
    { href: src, download: name, ...LINK },
    icon("file"),
    h("span.grow", null, h("b.cut", null, name), h("span.small", null, chat.speech.size(file.size))),
    src && icon("save"),
  );
  let fresh = !src;
  link.addEventListener("click", async (event) => {
    if (fresh) return;
    event.preventDefault();
    link.href = (await chat.freshUrl(m, file)) || link.href;
    fresh = true;
    link.click();
    fresh = false;
  });
  return link;
}
