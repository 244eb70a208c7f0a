/** Blocking a client asks once and names what follows; both ways can be taken back for ten seconds. */
import { modals } from "@mantine/modals";
import type { Dialog } from "@/api/types";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";
import { useDialogActions } from "../use-actions";

export function useBlocking(dialog: Dialog): { ask: () => void; unblock: () => void } {
  const { t } = useTranslation(["clients", "common"]);
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
      modals.openConfirmModal({
        title: t("blocking.title", { name: dialog.name }),
        children: t("blocking.text"),
        labels: { confirm: t("action.block"), cancel: t("common:cancel") },
        confirmProps: { color: "red", size: "md" },
        cancelProps: { size: "md" },
        onConfirm: () => set(true),
      }),
    unblock: () => set(false),
  };
}
