// The requests of the chat. The token goes in a header, never in an address (X1); no cookies are sent. They are
// XMLHttpRequests because only those tell how far an upload has come.
import { HTTP_TIMEOUT_MS, PAGE_SIZE, UPLOAD_TIMEOUT_MS } from "./limits";
import type { Config, MessagesPage, Outgoing, Session, VisitorFile } from "./types";

/** The server has said no, or has not said anything (status 0). */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryMs: number,
  ) {}
}

export class Api {
  constructor(readonly base: string) {}

  config(): Promise<Config> {
    return this.call("config");
  }

  session(token: string | null, identity: string | null): Promise<Session> {
    return this.call("session", null, { token, identity });
  }

  send(token: string, { ref, button, page, text, files, form }: Outgoing): Promise<{ ref: string }> {
    const message = { text, file_ids: files.map((f) => f.id), reply_to: null, form };
    return this.call("messages", token, { ref, page, ...(button ? { button } : message) });
  }

  messages(token: string, query: { after?: number; before?: number }): Promise<MessagesPage> {
    const rest = Object.entries(query).map(([name, n]) => `&${name}=${n}`);
    return this.call(`messages?limit=${PAGE_SIZE}${rest.join("")}`, token);
  }

  upload(
    token: string,
    file: File,
    progress: (share: number) => void,
    abort: AbortSignal,
  ): Promise<VisitorFile> {
    const form = new FormData();
    form.append("file", file, file.name);
    return this.call("files", token, form, (request) => {
      request.timeout = UPLOAD_TIMEOUT_MS;
      request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
      abort.addEventListener("abort", () => request.abort());
    });
  }

  private call<T>(
    path: string,
    token: string | null = null,
    body: object | null = null,
    prepare?: (request: XMLHttpRequest) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(body ? "POST" : "GET", `${this.base}/${path}`);
      request.timeout = HTTP_TIMEOUT_MS;
      if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
      const form = body instanceof FormData;
      if (body && !form) request.setRequestHeader("Content-Type", "application/json");
      if (prepare) prepare(request);
      request.onloadend = () => {
        let { status } = request;
        let answer: (T & { code?: unknown; retry_after_s?: unknown }) | null = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // A proxy's own page. The status tells enough, unless it says that all is well.
        }
        if (answer && status >= 200 && status < 300) return resolve(answer);
        if (status < 400) status = 0;
        const { code, retry_after_s } = answer || {};
        const wait = Number(retry_after_s) || 0;
        reject(new Refusal(status, typeof code === "string" ? code : "", Math.min(wait, 600) * 1000));
      };
      request.send(form ? body : body && JSON.stringify(body));
    });
  }
}
