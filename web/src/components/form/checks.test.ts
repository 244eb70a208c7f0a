import { describe, expect, it } from "vitest";
import { email, isEmail, newPassword, text } from "./checks";

describe("isEmail", () => {
  it.each(["nina@example.com", "n.i+a@sub.example.com", "нина@почта.рф"])("%s is complete", (email) => {
    expect(isEmail(email)).toBe(true);
  });

  it.each(["", "yana@exa", "yana@", "@example.com", "a b@example.com", "a@b.c", `${"a".repeat(65)}@example.com`])("%j is not", (email) => {
    expect(isEmail(email)).toBe(false);
  });
});

describe("checks", () => {
  it("ask for what is required and count characters, not bytes", () => {
    expect(text(3, { required: true })("   ")).toMatchObject({ code: "required" });
    expect(text(3)("")).toBeNull();
    expect(text(3)("😀😀😀")).toBeNull();
    expect(text(3)("abcd")).toMatchObject({ code: "too_long", max: 3 });
  });

  it("want ten characters of a new password", () => {
    expect(newPassword("")).toMatchObject({ code: "required" });
    expect(newPassword("123456789")).toMatchObject({ code: "too_short", min: 10 });
    expect(newPassword("1234567890")).toBeNull();
    expect(newPassword("x".repeat(201))).toMatchObject({ code: "too_long", max: 200 });
  });

  it("tell an unfinished address from an empty one", () => {
    expect(email(" ")).toMatchObject({ code: "required" });
    expect(email("olga@")).toMatchObject({ code: "bad_email" });
    expect(email(" olga@example.com ")).toBeNull();
  });
});
