/**
 * One way to the server: `request()` sends JSON or a form, waits no longer than its timeout and
 * turns every refusal into a `ProblemError` with a stable code. A lost connection is a problem too (code `offline` or `timeout`),
 * so that callers have one kind of error to show.
 */
import type { Problem } from "./types";

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
  get status(): number {
    return this.problem.status;
  }
  /** True when the request may never have reached the server: the same request may be tried again. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return local("internal", error instanceof Error ? error.message : String(error));
}

interface Context {
  project: number | null;
  language: string;
}
const context: Context = { project: null, language: "ru" };

/** The project and language that every following request speaks for. */
export function setRequestContext(change: Partial<Context>): void {
  Object.assign(context, change);
}
export function currentProject(): number | null {
  return context.project;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** The request outlives the page, as far as browsers allow it: up to 64 KB. */
  keepalive?: boolean;
  /** The answer is a file, taken as the bytes it is. */
  file?: boolean;
}

const TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 120_000;
/** A file is made while it is being read: a long one takes its time. */
const FILE_TIMEOUT_MS = 1_800_000;

export async function request<T>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  const timeout = AbortSignal.timeout(
    options.timeoutMs ?? (options.file ? FILE_TIMEOUT_MS : options.form ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
  );
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  let response: Response;
  let text: string;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers: headers(options),
      body: options.form ?? (options.body === undefined ? null : JSON.stringify(options.body)),
      credentials: "same-origin",
      signal,
      keepalive: options.keepalive ?? false,
    });
    if (options.file && response.ok) return (await response.blob()) as T;
    text = response.status === 204 ? "" : await response.text();
  } catch (error) {
    // The caller gave up (a query was cancelled): that is not a failure to show.
    if (options.signal?.aborted) throw error;
    throw new ProblemError(
      timeout.aborted ? local("timeout", "The server did not answer in time") : local("offline", "No connection to the server"),
    );
  }
  if (!response.ok) throw new ProblemError(problemFrom(response, text));
  return (text === "" ? undefined : parse(text, response)) as T;
}

export const get = <T>(path: string, options?: RequestOptions) => request<T>("GET", path, options);
export const post = <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("POST", path, { ...options, body });
export const put = <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("PUT", path, { ...options, body });
export const patch = <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("PATCH", path, { ...options, body });
/** The answer as the bytes it is. */
export const getFile = (path: string, options?: RequestOptions) => request<Blob>("GET", path, { ...options, file: true });
export const remove = <T = void>(path: string, options?: RequestOptions) => request<T>("DELETE", path, options);

function address(path: string, query: RequestOptions["query"]): string {
  if (!query) return path;
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** What every request says of the page: what it reads, its language and its project. */
export function ownHeaders(): Record<string, string> {
  const all: Record<string, string> = { Accept: "application/json, application/problem+json", "Accept-Language": context.language };
  if (context.project !== null) all["Beseda-Project"] = String(context.project);
  return all;
}

function headers(options: RequestOptions): Record<string, string> {
  const all = ownHeaders();
  if (options.body !== undefined) all["Content-Type"] = "application/json";
  return all;
}

function parse(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ ...local("internal", "The answer of the server is not readable"), status: response.status });
  }
}

/** Why the server refused, from what came back. */
export function problemFrom(response: { status: number; statusText: string }, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    if (typeof body.code === "string")
      return { type: "about:blank", title: body.code, detail: "", ...body, code: body.code, status: response.status };
  } catch {
    // A proxy in between answered with its own page; the status is all there is to go by.
  }
  const code =
    response.status === 401
      ? "unauthorized"
      : response.status === 404
        ? "not_found"
        : response.status === 413
          ? "payload_too_large"
          : "internal";
  return { ...local(code, response.statusText || `HTTP ${response.status}`), status: response.status };
}

/** A problem that the page itself has found. */
export function local(code: string, detail: string): Problem {
  return { type: "about:blank", title: code, status: 0, code, detail };
}
