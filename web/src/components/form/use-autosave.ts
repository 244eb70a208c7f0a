/**
 * Saves the fields of a page by themselves, one request at a time.
 *
 * Changes made while a request is under way are joined into the next one, so the last word typed is
 * the word that stays. A failed request keeps its changes: `retry` sends them again, together with
 * whatever has been changed since.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/request";
import type { Problem } from "@/api/types";

export const AUTOSAVE_DELAY = 600;

export interface Autosave<Values> {
  state: "idle" | "waiting" | "saving" | "saved" | "failed";
  savedAt: number | null;
  failure: Problem | null;
  /** Errors of single fields, as the server named them. */
  fields: NonNullable<Problem["fields"]>;
  /** Keeps the change and saves it a moment later; `at once` for switches and choices. */
  change: (changes: Partial<Values>, when?: "soon" | "now") => void;
  /** Drops a change that has not been sent: a newer value of the field cannot be saved. */
  forget: (field: keyof Values) => void;
  retry: () => void;
}

export function useAutosave<Values extends object>(save: (changes: Partial<Values>) => Promise<unknown>): Autosave<Values> {
  const [state, setState] = useState<Autosave<Values>["state"]>("idle");
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [fields, setFields] = useState<NonNullable<Problem["fields"]>>({});
  const pending = useRef<Partial<Values>>({});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);
  const saveRef = useRef(save);
  saveRef.current = save;

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    if (busy.current) return;
    busy.current = true;
    try {
      while (Object.keys(pending.current).length > 0) {
        const sent = pending.current;
        pending.current = {};
        setState("saving");
        try {
          await saveRef.current(sent);
          setSavedAt(Date.now());
          setFailure(null);
          setFields({});
          setState("saved");
        } catch (thrown) {
          // What has been changed meanwhile is newer than what was sent.
          pending.current = { ...sent, ...pending.current };
          const problem = problemOf(thrown);
          setFailure(problem);
          setFields(problem.fields ?? {});
          setState("failed");
          return;
        }
      }
    } finally {
      busy.current = false;
    }
  }, []);

  const change = useCallback(
    (changes: Partial<Values>, when: "soon" | "now" = "soon") => {
      pending.current = { ...pending.current, ...changes };
      clearTimeout(timer.current);
      if (when === "now") {
        void flush();
        return;
      }
      setState((before) => (before === "saving" ? before : "waiting"));
      timer.current = setTimeout(() => void flush(), AUTOSAVE_DELAY);
    },
    [flush],
  );

  const forget = useCallback((field: keyof Values) => {
    const { [field]: _, ...others } = pending.current as Values;
    pending.current = others as Partial<Values>;
    if (Object.keys(others).length === 0) {
      clearTimeout(timer.current);
      setState((before) => (before === "waiting" ? "idle" : before));
    }
  }, []);

  // Leaving the page must not lose the last word: what waits is sent at once.
  useEffect(() => () => void flush(), [flush]);

  return { state, savedAt, failure, fields, change, forget, retry: () => void flush() };
}
