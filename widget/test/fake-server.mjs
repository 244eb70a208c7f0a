// A small strict server that speaks the protocol of the website chat and remembers what it was sent. It refuses what
// the real one refuses: an unknown field, a wrong token, a message without a ref.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const KEY = "ch_test";
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'";

export const SETTINGS = {
  title: "Тихая глина",
  greeting: "Здравствуйте! Чем помочь?",
  color: "#0f766e",
  side: "right",
  theme: "auto",
  language: "auto",
  pre_chat: { enabled: false, name: false, email: false, phone: false, required: false },
  files: true,
  show_page: true,
  identity_required: false,
  branding: true,
  reply_time_note: "Отвечаем за 3 минуты",
};

export class FakeServer {
  settings = { ...SETTINGS };
  online = true;
  /** More attributes of the script tag. */
  attributes = "";
  maxFileBytes = 1024 * 1024;
  /** Requests in order: method, path, body. */
  requests = [];
  /** Frames the widget has sent. */
  frames = [];
  /** Protocol violations. A test ends with none. */
  violations = [];
  /** visitor → messages, ascending by n. */
  dialogs = new Map();
  tokens = new Map();
  files = new Map();
  sockets = new Set();
  /** Set by a test: true refuses every request by hanging up. */
  down = false;
  /** Set by a test: store the next message and hang up before answering. */
  dropAnswerOnce = false;
  /** Set by a test: answers to the next requests of that name ("POST files"), [status, body]. */
  answers = {};
  nextId = 100;

