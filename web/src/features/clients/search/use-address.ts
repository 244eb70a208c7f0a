/** Reading and changing the address of the search. Other words or conditions close the hit that was open. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { readAddress, type SearchAddress } from "./address";

export interface Search {
  address: SearchAddress;
  /** Conditions: each is a step that Back takes back, words being typed are not. */
  change: (change: { [name in keyof SearchAddress]?: SearchAddress[name] | undefined }, step?: "step" | "still") => void;
  choose: (hit: { client: number; message: number | null } | null, step?: "step" | "still") => void;
}

export function useAddress(): Search {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const text = JSON.stringify(raw);
  const address = useMemo(() => readAddress(JSON.parse(text) as Record<string, unknown>), [text]);
  const navigate = useNavigate();
  const go = useCallback(
    (next: Record<string, unknown>, step: "step" | "still") =>
      void navigate({ to: "/search", search: readAddress(next), replace: step === "still" }),
    [navigate],
  );
  const change: Search["change"] = useCallback(
    (more, step = "step") => go({ ...address, client: undefined, message: undefined, ...more }, step),
    [go, address],
  );
  const choose: Search["choose"] = useCallback(
    (hit, step = "still") => go({ ...address, client: hit?.client, message: hit?.message ?? undefined }, step),
    [go, address],
  );
  return { address, change, choose };
}
