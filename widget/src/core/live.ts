// The socket: opened when asked, kept open, opened again after a loss with growing pauses.
import type { Frame } from "./types";

export interface LiveParts {
  url: string;
  /** The first frame, made anew for each connection. */
  hello: () => object | null;
  frame: (frame: Frame) => void;
  /** The link is up (after welcome) or down. */
  link: (up: boolean) => void;
  /** The server no longer takes the token; resolves when there is a new one. */
  renew: () => Promise<unknown>;
}

const OPEN_MS = 10_000;
/** The server beats every 25 s; after two missed beats the connection is dead, whatever the browser thinks. */
const SILENCE_MS = 60_000;

export class Live {
  up = false;
  private socket: WebSocket | null = null;
  private wanted = false;
  private renewing = false;
  private failures = 0;
  private retry = 0;
  private watch = 0;

  constructor(private readonly parts: LiveParts) {}

  start(): void {
    this.wanted = true;
    if (!this.socket && !this.retry) this.connect();
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.retry);
    this.retry = 0;
    this.lost(this.socket);
  }

  /** The network may be back: do not wait for the timer. */
  hurry(): void {
    if (!this.wanted || this.up || !this.retry) return;
    clearTimeout(this.retry);
    this.retry = 0;
    this.failures = 0;
    this.connect();
  }

  /** The token has changed: say hello with the new one. */
  restart(): void {
    // A renewal asked for from here connects by itself, after a pause.
    if (!this.wanted || this.renewing) return;
    this.stop();
    this.start();
  }

  send(frame: object): void {
    if (this.up && this.socket) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    const hello = this.parts.hello();
    if (!hello) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.parts.url);
    } catch {
      // The page's own policy forbids the connection. Messages still go and come by requests.
      this.again();
      return;
    }
    this.socket = socket;
    this.silence(socket, OPEN_MS);
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      this.silence(socket, SILENCE_MS);
      const frame = parse(event.data);
      if (!frame) return;
      if (frame.type === "welcome") {
        this.up = true;
        this.failures = 0;
        this.parts.link(true);
      }
      this.parts.frame(frame);
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      this.lost(socket);
      if (event.code !== 4401) return this.again();
      this.renewing = true;
      const renewed = () => {
        this.renewing = false;
        this.again();
      };
      this.parts.renew().then(renewed, renewed);
    };
  }

  private silence(socket: WebSocket, ms: number): void {
    clearTimeout(this.watch);
    this.watch = window.setTimeout(() => {
      this.lost(socket);
      this.again();
    }, ms);
  }

  private lost(socket: WebSocket | null): void {
    clearTimeout(this.watch);
    if (socket !== this.socket) return;
    this.socket = null;
    if (socket) socket.close();
    this.up = false;
    this.parts.link(false);
  }

  private again(): void {
    if (!this.wanted || this.retry || this.socket) return;
    const ms = Math.min(30_000, 500 * 2 ** Math.min(this.failures++, 6));
    this.retry = window.setTimeout(
      () => {
        this.retry = 0;
        this.connect();
      },
      ms * (0.5 + Math.random() / 2),
    );
  }
}

function parse(data: unknown): Frame | null {
  try {
    const frame = JSON.parse(String(data));
    return frame && typeof frame.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
