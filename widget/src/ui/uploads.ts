// Files of the message that is being written: on their way to the server, there, or refused with a reason.
import type { Refusal } from "../core/api";
import type { Chat } from "../core/chat";
import { FILES_MAX } from "../core/limits";
import type { VisitorFile } from "../core/types";
import { arrange, h, icon, iconButton } from "./dom";

interface Upload {
  file: File;
  element: HTMLElement;
  abort: AbortController | null;
  done: VisitorFile | null;
}

export class Uploads {
  readonly element = h("div.tray.col", { hidden: true });
  private list: Upload[] = [];

  constructor(
    private readonly chat: Chat,
    private readonly say: (text: string) => void,
    /** An upload has ended, one way or the other. */
    private readonly settled: () => void,
  ) {}

  get busy(): boolean {
    return this.list.some((u) => u.abort);
  }

  /** Files that the server has. */
  get ready(): VisitorFile[] {
    return this.list.flatMap((u) => u.done || []);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (this.list.length >= FILES_MAX) {
        this.say(this.chat.speech.words.ten);
        break;
      }
      const upload: Upload = { file, element: h("div"), abort: null, done: null };
      this.list.push(upload);
      void this.start(upload);
    }
    this.draw();
  }

  /** Forgets what has been sent; what was refused stays with its reason. */
  sent(): void {
    this.list = this.list.filter((u) => !u.done);
    this.draw();
  }

  private async start(upload: Upload): Promise<void> {
    const { chat } = this;
    const { words } = chat.speech;
    const { file } = upload;
    const limit = chat.config.max_file_bytes;
    const tooBig = `${words.tooBig} ${chat.speech.size(limit)}`;
    if (file.size > limit) return this.show(upload, tooBig, false);
    const abort = new AbortController();
    const bar = h<HTMLProgressElement>("progress", { max: 1, value: 0, "aria-label": file.name });
    upload.abort = abort;
    this.show(upload, "", false, bar);
    let reason = "";
    let again = false;
    try {
      upload.done = await chat.upload(file, (share) => (bar.value = share), abort.signal);
    } catch (error) {
      const { status } = error as Refusal;
      again = status !== 413 && status !== 415;
      reason = again
        ? status === 429
          ? words.often
          : words.broken
        : status === 413
          ? tooBig
          : words.badType;
    }
    if (abort.signal.aborted) return;
    upload.abort = null;
    this.show(upload, reason, again);
    this.settled();
  }

  private show(upload: Upload, reason: string, again: boolean, bar?: HTMLElement): void {
    const { words } = this.chat.speech;
    const { file } = upload;
    const remove = () => {
      this.list = this.list.filter((u) => u !== upload);
      if (upload.abort) upload.abort.abort();
      this.draw();
      this.settled();
    };
    const element = h(
      `div.fil.row${reason ? ".bad" : ""}`,
      null,
      icon(reason ? "alert" : upload.done ? "check" : "file"),
      h(
        "span.grow",
        null,
        h("b.cut", null, file.name),
        h("span.small", { role: "status" }, reason || this.chat.speech.size(file.size)),
      ),
      bar,
      again && iconButton("retry", words.retry, () => void this.start(upload)),
      iconButton("x", words.remove, remove),
    );
    upload.element.replaceWith(element);
    upload.element = element;
  }

  private draw(): void {
    this.element.hidden = !this.list.length;
    arrange(
      this.element,
      this.list.map((u) => u.element),
    );
  }
}
