/** What can be done with one client: the tools of the header, and taking, transferring, labels. */
import { IconCopy, IconTag, IconUser, IconUserShare } from "@tabler/icons-react";
import { useEmployees } from "@/api/queries";
import { useCan, useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useCopy } from "@/features/clients/dialog/message-actions";
import { useTools } from "@/features/clients/dialog/tools";
import { labelsAsked } from "@/features/clients/labels/asked";
import { setLayoutPref } from "@/features/clients/layout-prefs";
import { useDialogActions } from "@/features/clients/use-actions";
import { useTranslation } from "@/i18n/use-translation";
import type { Item } from "./items";

/** `open`: he is the client of the open dialog, whose card can show its labels. */
export function useActionsOf(dialog: Dialog, open: boolean): Item[] {
  const { t } = useTranslation("palette");
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const employees = useEmployees();
  const actions = useDialogActions(dialog.client_id);
  const copy = useCopy();
  const tools = useTools(dialog)
    .filter((tool) => !tool.reason)
    .map(
      ({ name, label, keys, hint, icon, danger, run }): Item => ({
        id: `tool-${name}`,
        label,
        keys: open ? keys : undefined,
        hint,
        icon,
        danger,
        run,
      }),
    );
  const take: Item = { id: "take", label: t("command.take"), icon: IconUser, keys: open ? "A" : undefined, run: actions.take };
  const labels: Item = {
    id: "labels",
    label: t("command.labels"),
    icon: IconTag,
    keys: "L",
    leads: true,
    run: () => {
      labelsAsked.set(dialog.client_id);
      setLayoutPref({ tab: "about", card: true });
    },
  };
  const transfers = employees
    .filter((employee) => employee.id !== dialog.responsible_id && employee.id !== me)
    .map(
      (employee): Item => ({
        id: `transfer-${employee.id}`,
        label: t("command.transferTo", { name: employee.name }),
        icon: IconUserShare,
        run: () => actions.transfer(employee.id),
      }),
    );
  // The deletion stands last here as it does in every menu.
  const safe = tools.filter((tool) => !tool.danger);
  const wide = matchMedia("(min-width: 78em)").matches;
  return [
    ...(mayWrite && dialog.responsible_id !== me ? [take] : []),
    ...safe,
    ...(open && wide ? [labels] : []),
    { id: "copy", label: t("command.copyId"), icon: IconCopy, run: () => void copy(dialog.external_id) },
    ...(mayWrite ? transfers : []),
    ...tools.filter((tool) => tool.danger),
  ];
}
