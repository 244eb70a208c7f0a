/** Files on their way to the server. Each finished one lands in the draft of the dialog it was dropped into. */
import { useState } from "react";
import { problemOf, request } from "@/api/request";
import type { Capabilities, FileRef, Problem } from "@/api/types";
import type { Drafts } from "./drafts";

export interface Upload {
  key: string;
  file: File;
  problem: Problem | null;
}

const MAX_BYTES = 20 * 1024 * 1024;

export function useUploads(client: number, drafts: Drafts, capabilities: Capabilities | undefined) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const drop = (key: string) => setUploads((all) => all.filter((one) => one.key !== key));
  const fail = (key: string, problem: Problem) => setUploads((all) => all.map((one) => (one.key === key ? { ...one, problem } : one)));
  const limit = Math.min(MAX_BYTES, capabilities?.file_max_bytes ?? MAX_BYTES);

  const start = async (key: string, file: File) => {
    if (file.size > limit) return fail(key, tooLarge);
    const form = new FormData();
    form.append("file", file, file.name);
    try {
      const stored = await request<FileRef>("POST", "/api/v1/files", { form });
      const draft = drafts.of(client);
      drafts.set(client, { ...draft, files: [...draft.files, stored], at: Date.now() });
      drop(key);
    } catch (error) {
      fail(key, problemOf(error));
    }
  };

  const add = (files: Iterable<File>) => {
    const room = (capabilities?.files_per_message ?? 10) - drafts.of(client).files.length - uploads.length;
    const added = [...files].slice(0, Math.max(0, room)).map((file) => ({ key: crypto.randomUUID(), file, problem: null }));
    setUploads((all) => [...all, ...added]);
    for (const { key, file } of added) void start(key, file);
  };
  const repeat = ({ key, file }: Upload) => {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, problem: null } : one)));
    void start(key, file);
  };
  return { uploads, add, drop, repeat, busy: uploads.some((one) => one.problem === null) };
}

const tooLarge: Problem = { type: "about:blank", title: "payload_too_large", status: 413, code: "payload_too_large", detail: "" };
