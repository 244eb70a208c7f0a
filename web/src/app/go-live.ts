/** Starts the live connection of the signed-in employee and says what happens when it is refused for good. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { startLive } from "@/api/live-page";
import type { Me } from "@/api/types";

export function goLive(client: QueryClient, me: Me): () => void {
  if (!me.project) return () => {};
  return startLive({
    client,
    project: me.project.id,
    me: () => client.getQueryData<Me>(keys.me)?.employee.id ?? me.employee.id,
    // Asking for "me" again answers 401 when the session is over, and that leads to the sign-in page;
    // a lost membership answers with the projects that are left.
    onEnded: () => void client.invalidateQueries({ queryKey: keys.me }),
  });
}
