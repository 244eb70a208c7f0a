import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TelegramCheck } from "@/api/types";
import { renderPart } from "@/testing/render";
import { channel } from "./testing";
import { TokenField, type TokenVerdict, verdictOf } from "./token-field";

const TOKEN = "7100200300:AAHabcdefghijklmnopqrstuvwxyz12x9Q";
const good: TelegramCheck = {
  ok: true,
  code: null,
  account: { id: "71", username: "tihaya_glina_bot", title: "Тихая глина" },
  webhook_possible: false,
  webhook_reason: "no_public_url",
  other_webhook: null,
  groups: false,
};
let answer: TelegramCheck;
const fetched = vi.fn(async (..._request: unknown[]) => new Response(JSON.stringify(answer), { status: 200 }));

beforeEach(() => {
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => void vi.unstubAllGlobals());

let verdict: TokenVerdict;
const keep = (now: TokenVerdict) => {
  verdict = now;
};
function Field() {
  const [value, setValue] = useState("");
  return <TokenField label="Токен бота" value={value} onChange={setValue} onVerdict={keep} />;
}

describe("TokenField", () => {
  it("finds the token in the pasted answer, asks once and shows whose it is", async () => {
    answer = good;
    await renderPart(<Field />);
    await userEvent.click(screen.getByLabelText("Токен бота"));
    await userEvent.paste(`Use this token to access the HTTP API: ${TOKEN} Keep it safe`);
    expect(screen.getByLabelText("Токен бота")).toHaveProperty("value", TOKEN);
    expect(await screen.findByText("Токен подходит: Тихая глина · @tihaya_glina_bot")).toBeTruthy();
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(verdict).toMatchObject({ token: TOKEN, refused: false });
  });

  it("says that Telegram refuses the token", async () => {
    answer = { ...good, ok: false, code: "wrong_token", account: null };
    await renderPart(<Field />);
    await userEvent.click(screen.getByLabelText("Токен бота"));
    await userEvent.paste(TOKEN);
    expect(await screen.findByText(/Telegram не узнал токен/)).toBeTruthy();
    await waitFor(() => expect(verdict.refused).toBe(true));
  });

  it("warns of another program and of a taken bot in words", async () => {
    answer = { ...good, other_webhook: "https://other.example/hook/secret" };
    await renderPart(<Field />);
    await userEvent.click(screen.getByLabelText("Токен бота"));
    await userEvent.paste(TOKEN);
    // Only the host is named: the address of a hook is a secret of the other program.
    expect(await screen.findByText(/получает other\.example/)).toBeTruthy();
    expect(screen.queryByText(/secret/)).toBeNull();
  });
});

describe("verdictOf", () => {
  const done = (check: TelegramCheck) => ({ state: "done", answer: check, problem: null, tookMs: 1 }) as const;

  it("refuses a bot that is taken, unless by the channel itself", () => {
    const taken = { ...good, ok: false, code: "channel_taken" } as const;
    expect(verdictOf(TOKEN, done(taken), undefined).refused).toBe(true);
    expect(verdictOf(TOKEN, done(taken), channel({ account: taken.account })).refused).toBe(false);
  });

  it("is not stopped by a messenger that does not answer", () => {
    expect(verdictOf(TOKEN, done({ ...good, ok: false, code: "provider_unavailable", account: null }), undefined).refused).toBe(false);
  });
});
