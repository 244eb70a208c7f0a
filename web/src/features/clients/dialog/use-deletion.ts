/**
 * Deleting a client (S47): asked once, gone for everybody at once, for ten seconds the toast brings him back.
 * Whoever had him open goes on with the next dialog of the list; its row has the focus, not its field: what is still being
 * typed must not reach another client.
 */
import { notifications } from "@mantine/notifications";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { dropDialog } from "@/api/dialog-cache";
import { keys } from "@/api/keys";
import { post, problemOf, remove } from "@/api/request";
import type { Client, DeletedClient, Dialog } from "@/api/types";
import { useAsk } from "@/components/ask";
import { useProblemText } from "@/components/problem-text";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";
import { focusRow } from "../focus";
import { neighbour } from "../next-waiting";
import { inAddress, useList, usePlace } from "../use-list";

/** Clients whom this window is deleting: their going is no surprise here. */
const own = new Set<number>();
export const deletedHere = (client: number): boolean => own.has(client);

export function useDeletion(dialog: Pick<Dialog, "client_id" | "name">): { ask: () => void } {
  const { t } = useTranslation(["clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const go = useGo();
  const ask = useAsk();
  const client = dialog.client_id;
  const failed = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const restore = useMutation({
    mutationFn: (_wasOpen: boolean) => post<Client>(`/api/v1/clients/${client}/restore`),
    onSuccess: (back, wasOpen) => {
      welcomeBack(queryClient, back);
      if (wasOpen) go.to(client);
    },
    onError: failed,
  });
  const erase = useMutation({
    mutationFn: () => remove<DeletedClient>(`/api/v1/clients/${client}`),
    onMutate: () => {
      own.add(client);
      return { wasOpen: go.open === client, next: neighbour(queryClient, go.list, client) };
    },
    onSuccess: (_, __, { wasOpen, next }) => {
      dropDialog(queryClient, client);
      void queryClient.invalidateQueries({ queryKey: keys.counts });
      if (wasOpen) go.to(next);
      else if (next !== null) focusRow(next);
      showUndo({
        message: t("deletion.deleted", { name: dialog.name }),
        undo: t("common:undo"),
        close: t("common:close"),
        onUndo: () => restore.mutate(wasOpen),
      });
    },
    onError: failed,
    onSettled: () => setTimeout(() => own.delete(client), OWN_MS),
  });
  return {
    ask: () =>
      ask({
        title: t("deletion.title", { name: dialog.name }),
        text: t("deletion.text"),
        confirm: t("action.delete"),
        onConfirm: () => erase.mutate(),
      }),
  };
}

/** The socket may bring the word of it later than the answer. */
const OWN_MS = 10_000;

/** His rows come with the event; what is asked by his id is asked anew. */
function welcomeBack(queryClient: QueryClient, back: Client): void {
  own.delete(back.id);
  queryClient.setQueryData(keys.client(back.id), back);
  void queryClient.invalidateQueries({ queryKey: keys.dialogs });
  void queryClient.invalidateQueries({ queryKey: keys.counts });
}

/** From dialog to dialog within the list of the address. On a phone a deleted client leaves the list behind, not another dialog. */
function useGo() {
  const navigate = useNavigate();
  const list = useList();
  const place = usePlace();
  const { clientId } = useParams({ strict: false });
  const to = (client: number | null) => {
    const phone = matchMedia("(max-width: 47.99em)").matches;
    const there =
      client === null || phone
        ? navigate({ to: "/clients", search: inAddress(place) })
        : navigate({ to: "/clients/$clientId", params: { clientId: String(client) }, search: inAddress(place) });
    void there.then(() => client !== null && focusRow(client));
  };
  return { list, open: clientId === undefined ? null : Number(clientId), to };
}
