/**
 * The card as a drawer or sheet. It stands in the address (`#card`), so that Back closes it on a phone instead of
 * leaving the dialog.
 */
import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { inAddress, usePlace } from "./use-list";

const HASH = "card";

export function useCardDrawer(client: number | null): { open: boolean; show: () => void; hide: () => void } {
  const navigate = useNavigate();
  const router = useRouter();
  const place = usePlace();
  const location = useLocation();
  const open = client !== null && location.hash === HASH;
  const to = { to: "/clients/$clientId", params: { clientId: String(client) }, search: inAddress(place) } as const;
  return {
    open,
    show: () => void navigate({ ...to, hash: HASH, state: { cardOpenedHere: true } }),
    hide: () => {
      if (!open) return;
      // Opened from a link there is no entry of ours to go back to.
      if (location.state.cardOpenedHere) router.history.back();
      else void navigate({ ...to, replace: true });
    },
  };
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    cardOpenedHere?: boolean;
  }
}
