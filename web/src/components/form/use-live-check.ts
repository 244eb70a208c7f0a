/**
 * Asks the server about a value while it is being typed.
 *
 * The question goes out when typing has paused; a newer value cancels the older question, so an answer
 * always belongs to what stands in the field. Nothing is asked about `null`.
 */
import { useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/request";
import type { Problem } from "@/api/types";

export const CHECK_DELAY = 300;

export type LiveCheck<Answer> =
  | { state: "idle" | "checking"; answer: null; problem: null; tookMs: null }
  | { state: "done"; answer: Answer; problem: null; tookMs: number }
  | { state: "failed"; answer: null; problem: Problem; tookMs: null };

const IDLE = { state: "idle", answer: null, problem: null, tookMs: null } as const;
const CHECKING = { state: "checking", answer: null, problem: null, tookMs: null } as const;

export function useLiveCheck<Answer>(
  value: string | null,
  ask: (value: string, signal: AbortSignal) => Promise<Answer>,
): LiveCheck<Answer> & { again: () => void } {
  const [check, setCheck] = useState<LiveCheck<Answer>>(IDLE);
  const [round, setRound] = useState(0);
  const askRef = useRef(ask);
  askRef.current = ask;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks about the same value again
  useEffect(() => {
    if (value === null) {
      setCheck(IDLE);
      return;
    }
    setCheck(CHECKING);
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const asked = performance.now();
      try {
        const answer = await askRef.current(value, stop.signal);
        if (!stop.signal.aborted) setCheck({ state: "done", answer, problem: null, tookMs: performance.now() - asked });
      } catch (error) {
        if (!stop.signal.aborted) setCheck({ state: "failed", answer: null, problem: problemOf(error), tookMs: null });
      }
    }, CHECK_DELAY);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [value, round]);

  return { ...check, again: () => setRound((before) => before + 1) };
}
