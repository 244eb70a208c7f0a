import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "@/api/request";
import { text } from "./checks";
import { AUTOSAVE_DELAY } from "./use-autosave";
import { useEditing } from "./use-editing";

interface Values {
  name: string;
  phone: string;
}
const stored: Values = { name: "Катя", phone: "" };
const checks = { name: text(10, { required: true }) };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("useEditing", () => {
  it("shows what is typed at once and takes the stored value back when it has been saved", async () => {
    const save = vi.fn(async () => {});
    const { result, rerender } = renderHook(({ of }) => useEditing<Values>({ stored: of, checks, save }), { initialProps: { of: stored } });
    act(() => result.current.change("name", "Катерина"));
    expect(result.current.values.name).toBe("Катерина");
    await pass(AUTOSAVE_DELAY);
    expect(save).toHaveBeenCalledWith({ name: "Катерина" });
    rerender({ of: { ...stored, name: "Катерина (из другой вкладки)" } });
    expect(result.current.values.name).toBe("Катерина (из другой вкладки)");
  });

  it("does not send a value that cannot be saved, nor the half-typed one before it", async () => {
    const save = vi.fn(async () => {});
    const { result } = renderHook(() => useEditing<Values>({ stored, checks, save }));
    act(() => result.current.change("name", "К"));
    act(() => result.current.change("name", ""));
    act(() => result.current.change("phone", "+7"));
    await pass(AUTOSAVE_DELAY);
    expect(save.mock.calls).toEqual([[{ phone: "+7" }]]);
    expect(result.current.values.name).toBe("");
    expect(result.current.errors.name?.code).toBe("required");
  });

  it("puts the server's refusal beside its field and keeps the text", async () => {
    const refusal = new ProblemError({
      type: "",
      title: "",
      status: 422,
      code: "invalid",
      detail: "",
      fields: { phone: { code: "bad_value", message: "" } },
    });
    const { result } = renderHook(() => useEditing<Values>({ stored, checks, save: () => Promise.reject(refusal) }));
    act(() => result.current.change("phone", "не телефон", "now"));
    await pass(0);
    expect(result.current.errors.phone?.code).toBe("bad_value");
    expect(result.current.values.phone).toBe("не телефон");
  });
});
