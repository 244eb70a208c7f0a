/**
 * Large files on their way to the server and back. An upload says how far it is, which `fetch` cannot, and takes as long as the
 * line needs; a download goes through the page, because a plain link would not say for which project it asks.
 */
import { getFile, local, ownHeaders, ProblemError, problemFrom, type RequestOptions } from "./request";

export interface UploadOptions {
  signal: AbortSignal;
  /** Bytes that have left, of how many. */
  onProgress: (sent: number, of: number) => void;
}

/** Sends one file in the field `file` of a form. Rejects with the signal's reason when it is given up. */
export function upload<T>(path: string, file: File, { signal, onProgress }: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const way = new XMLHttpRequest();
    way.open("POST", path);
    for (const [name, value] of Object.entries(ownHeaders())) way.setRequestHeader(name, value);
    way.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    way.onerror = () => reject(new ProblemError(local("offline", "No connection to the server")));
    way.onabort = () => reject(signal.reason);
    way.onload = () => {
      if (way.status >= 300) return reject(new ProblemError(problemFrom(way, way.responseText)));
      try {
        resolve(JSON.parse(way.responseText) as T);
      } catch {
        reject(new ProblemError({ ...local("internal", "The answer of the server is not readable"), status: way.status }));
      }
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => way.abort(), { once: true });
    way.send(form);
  });
}

/** Fetches a file and gives it to the person under this name. */
export async function download(path: string, name: string, query?: RequestOptions["query"]): Promise<void> {
  save(await getFile(path, { query }), name);
}

/** Gives what the page holds to the person as a file. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken it by then; kept addresses would keep the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