  async start() {
    this.http = createServer((request, response) => void this.handle(request, response));
    this.ws = new WebSocketServer({ noServer: true });
    this.http.on("upgrade", (request, socket, head) => {
      if (this.down) return socket.destroy();
      if (request.url !== `/chat/${KEY}/socket`) {
        this.violations.push(`socket at ${request.url}`);
        return socket.destroy();
      }
      this.ws.handleUpgrade(request, socket, head, (ws) => this.greet(ws));
    });
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.http.address().port}`;
    return this;
  }

  async stop() {
    for (const { ws } of this.sockets) ws.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  goDown() {
    this.down = true;
    for (const { ws } of this.sockets) ws.terminate();
  }

  goUp() {
    this.down = false;
  }

  /** A message of the other side, told to every open socket of the visitor unless the server is down. */
  say(visitor, text, extra = {}) {
    const message = this.store(visitor, { mine: false, text, ...extra });
    this.tell(visitor, { type: "message", message });
    return message;
  }

  tell(visitor, frame) {
    if (this.down) return;
    for (const socket of this.sockets) if (socket.visitor === visitor) socket.ws.send(JSON.stringify(frame));
  }

  change(visitor, id, change) {
    const message = this.dialog(visitor).find((m) => m.id === id);
    Object.assign(message, change);
    this.tell(visitor, { type: "changed", message });
  }

  dialog(visitor) {
    if (!this.dialogs.has(visitor)) this.dialogs.set(visitor, []);
    return this.dialogs.get(visitor);
  }

  store(visitor, part) {
    const list = this.dialog(visitor);
    const id = this.nextId++;
    const message = {
      id,
      // Numbers have gaps: a comment the visitor may not see takes one, too.
      n: (list.at(-1)?.n ?? 0) + (id % 3 === 0 ? 2 : 1),
      mine: true,
      author: part.mine === false ? { kind: "employee", name: "Ольга Кравец", avatar_url: null } : null,
      text: "",
      entities: [],
      files: [],
      buttons: [],
      pressed: null,
      reply_to: null,
      ref: null,
      state: "sent",
      edited: false,
      deleted: false,
      sent_at: Date.now(),
      ...part,
    };
    list.push(message);
    return message;
  }

  async handle(request, response) {
    const url = new URL(request.url, this.origin);
    if (this.down) return request.socket.destroy();
    if (url.pathname === "/w.js") return this.file(response, "dist/w.js", "text/javascript");
    if (url.pathname === `/chat/${KEY}/demo`) {
      const page = readFileSync("demo.html", "utf8").replace(
        '"__CHANNEL_KEY__"',
        `"${KEY}"${this.attributes}`,
      );
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CSP });
      return response.end(page);
    }
    if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const path = url.pathname.replace(`/chat/${KEY}/`, "");
    const body = request.headers["content-type"]?.startsWith("application/json")
      ? JSON.parse(raw.toString())
      : null;
    this.requests.push({ method: request.method, path, query: url.search, body, raw });
    if (request.headers.cookie) this.violations.push("a cookie was sent");
    if (/token|jwt/i.test(url.search)) this.violations.push(`secret in the address ${url.search}`);
    const planned = this.answers[`${request.method} ${path}`]?.shift();
    const [status, answer] = planned ?? this.route(request, path, url.searchParams, body, raw);
    if (answer === undefined) return request.socket.destroy();
    if (Buffer.isBuffer(answer)) {
      response.writeHead(200, { "Content-Type": "image/png", "X-Content-Type-Options": "nosniff" });
      return response.end(answer);
    }
    const type = status >= 400 ? "application/problem+json" : "application/json";
    response.writeHead(status, { "Content-Type": type });
    response.end(JSON.stringify(answer));
  }

  file(response, name, type) {
    response.writeHead(200, { "Content-Type": `${type}; charset=utf-8` });
    response.end(readFileSync(name));
  }

  route(request, path, query, body, raw) {
    if (path === "config") {
      const { settings, online, maxFileBytes } = this;
      return [200, { settings, title: "Чат", online, max_file_bytes: maxFileBytes, server_time: Date.now() }];
    }
    if (path === "session") return this.session(body);
    if (path.startsWith("files/")) {
      const stored = this.files.get(path.slice(6));
      return stored ? [200, stored.data] : [404, { code: "not_found" }];
    }
    const visitor = this.tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
    if (!visitor) return [401, { code: "unauthorized" }];
    if (path === "files") return this.upload(request, raw);
    if (path === "messages" && request.method === "GET") return this.page(visitor, query);
    if (path === "messages" && request.method === "POST") return this.message(visitor, body);
    this.violations.push(`${request.method} ${path}`);
    return [404, { code: "not_found" }];
  }

  session({ token, identity, ...rest }) {
    if (Object.keys(rest).length) this.violations.push(`session with ${Object.keys(rest)}`);
    if (identity === "bad.e30.x") return [401, { code: "bad_identity" }];
    const visitor = this.tokens.get(token) ?? `v${randomBytes(4).toString("hex")}`;
    const next = randomBytes(12).toString("hex");
    this.tokens.set(next, visitor);
    const known = (this.dialogs.get(visitor) ?? []).length > 0;
    return [200, { token: next, visitor, known, expires_at: Date.now() + 86_400_000 }];
  }

  page(visitor, query) {
    const limit = Number(query.get("limit"));
    const [after, before] = ["after", "before"].map((name) => Number(query.get(name) ?? 0));
    if (!(limit > 0 && limit <= 100)) this.violations.push(`limit ${limit}`);
    const all = (this.dialogs.get(visitor) ?? []).map((m) => ({ ...m }));
    const fits = all.filter((m) => m.n > after && (!before || m.n < before));
    const items = after ? fits.slice(0, limit) : fits.slice(-limit);
    return [200, { items, last_n: all.at(-1)?.n ?? 0, more: fits.length > items.length }];
  }

  message(visitor, body) {
    const { ref, button, page, text, file_ids, form } = body;
    const wrong = (what) => {
      this.violations.push(what);
      return [422, { code: "invalid" }];
    };
    if (!/^[\w-]{1,64}$/.test(ref ?? "")) return wrong(`ref ${ref}`);
    for (const name of ["url", "title", "referrer", "language"]) {
      if (typeof page?.[name] !== "string") return wrong(`page.${name}`);
    }
    const allowed = button
      ? ["ref", "button", "page"]
      : ["ref", "text", "file_ids", "reply_to", "form", "page"];
    if (Object.keys(body).sort().join() !== allowed.sort().join())
      return wrong(`fields ${Object.keys(body)}`);
    const list = this.dialog(visitor);
    this.presses ??= new Map();
    if (list.some((m) => m.ref === ref) || this.presses.has(ref)) return [200, { ref }];
    if (button) {
      this.presses.set(ref, button);
      this.change(visitor, button.message_id, { pressed: button.data });
      return [200, { ref }];
    }
    if (typeof text !== "string" || text.length > 4000 || !Array.isArray(file_ids))
      return wrong("text or files");
    if (!text && !file_ids.length) return wrong("an empty message");
    const files = file_ids.map((id) => this.files.get(id)?.info);
    if (files.some((f) => !f)) return wrong("unknown file");
    const message = this.store(visitor, { ref, text, files });
    this.lastForm = form;
    this.lastPage = page;
    this.tell(visitor, { type: "message", message });
    if (this.dropAnswerOnce) {
      this.dropAnswerOnce = false;
      return [0, undefined];
    }
    return [200, { ref }];
  }

  upload(request, raw) {
    const text = raw.toString("latin1");
    const name = Buffer.from(/filename="([^"]*)"/.exec(text)?.[1] ?? "", "latin1").toString("utf8");
    const mime = /Content-Type: ([^\r]*)/.exec(text)?.[1] ?? "";
    const data = raw.subarray(text.indexOf("\r\n\r\n") + 4, text.lastIndexOf("\r\n--"));
    if (!request.headers["content-type"]?.startsWith("multipart/form-data"))
      this.violations.push("not multipart");
    if (data.length > this.maxFileBytes) return [413, { code: "payload_too_large" }];
    if (/\.exe$/.test(name)) return [415, { code: "file_type_refused" }];
    const id = `f${randomBytes(6).toString("hex")}`;
    const kind = mime.startsWith("image/") ? "image" : "document";
    const info = { id, kind, name, mime, size: data.length };
    const full = { ...info, width: kind === "image" ? 320 : null, height: kind === "image" ? 180 : null };
    this.files.set(id, { info: { ...full, url: `/chat/${KEY}/files/${id}?e=1&s=x`, thumb_url: null }, data });
    return [201, info];
  }

  greet(ws) {
    const socket = { ws, visitor: null };
    ws.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (!socket.visitor) return this.hello(socket, frame);
      const fields = { typing: [], seen: ["n"], received: ["n"], page: ["title", "url"] }[frame.type];
      const given = Object.keys(frame).filter((name) => name !== "type");
      if (!fields || fields.join() !== given.sort().join()) this.violations.push(`frame ${data}`);
      this.frames.push({ ...frame, visitor: socket.visitor, at: Date.now() });
    });
    ws.on("close", () => this.sockets.delete(socket));
    ws.on("error", () => {});
  }

  hello(socket, frame) {
    if (frame.type !== "hello" || typeof frame.after !== "number")
      this.violations.push(`hello ${frame.type}`);
    const visitor = this.tokens.get(frame.token);
    if (!visitor) return socket.ws.close(4401);
    socket.visitor = visitor;
    this.sockets.add(socket);
    const list = this.dialogs.get(visitor) ?? [];
    socket.ws.send(JSON.stringify({ type: "welcome", last_n: list.at(-1)?.n ?? 0 }));
    for (const message of list.filter((m) => m.n > frame.after)) {
      socket.ws.send(JSON.stringify({ type: "message", message }));
    }
  }
}
