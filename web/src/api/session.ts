/** Who works here: the signed-in employee, his rights and the current project. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { keys } from "./keys";
import { get, setRequestContext } from "./request";
import { useShared } from "./shared-query";
import type { Me, Profile, Right } from "./types";

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }) => remember(await get<Me>("/api/v1/me", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Only below the signed-in part of the page, which is not drawn before the answer is there. */
export function useMe(): Me {
  const me = useShared(meQuery);
  if (me === undefined) throw new Error("nobody is signed in");
  return me;
}

export function useCan(right: Right): boolean {
  return useMe().rights.includes(right);
}

/** After sign-in, first run or an accepted invitation: everything cached belonged to somebody else. */
export function signedIn(client: QueryClient, me: Me): void {
  client.clear();
  client.setQueryData(keys.me, remember(me));
}

export function signedOut(client: QueryClient): void {
  setRequestContext({ project: null });
  client.clear();
}

/** The answer of `PATCH /me` and its neighbours. */
export function setProfile(client: QueryClient, employee: Profile): void {
  client.setQueryData<Me>(keys.me, (me) => (me ? { ...me, employee } : me));
}

function remember(me: Me): Me {
  setRequestContext({ project: me.project?.id ?? null, language: me.employee.language });
  return me;
}
