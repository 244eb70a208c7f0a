import { describe, expect, it } from "vitest";
import { EMAILS_MAX, takeEmails } from "./emails";

describe("takeEmails", () => {
  it("counts only complete addresses and gives the rest back", () => {
    expect(takeEmails("nina@example.com, roman@example.com yana@exa", [])).toEqual({
      emails: ["nina@example.com", "roman@example.com"],
      rest: "yana@exa",
    });
  });

  it("reads names with addresses in brackets, as mail programs copy them", () => {
    expect(takeEmails("Нина Лис <Nina@Example.com>; roman@example.com", []).emails).toEqual(["nina@example.com", "roman@example.com"]);
  });

  it("takes an address once, whatever its case", () => {
    expect(takeEmails("NINA@example.com nina@example.com", ["nina@example.com"])).toEqual({
      emails: ["nina@example.com"],
      rest: "",
    });
  });

  it("stops at the limit and keeps the others in the field", () => {
    const many = Array.from({ length: EMAILS_MAX + 2 }, (_, number) => `a${number}@example.com`).join(",");
    const { emails, rest } = takeEmails(many, []);
    expect(emails).toHaveLength(EMAILS_MAX);
    expect(rest).toBe("a50@example.com a51@example.com");
  });
});
