import { describe, expect, test } from "vitest";
import { currencies, readSum, showSum, writeSum } from "./money";

const sum = (typed: string, currency = "RUB") => {
  const read = readSum(typed, currency);
  return read.kind === "sum" ? read.money.amount : read.kind === "bad" ? read.why : null;
};

describe("sums", () => {
  test("what people type becomes an exact decimal", () => {
    expect(sum("14 400")).toBe("14400");
    expect(sum(" 14 400,5 ")).toBe("14400.50");
    expect(sum("0,10")).toBe("0.10");
    expect(sum("007")).toBe("7");
    expect(sum("3.00")).toBe("3");
    expect(sum("")).toBeNull();
  });

  test("what no binary fraction can hold stays exact", () => {
    expect(sum("999999999999,99")).toBe("999999999999.99");
    expect(showSum({ amount: "999999999999.99", currency: "RUB" }, "ru").replace(/\s/g, " ")).toBe("999 999 999 999,99 ₽");
  });

  test("what is no sum is refused with a reason", () => {
    for (const typed of ["дорого", "1,234", "-5", "1e3", "1,2,3", "1234567890123"]) expect(sum(typed), typed).toBe("amount");
    expect(sum("10,5", "JPY")).toBe("amountWhole");
  });

  test("a fraction of zeros is not shown", () => {
    expect(showSum({ amount: "14400.00", currency: "RUB" }, "ru").replace(/\s/g, " ")).toBe("14 400 ₽");
    expect(showSum({ amount: "14400.50", currency: "USD" }, "en")).toBe("$14,400.50");
    expect(writeSum("14400.00", "ru")).toBe("14400");
    expect(writeSum("14400.50", "ru")).toBe("14400,50");
    expect(writeSum("14400.50", "en")).toBe("14400.50");
  });

  test("a currency that is not offered stays choosable for the deal that has it", () => {
    expect(currencies("MDL")[0]).toBe("MDL");
    expect(currencies("RUB").filter((one) => one === "RUB")).toHaveLength(1);
  });
});
