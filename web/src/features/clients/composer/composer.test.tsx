import { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keys } from "@/api/keys";
import { setRequestContext } from "@/api/request";
import type { Dialog, Me } from "@/api/types";
import { renderPart } from "@/testing/render";
import { dialogOf, meOf, messageOf } from "@/testing/samples";
import { Composer } from "./composer";

const capabilities = { text_max: 20, files_per_message: 10, file_max_bytes: 1_000 };
let sent: { path: string; method: string; body: Record<string, unknown> }[];

function prepared(me: Me): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.me, me);
  client.setQueryData(keys.channelKinds, { items: [{ kind: "telegram", capabilities }] });
  client.setQueryData(keys.employees, { items: [{ id: 2, name: "Софья Лапина", role: "editor", status: "on_shift" }], invitations: [] });
  client.setQueryData(keys.channels, { items: [{ id: 1, state: "works" }], public_url: null });
  for (const id of [1, 2]) client.setQueryData(keys.client(id), { channel: { removed: false } });
  setRequestContext({ project: 1 });
  return client;
}

async function show(change: { dialog?: Partial<Dialog>; me?: Me } = {}) {
  const dialog = dialogOf({ client_id: 1, name: "Марина", ...change.dialog });
  const client = prepared(change.me ?? meOf());
  const part = (of: Dialog) => (
    <Composer
      key={of.client_id}
      dialog={of}
      editing={null}
      onEditing={() => {}}
      lastOwn={undefined}
      seenN={{ current: 7 }}
      onSend={async () => {}}
    />
  );
  const view = await renderPart(part(dialog), { client });
  return { ...view, dialog, part };
}

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox");
const write = (text: string) => fireEvent.change(field(), { target: { value: text } });

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    sent.push({ path, method: String(init.method), body });
    const message = messageOf({ id: 50, client_id: 1, client_ref: String(body.client_ref), kind: "out" });
    return new Response(JSON.stringify(message), { status: 201, headers: { "content-type": "application/json" } });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("sending", () => {
  test("Ctrl+Enter sends once with a client_ref and what was seen, and empties the field", async () => {
    await show();
    write("  Добавим  ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(field().value).toBe("");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      path: "/api/v1/dialogs/1/messages",
      method: "POST",
      body: { text: "Добавим", seen_n: 7, reply_to: null },
    });
    expect(String(sent[0]?.body.client_ref)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("Enter alone is a new line by default and sends when the profile says so", async () => {
    const first = await show();
    write("а");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(sent).toHaveLength(0);
    first.unmount();
    await show({ me: meOf({ id: 2, send_key: "enter" }) });
    write("б");
    fireEvent.keyDown(field(), { key: "Enter", shiftKey: true });
    expect(sent).toHaveLength(0);
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  test("blank text is not sent", async () => {
    await show({ me: meOf({ id: 3 }) });
    write("   ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(sent).toHaveLength(0);
  });
});

describe("drafts", () => {
  test("never show up in another dialog and wait in their own", async () => {
    const view = await show({ me: meOf({ id: 4 }) });
    write("для Марины");
    const other = dialogOf({ client_id: 2, name: "Пётр" });
    const first = await renderPart(view.part(other), { client: view.client });
    const fields = screen.getAllByRole<HTMLTextAreaElement>("textbox");
    expect(fields.map((one) => one.value)).toEqual(["для Марины", ""]);
    first.unmount();
    view.unmount();
    await renderPart(view.part(view.dialog), { client: view.client });
    expect(field().value).toBe("для Марины");
  });
});

describe("files", () => {
  test("an upload that the server could not keep says why, is repeated, and the words stay", async () => {
    const answers = [
      { status: 503, body: { code: "storage_unavailable", title: "Service Unavailable", detail: "" } },
      { status: 201, body: { id: 9, name: "договор.txt", size: 7, kind: "document" } },
    ];
    vi.stubGlobal("fetch", async () => {
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
    });
    const view = await show({ me: meOf({ id: 7 }) });
    write("держите");
    const input = view.container.querySelector("input[type=file]") as HTMLInputElement;
    fireEvent.change(input, { target: { files: [new File(["договор"], "договор.txt")] } });
    expect((await screen.findByRole("alert")).textContent).toBe("Сервер не может сохранить данные");
    fireEvent.click(screen.getByRole("button", { name: "Загрузить «договор.txt» ещё раз" }));
    await waitFor(() => expect(screen.queryByText("загружается")).toBeNull());
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByText("договор.txt")).toBeTruthy();
    expect(field().value).toBe("держите");
  });
});

describe("comment mode", () => {
  const toggle = () => fireEvent.click(screen.getByRole("button", { name: "Комментарий" }));

  test("takes the words of the field over, names whom they name, and they never go to the client", async () => {
    await show();
    write("Упакуй, @Софья");
    toggle();
    expect(field().value).toBe("Упакуй, @Софья");
    fireEvent.click(screen.getByRole("button", { name: "Оставить" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ path: "/api/v1/dialogs/1/comments", body: { text: "Упакуй, @Софья", mention_ids: [2] } });
    // The next words are for the team, too, until somebody says otherwise.
    expect(field().value).toBe("");
    expect(screen.getByRole("button", { name: "Оставить" })).toBeTruthy();
  });

  test("@ lists the colleagues; Enter takes one instead of sending", async () => {
    await show({ me: meOf({ send_key: "enter" }) });
    toggle();
    field().focus();
    write("@со");
    field().setSelectionRange(3, 3);
    fireEvent.select(field());
    expect(screen.getByRole("option").textContent).toContain("Софья Лапина");
    fireEvent.keyDown(field(), { key: "Enter" });
    expect(field().value).toBe("@Софья ");
    expect(sent).toHaveLength(0);
  });

  test("a blocked client keeps no word from the team", async () => {
    await show({ dialog: { blocked: true } });
    expect(field().disabled).toBe(true);
    toggle();
    expect(field().disabled).toBe(false);
    write("Опять он");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(sent[0]?.path).toBe("/api/v1/dialogs/1/comments"));
  });
});

describe("limits", () => {
  test("a text longer than one message says how many it becomes", async () => {
    await show({ me: meOf({ id: 5 }) });
    write("а".repeat(25));
    expect(screen.getByText(/25 \/ 20 · уйдёт 2 сообщениями/)).toBeTruthy();
  });

  test("an unreachable client: the reason is there and nothing is sent", async () => {
    await show({ me: meOf({ id: 6 }), dialog: { unreachable: "blocked_us" } });
    expect(screen.getByRole("status").textContent).toContain("Клиент остановил бота");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(sent).toHaveLength(0);
  });
});
