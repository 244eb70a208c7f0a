// The requests of the chat. The token goes in a header, never in an address (X1); no cookies are sent.
import { HTTP_TIMEOUT_MS, PAGE_SIZE, UPLOAD_TIMEOUT_MS } from "./limits";
import type { Config, Outgoing, Session, VisitorFile } from "./types";

/** The server has said no, or has not said anything (status 0). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryMs = 0,
  ) {
    super(code);
  }
}

function refusal(status: number, body: unknown, header: string | null): Refusal {
  const problem = (body || {}) as { code?: unknown; retry_after_s?: unknown };
  const seconds = Number(problem.retry_after_s ?? header);
  const wait = seconds > 0 ? Math.min(seconds, 600) * 1000 : 0;
  return new Refusal(status, typeof problem.code === "string" ? problem.code : "", wait);
}

export class Api {
  constructor(private readonly base: string) {}

  config(): Promise<Config> {
    return this.call("GET", "config", null);
  }

  session(token: string | null, identity: string | null): Promise<Session> {
    return this.call("POST", "session", null, { token, identity });
  }

  send(token: string, m: Outgoing): Promise<{ ref: string }> {
    const { ref, button, page } = m;
    const body = button
      ? { ref, button, page }
      : { ref, text: m.text, file_ids: m.files.map((f) => f.id), reply_to: null, form: m.form, page };
    return this.call("POST", "messages", token, body);
  }

  messages<T>(token: string, query: { after?: number; before?: number }): Promise<T> {
    const params = new URLSearchParams({ limit: `${PAGE_SIZE}` });
    for (const [name, n] of Object.entries(query)) params.set(name, `${n}`);
    return this.call("GET", `messages?${params}`, token);
  }

  get socketUrl(): string {
    return `${this.base.replace(/^http/, "ws")}/socket`;
  }

  private async call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), HTTP_TIMEOUT_MS);
    const headers: Record<string, string> = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(`${this.base}/${path}`, {
        method,
        headers,
        body: body ? JSON.stringify(body) : undefined,
        credentials: "omit",
        cache: "no-store",
        signal: abort.signal,
      });
      const answer = await response.json().catch(() => null);
      if (!response.ok) throw refusal(response.status, answer, response.headers.get("Retry-After"));
      if (!answer) throw new Refusal(0, "");
      return answer as T;
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(0, "");
    } finally {
      clearTimeout(timer);
    }
  }

  /** Uploads one file. Only XMLHttpRequest tells how far an upload has come. */
  upload(token: string, file: File, progress: (share: number) => void, abort: AbortSignal): Promise<VisitorFile> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = () => reject(new Refusal(0, ""));
      request.open("POST", `${this.base}/files`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.timeout = UPLOAD_TIMEOUT_MS;
      request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
      request.onerror = request.ontimeout = request.onabort = fail;
      request.onload = () => {
        let body: unknown = null;
        try {
          body = JSON.parse(request.responseText);
        } catch {
          // A proxy's own page: the status tells enough.
        }
        if (request.status === 201 && body) resolve(body as VisitorFile);
        else reject(refusal(request.status, body, request.getResponseHeader("Retry-After")));
      };
      abort.addEventListener("abort", () => request.abort());
      const form = new FormData();
      form.append("file", file, file.name);
      request.send(form);
    });
  }
}
