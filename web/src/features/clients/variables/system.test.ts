import { expect, test } from "vitest";
import type { Client } from "@/api/types";
import { lastPage, ownVariables } from "./system";

const variables = [
  { name: "page_title", value: "Кружки", type: "string" },
  { name: "page_url", value: "https://example.com/cups", type: "string" },
  { name: "город", value: "Казань", type: "string" },
] as const;
const of = (kind: "site_chat" | "telegram", last_page: Client["last_page"] = null) =>
  ({ channel: { kind }, variables: [...variables], last_page }) as unknown as Client;

test("the page of a website visitor is no field, but a fact", () => {
  expect(ownVariables(of("site_chat")).map((one) => one.name)).toEqual(["город"]);
  expect(lastPage(of("site_chat"))).toEqual({ title: "Кружки", url: "https://example.com/cups" });
  expect(lastPage(of("site_chat", { title: "Тарелки", url: "https://example.com/plates", at: 1 }))?.title).toBe("Тарелки");
});

test("elsewhere a variable of that name is the client's own", () => {
  expect(ownVariables(of("telegram"))).toHaveLength(3);
  expect(lastPage(of("telegram"))).toBeNull();
});
