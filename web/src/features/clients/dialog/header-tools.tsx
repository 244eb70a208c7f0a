/** The tools of the dialog's header: buttons as far as it has room, and all of them in "Ещё". */
import { Menu } from "@mantine/core";
import { IconCopy, IconDotsVertical, IconUserShare } from "@tabler/icons-react";
import { Fragment } from "react";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useClock } from "@/components/clock";
import { IconButton } from "@/components/icon-button";
import { LazyMenu } from "@/components/lazy-menu";
import { backToOpener } from "@/components/menu-focus";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./dialog.module.css";
import { useCopy } from "./message-actions";
import { type Tool, useTools } from "./tools";
import { openTransfer } from "./use-keys";

export function Tools({ dialog }: { dialog: Dialog }) {
  const tools = useTools(dialog);
  return (
    <>
      {tools.map(({ name, from, icon: Icon, label, keys, reason, on, danger, run }) => (
        <IconButton
          key={name}
          className={styles[from] ?? ""}
          label={label}
          keys={keys}
          reason={reason}
          on={on ?? false}
          danger={danger ?? false}
          onClick={run}
        >
          <Icon size={20} stroke={1.75} />
        </IconButton>
      ))}
      <MoreMenu dialog={dialog} tools={tools} />
    </>
  );
}

function MoreMenu({ dialog, tools }: { dialog: Dialog; tools: Tool[] }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const mayWrite = useCan("dialogs.write");
  const copy = useCopy();
  return (
    <LazyMenu
      position="bottom-end"
      width={304}
      key={`${clock.locale} ${dialog.client_id}`}
      button={
        <IconButton className={styles.narrow ?? ""} label={t("common:more")}>
          <IconDotsVertical size={20} stroke={1.75} />
        </IconButton>
      }
    >
      <Menu.Dropdown onClickCapture={backToOpener}>
        {mayWrite ? (
          <Menu.Item leftSection={<IconUserShare size={18} stroke={1.75} />} onClick={() => requestAnimationFrame(openTransfer)}>
            {t("action.transfer")}
          </Menu.Item>
        ) : null}
        <ToolItems tools={tools} />
        <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(dialog.external_id)}>
          {t("dialog.copyId")}
        </Menu.Item>
      </Menu.Dropdown>
    </LazyMenu>
  );
}

/** The tools as items of a menu. What the role may not do is left out there; what cannot be done now says why. */
export function ToolItems({ tools }: { tools: readonly Tool[] }) {
  const mayWrite = useCan("dialogs.write");
  return tools.map(({ name, icon: Icon, label, keys, hint, reason, apart, danger, run }) =>
    mayWrite || !reason ? (
      <Fragment key={name}>
        {apart ? <Menu.Divider /> : null}
        <Menu.Item
          leftSection={<Icon size={18} stroke={1.75} />}
          rightSection={
            keys ? (
              <span className={styles.keys}>
                {hint}
                <kbd>{keys}</kbd>
              </span>
            ) : null
          }
          {...(danger ? { color: "red" } : {})}
          disabled={Boolean(reason)}
          title={reason ?? undefined}
          onClick={run}
        >
          {label}
        </Menu.Item>
      </Fragment>
    ) : null,
  );
}
