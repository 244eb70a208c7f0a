import { useCallback, useRef } from "react";

/** The same function at every render, which does what the latest one would: parts that are handed it need not be drawn anew. */
export function useSteadyCallback<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: Args) => latest.current(...args), []);
}
