import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import type { Capabilities } from "@/api/types";
import { startI18n, withWords } from "@/i18n";
import { abilities } from "./capabilities";

beforeAll(async () => {
  await startI18n("ru");
  await withWords(async () => undefined);
});

const telegram: Capabilities = {
  text_max: 4096,
  caption_max: 1024,
  file_max_bytes: 50 * 1024 * 1024,
  files_per_message: 1,
  idempotent_send: false,
  delivered: false,
  read: false,
  client_edits: true,
  client_deletes: false,
  edit: true,
  delete: true,
  delete_max_age_s: 48 * 3600,
  replies: true,
  buttons: true,
  typing_in: false,
  typing_out: true,
  reply_window_s: null,
  reactions: ["👍"],
  imports: true,
  modes: ["webhook", "poll"],
};

it("draws the pane from the capability table", () => {
  const lines = abilities(telegram, i18next.getFixedT("ru", "channels"), "ru");
  const line = (id: string) => lines.find((other) => other.id === id);
  expect(line("files")).toMatchObject({ can: true, more: "до 50\u00A0МБ" });
  expect(line("delete")).toMatchObject({ can: true, more: "48 часов" });
  expect(line("text")?.more).toMatch(/^4.?096 знаков$/);
  expect(line("read")).toMatchObject({ can: false, more: "не сообщает" });
});

it("shows what a channel cannot do", () => {
  const lines = abilities(
    { ...telegram, buttons: false, delete: false, file_max_bytes: 0, reply_window_s: 86_400 },
    i18next.getFixedT("ru", "channels"),
    "ru",
  );
  for (const id of ["buttons", "delete", "files"])
    expect(lines.find((line) => line.id === id)).toMatchObject({ can: false, more: "не умеет" });
  expect(lines.find((line) => line.id === "window")).toMatchObject({ can: false, more: "24 часа" });
});
