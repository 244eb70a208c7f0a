import { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { keys } from "@/api/keys";
import type { FileRef, Message } from "@/api/types";
import { renderPart } from "@/testing/render";
import { dialogOf, meOf, messageOf } from "@/testing/samples";
import { pictureBox } from "./files";
import { MessageItem } from "./message";

const file = (change: Partial<FileRef>): FileRef => ({
  id: 1,
  kind: "document",
  name: "смета.pdf",
  mime: "application/pdf",
  size: 2048,
  width: null,
  height: null,
  duration_s: null,
  state: "stored",
  url: "/api/v1/files/1",
  thumb_url: null,
  ...change,
});

async function show(change: Partial<Message>, language: "ru" | "en" = "ru") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.me, meOf());
  client.setQueryData(keys.employees, { items: [{ id: 2, name: "Ольга Кравец", avatar_url: null }], invitations: [] });
  const on = { onImage: vi.fn(), onJump: vi.fn(), onReply: vi.fn(), onEdit: vi.fn() };
  await renderPart(
    <MessageItem
      message={messageOf({ id: 1, ...change })}
      dialog={dialogOf({ client_id: 1, name: "Марина" })}
      first
      last
      flash={false}
      {...on}
    />,
    { client, language },
  );
  return on;
}

describe("who speaks", () => {
  test("every message is an article named by author and time", async () => {
    await show({ sent_at: Date.UTC(2025, 10, 20, 11, 32) });
    expect(screen.getByRole("article", { name: "Марина, 14:32" })).toBeTruthy();
  });

  test("an employee is named, a comment says that the client cannot see it", async () => {
    await show({ kind: "comment", author_kind: "employee", author_id: 2, author_name: null });
    expect(screen.getByText("Ольга Кравец")).toBeTruthy();
    expect(screen.getByText(/клиент не видит/)).toBeTruthy();
  });

  test("a note in words, an unknown one by its code", async () => {
    await show({ kind: "note", author_kind: "system", text: "", note: { code: "client_started", params: {} } });
    expect(screen.getByText(/Клиент начал диалог/)).toBeTruthy();
    await show({ kind: "note", author_kind: "system", text: "", note: { code: "from_tomorrow", params: {} } });
    expect(screen.getByText(/Событие: from_tomorrow/)).toBeTruthy();
  });
});

describe("delivery", () => {
  test.each([
    ["queued", "В очереди"],
    ["sent", "Отправлено"],
    ["delivered", "Доставлено"],
    ["read", "Прочитано"],
  ] as const)("%s is said in words", async (state, words) => {
    await show({ kind: "out", author_kind: "employee", author_id: 2, state });
    expect(screen.getByText(words)).toBeTruthy();
  });

  test("a failed one says why and can be repeated", async () => {
    await show({
      kind: "out",
      author_kind: "employee",
      state: "failed",
      can_repeat: true,
      error: { code: "from_tomorrow", provider_text: "Bad Request" },
    });
    expect(screen.getByText("Bad Request")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Повторить" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Дошло" })).toBeNull();
  });

  test("an unknown one leaves the decision to the operator", async () => {
    await show({ kind: "out", author_kind: "employee", state: "unknown", can_repeat: true });
    expect(screen.getByRole("button", { name: "Повторить" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Дошло" })).toBeTruthy();
  });
});

describe("what is in it", () => {
  test("markup of the client stays text", async () => {
    await show({ text: '<img src=x onerror="alert(1)">' });
    expect(screen.getByText('<img src=x onerror="alert(1)">')).toBeTruthy();
    expect(document.querySelector("img")).toBeNull();
  });

  test("a deleted message shows nothing of what it said", async () => {
    await show({ text: "тайна", deleted_at: 5 });
    expect(screen.queryByText("тайна")).toBeNull();
    expect(screen.getByText("Сообщение удалено")).toBeTruthy();
  });

  test("a deleted message of ours does not say that it was sent", async () => {
    await show({ kind: "out", author_kind: "employee", state: "sent", text: "тайна", deleted_at: 5 });
    expect(screen.getByText("Сообщение удалено")).toBeTruthy();
    expect(screen.queryByText("Отправлено")).toBeNull();
  });

  test("the pressed button is said to be pressed", async () => {
    await show({
      kind: "out",
      author_kind: "bot",
      buttons: [
        [
          { text: "Да", data: "y", url: null },
          { text: "Нет", data: "n", url: null },
        ],
      ],
      pressed: "n",
    });
    expect(within(screen.getByTitle("Клиент нажал кнопку")).getByText(/Нет/)).toBeTruthy();
  });

  test("a quote leads to its message", async () => {
    const on = await show({ reply_to: { id: 77, n: 1, author_name: "Ольга", kind: "out", text: "было" } });
    fireEvent.click(screen.getByRole("button", { name: "К сообщению, на которое отвечают" }));
    expect(on.onJump).toHaveBeenCalledWith(77);
  });

  test.each([
    [{ state: "loading" }, "Загружается из мессенджера"],
    [{ state: "failed" }, "Не загрузился"],
    [{ state: "too_big" }, /Слишком большой/],
  ] as const)("a file that is not here says so: %o", async (change, words) => {
    await show({ text: "", files: [file(change)] });
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Скачать/ })).toBeNull();
  });

  test("English", async () => {
    await show({ unsupported: "poll" }, "en");
    expect(screen.getByText("Not supported: poll")).toBeTruthy();
  });
});

test("a picture keeps its proportions inside the bubble, and an unknown size has a place too", () => {
  expect(pictureBox(1240, 620)).toEqual({ width: 248, height: 124 });
  expect(pictureBox(600, 1600)).toEqual({ width: 120, height: 320 });
  expect(pictureBox(null, null)).toEqual({ width: 248, height: 186 });
  expect(pictureBox(4000, 10).height).toBe(64);
});
