// The field the visitor writes in, with its files.
import type { Chat } from "../core/chat";
import { TEXT_MAX } from "../core/limits";
import type { Store } from "../core/storage";
import { h, iconButton } from "./dom";
import { Uploads } from "./uploads";

const GROWS_TO_PX = 120;

export class Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  private readonly uploads: Uploads;
  private readonly hint = h("div.hint.small", { role: "status" });
  /** Send was pressed while a file was still on its way. */
  private sendWhenReady = false;

  constructor(
    private readonly chat: Chat,
    private readonly drafts: Store,
  ) {
    const { words } = chat.speech;
    this.uploads = new Uploads(
      chat,
      (text) => this.say(text),
      () => this.sendWhenReady && this.send(),
    );
    this.field = h("textarea.inp.grow", {
      rows: 1,
      maxlength: TEXT_MAX,
      "aria-label": words.message,
      enterkeyhint: "send",
      dir: "auto",
      onfocus: () => chat.connected || void chat.connect(),
      oninput: () => this.typed(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onpaste: (event: ClipboardEvent) => this.take(event, event.clipboardData),
    });
    const input = h<HTMLInputElement>("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => {
        this.uploads.add(Array.from(input.files || []));
        input.value = "";
      },
    });
    this.element = h(
      "div.foot",
      null,
      this.hint,
      this.uploads.element,
      input,
      h(
        "div.bar1.row",
        null,
        chat.config.settings.files && iconButton("clip", words.attach, () => input.click()),
        this.field,
        iconButton("send", words.send, () => this.send(), "button.go.mid.fill"),
      ),
    );
    const draft = drafts.read("draft");
    if (typeof draft === "string") this.field.value = draft.slice(0, TEXT_MAX);
  }

  render(): void {
    const { offline, notice, speech } = this.chat;
    this.field.placeholder = offline ? speech.words.later : speech.words.message;
    if (notice || this.hint.textContent === speech.words.often) this.say(notice);
  }

  /** Files that were dropped or pasted. */
  take(event: Event, data: DataTransfer | null): void {
    const files = Array.from((data && data.files) || []);
    if (!files.length || !this.chat.config.settings.files) return;
    event.preventDefault();
    this.uploads.add(files);
  }

  /** Grows with its text up to a few lines. */
  fit(): void {
    const { field } = this;
    field.style.height = "";
    // The two pixels are the border.
    if (field.value) field.style.height = `${Math.min(field.scrollHeight + 2, GROWS_TO_PX)}px`;
  }

  private say(text: string): void {
    if (this.hint.textContent !== text) this.hint.textContent = text;
  }

  private typed(): void {
    const { value } = this.field;
    this.fit();
    this.say("");
    this.drafts.write("draft", value || null);
    if (value) this.chat.typed();
  }

  private key(event: KeyboardEvent): void {
    // On a touch keyboard Enter is the only way to a new line.
    if (
      event.key !== "Enter" ||
      event.shiftKey ||
      event.isComposing ||
      matchMedia("(pointer:coarse)").matches
    )
      return;
    event.preventDefault();
    this.send();
  }

  private send(): void {
    const { chat, field, uploads } = this;
    const text = field.value.trim();
    this.sendWhenReady = uploads.busy;
    this.say(uploads.busy ? chat.speech.words.uploading : "");
    if (uploads.busy || !(text || uploads.ready.length)) return;
    if (chat.send(text, uploads.ready)) {
      uploads.sent();
      field.value = "";
      this.typed();
    } else this.say(chat.speech.words.often);
    field.focus();
  }
}
