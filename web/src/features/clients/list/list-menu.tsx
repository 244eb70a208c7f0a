/** "⋯" of the list: what can be done with it as a whole. */
import { Menu } from "@mantine/core";
import { IconDots, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/icon-button";
import { useExport } from "./use-export";

export function ListMenu() {
  const { t } = useTranslation("clients");
  const { busy, run } = useExport();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <IconButton label={t("list.menu")}>
          <IconDots size={20} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDownload size={18} stroke={1.75} />} disabled={busy} onClick={run}>
          {t("list.export")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
