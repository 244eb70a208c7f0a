/** The session has ended: to the sign-in page and back here afterwards. What was cached belonged to the session. */
import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { signedOut } from "@/api/session";

export async function leave(router: AnyRouter, client: QueryClient): Promise<void> {
  // First away, then empty: pages still on the screen would ask again for what is gone.
  await router.navigate({ to: "/sign-in", search: { to: router.state.location.href } });
  signedOut(client);
}
