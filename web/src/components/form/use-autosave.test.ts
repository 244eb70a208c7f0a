import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "@/api/request";
import { AUTOSAVE_DELAY, useAutosave } from "./use-autosave";

interface Values {
  name: string;
  phone: string;
  sound: boolean;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("useAutosave", () => {
  it("joins what is typed in a row into one request", async () => {
    const save = vi.fn(async () => {});
    const { result } = renderHook(() => useAutosave<Values>(save));
    act(() => result.current.change({ name: "Ка" }));
    await pass(AUTOSAVE_DELAY - 1);
    act(() => result.current.change({ name: "Катя" }));
    act(() => result.current.change({ phone: "+7" }));
    expect(result.current.state).toBe("waiting");
    await pass(AUTOSAVE_DELAY);
    expect(save.mock.calls).toEqual([[{ name: "Катя", phone: "+7" }]]);
    expect(result.current.state).toBe("saved");
    expect(result.current.savedAt).not.toBeNull();
  });

  it("saves switches at once", async () => {
    const save = vi.fn(async () => {});
    const { result } = renderHook(() => useAutosave<Values>(save));
    act(() => result.current.change({ sound: true }, "now"));
    await pass(0);
    expect(save).toHaveBeenCalledWith({ sound: true });
  });

  it("sends one request at a time, and the last word stays", async () => {
    const done: (() => void)[] = [];
    const save = vi.fn((_: Partial<Values>) => new Promise<void>((resolve) => done.push(resolve)));
    const { result } = renderHook(() => useAutosave<Values>(save));
    act(() => result.current.change({ name: "первое" }, "now"));
    act(() => result.current.change({ name: "второе" }, "now"));
    act(() => result.current.change({ name: "третье" }, "now"));
    expect(save).toHaveBeenCalledTimes(1);
    await act(async () => done[0]?.());
    expect(save.mock.calls.map(([changes]) => changes.name)).toEqual(["первое", "третье"]);
  });

  it("keeps a failed change and sends it again with what came after", async () => {
    const offline = new ProblemError({ type: "about:blank", title: "offline", status: 0, code: "offline", detail: "" });
    const save = vi.fn<(changes: Partial<Values>) => Promise<void>>().mockRejectedValueOnce(offline).mockResolvedValue();
    const { result } = renderHook(() => useAutosave<Values>(save));
    act(() => result.current.change({ name: "Катя" }, "now"));
    await pass(0);
    expect(result.current).toMatchObject({ state: "failed", failure: { code: "offline" } });
    act(() => result.current.change({ phone: "+7" }));
    act(() => result.current.retry());
    await pass(0);
    expect(save).toHaveBeenLastCalledWith({ name: "Катя", phone: "+7" });
    expect(result.current).toMatchObject({ state: "saved", failure: null });
  });

  it("does not lose the last word when the page is left", async () => {
    const save = vi.fn(async () => {});
    const { result, unmount } = renderHook(() => useAutosave<Values>(save));
    act(() => result.current.change({ name: "Катя" }));
    unmount();
    expect(save).toHaveBeenCalledWith({ name: "Катя" });
  });
});
