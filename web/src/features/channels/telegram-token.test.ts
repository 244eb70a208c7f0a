import { describe, expect, it } from "vitest";
import { findToken } from "./telegram-token";

const TOKEN = "7100200300:AAHabcdefghijklmnopqrstuvwxyz12x9Q";

describe("findToken", () => {
  it("finds the token inside the whole answer of @BotFather", () => {
    expect(findToken(`Use this token to access the HTTP API:\n${TOKEN}\nKeep your token secure`)).toBe(TOKEN);
  });

  it("waits until the token is complete", () => {
    expect(findToken("")).toBeNull();
    expect(findToken("7100200300:AAHabc")).toBeNull();
    expect(findToken("not a token")).toBeNull();
  });
});
