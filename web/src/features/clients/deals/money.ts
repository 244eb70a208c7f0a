/**
 * Sums of money stay texts from the field to the server: a number of JavaScript would lose the exact decimal. What people type
 * (spaces between thousands, a comma) becomes the one form the server knows.
 */
import type { Money } from "@/api/types";
import { readStored, writeStored } from "@/lib/storage";

const WHOLE_MAX = 12;
const KEY = "beseda.deals.currency";

/** Offered in the field; a deal with another one keeps it. */
const offered: readonly string[] = [
  "RUB",
  "KZT",
  "BYN",
  "UZS",
  "KGS",
  "AMD",
  "GEL",
  "AZN",
  "UAH",
  "USD",
  "EUR",
  "GBP",
  "CNY",
  "TRY",
  "AED",
  "JPY",
  "KRW",
];

export function currencies(own: string): string[] {
  return offered.includes(own) ? [...offered] : [own, ...offered];
}

/** The last one chosen on this device. */
export function usualCurrency(): string {
  const stored = readStored<unknown>(KEY, null);
  return typeof stored === "string" && /^[A-Z]{3}$/.test(stored) ? stored : "RUB";
}

export function rememberCurrency(currency: string): void {
  writeStored(KEY, currency);
}

export type Reading = { kind: "none" } | { kind: "sum"; money: Money } | { kind: "bad"; why: "amount" | "amountWhole" };

/** What was typed, as the server takes it. */
export function readSum(typed: string, currency: string): Reading {
  const text = typed.replace(/[\s\u00A0\u202F]/g, "").replace(",", ".");
  if (text === "") return { kind: "none" };
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const whole = parts?.[1]?.replace(/^0+(?=\d)/, "") ?? "";
  const fraction = (parts?.[2] ?? "").replace(/0+$/, "");
  if (!parts || whole.length > WHOLE_MAX) return { kind: "bad", why: "amount" };
  const digits = digitsOf(currency);
  if (fraction.length > digits) return { kind: "bad", why: digits === 0 ? "amountWhole" : "amount" };
  return { kind: "sum", money: { amount: fraction === "" ? whole : `${whole}.${fraction.padEnd(digits, "0")}`, currency } };
}

/** As it stands in the field: without a fraction of zeros, with the comma where the language has one. */
export function writeSum(amount: string, locale: string): string {
  const [whole = "", fraction = ""] = amount.split(".");
  if (/^0*$/.test(fraction)) return whole;
  return `${whole}${locale.startsWith("ru") ? "," : "."}${fraction}`;
}

/** 14 400 ₽; the digits are those of the server, none is rounded away. */
export function showSum({ amount, currency }: Money, locale: string): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const digits = /^0*$/.test(fraction) ? 0 : fraction.length;
  const parts = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).formatToParts(BigInt(whole));
  return parts.map((part) => (part.type === "fraction" ? fraction : part.value)).join("");
}

/** Digits behind the point, as ISO 4217 has them. */
function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
