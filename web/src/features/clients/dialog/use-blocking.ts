/** Blocking a client asks once and names what follows; both ways can be taken back for ten seconds. */
import type { Dialog } from "@/api/types";
import { useAsk } from "@/components/ask";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";
import { useDialogActions } from "../use-actions";

export function useBlocking(dialog: Dialog): { ask: () => void; unblock: () => void } {
  const { t } = useTranslation(["clients", "common"]);
  const ask = useAsk();
  const actions = useDialogActions(dialog.client_id);
  const set = (on: boolean): void =>
    actions.block(on, () =>
      showUndo({
        message: t(on ? "blocking.blocked" : "blocking.unblocked", { name: dialog.name }),
        undo: t("common:undo"),
        close: t("common:close"),
        onUndo: () => actions.block(!on),
      }),
    );
  return {
    ask: () =>
      ask({
        title: t("blocking.title", { name: dialog.name }),
        text: t("blocking.text"),
        confirm: t("action.block"),
        onConfirm: () => set(true),
      }),
    unblock: () => set(false),
  };
}
