import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "@/api/request";
import { CHECK_DELAY, useLiveCheck } from "./use-live-check";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("useLiveCheck", () => {
  it("asks once, after typing has paused", async () => {
    const ask = vi.fn(async (value: string) => `${value} is good`);
    const { result, rerender } = renderHook(({ value }: { value: string | null }) => useLiveCheck(value, ask), {
      initialProps: { value: null as string | null },
    });
    expect(result.current.state).toBe("idle");
    rerender({ value: "a" });
    await pass(CHECK_DELAY - 1);
    rerender({ value: "ab" });
    await pass(CHECK_DELAY - 1);
    expect(ask).not.toHaveBeenCalled();
    expect(result.current.state).toBe("checking");
    await pass(1);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(result.current).toMatchObject({ state: "done", answer: "ab is good" });
  });

  it("drops the answer to a value that is no longer in the field", async () => {
    const answers = new Map<string, (answer: string) => void>();
    const signals: AbortSignal[] = [];
    const ask = (value: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>((resolve) => answers.set(value, resolve));
    };
    const { result, rerender } = renderHook(({ value }) => useLiveCheck(value, ask), { initialProps: { value: "old" } });
    await pass(CHECK_DELAY);
    rerender({ value: "new" });
    await pass(CHECK_DELAY);
    expect(signals[0]?.aborted).toBe(true);
    await act(async () => answers.get("new")?.("new answer"));
    await act(async () => answers.get("old")?.("late answer"));
    expect(result.current).toMatchObject({ state: "done", answer: "new answer" });
  });

  it("says why it could not be asked and asks again", async () => {
    const offline = new ProblemError({ type: "about:blank", title: "offline", status: 0, code: "offline", detail: "" });
    const ask = vi.fn<(value: string) => Promise<string>>().mockRejectedValueOnce(offline).mockResolvedValueOnce("good");
    const { result } = renderHook(() => useLiveCheck("value", ask));
    await pass(CHECK_DELAY);
    expect(result.current).toMatchObject({ state: "failed", problem: { code: "offline" } });
    act(() => result.current.again());
    await pass(CHECK_DELAY);
    expect(result.current).toMatchObject({ state: "done", answer: "good" });
  });
});
