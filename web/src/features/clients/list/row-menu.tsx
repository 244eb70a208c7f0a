/** The menu of a row: what the header can do with its dialog, without opening it. Right click, the menu key or Shift+F10. */
import { Menu } from "@mantine/core";
import { IconSquareCheck, IconUser } from "@tabler/icons-react";
import { useCan, useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { pick } from "../bulk/selection";
import { ToolItems } from "../dialog/header-tools";
import { useTools } from "../dialog/tools";
import { useDialogActions } from "../use-actions";

export interface RowMenuProps {
  dialog: Dialog;
  at: { x: number; y: number };
  onClose: () => void;
}

export default function RowMenu({ dialog, at, onClose }: RowMenuProps) {
  const { t } = useTranslation("clients");
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const actions = useDialogActions(dialog.client_id);
  const tools = useTools(dialog);
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={304} offset={2}>
      <Menu.Target>
        {/* Where the pointer was; a menu hangs on something. */}
        <button
          type="button"
          tabIndex={-1}
          aria-label={t("list.rowMenu", { name: dialog.name })}
          style={{ position: "fixed", left: at.x, top: at.y, width: 0, height: 0, padding: 0, border: 0, opacity: 0 }}
        />
      </Menu.Target>
      {/* The opener goes with the menu: a window that is opened from here gives the focus back to the row. */}
      <Menu.Dropdown
        onClickCapture={() => document.querySelector<HTMLElement>(`[role="option"][data-client="${dialog.client_id}"]`)?.focus()}
      >
        {mayWrite ? (
          <Menu.Item leftSection={<IconSquareCheck size={18} stroke={1.75} />} onClick={() => pick(dialog.client_id, [], false)}>
            {t("list.pick")}
          </Menu.Item>
        ) : null}
        {mayWrite && dialog.responsible_id !== me ? (
          <Menu.Item leftSection={<IconUser size={18} stroke={1.75} />} onClick={actions.take}>
            {t("action.take")}
          </Menu.Item>
        ) : null}
        <ToolItems tools={tools} />
      </Menu.Dropdown>
    </Menu>
  );
}
