/** "⋯" of the list: what can be done with it as a whole. */
import { Menu } from "@mantine/core";
import { IconDots, IconDownload, IconRepeat } from "@tabler/icons-react";
import { lazy, memo, Suspense, useState } from "react";
import { useCan } from "@/api/session";
import { IconButton } from "@/components/icon-button";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useExport } from "./use-export";

const RepeatWindow = lazy(() => withWords(() => import("../bulk/repeat"), "work"));

export const ListMenu = memo(function ListMenu() {
  const { t } = useTranslation("clients");
  const { busy, run } = useExport();
  const mayExport = useCan("clients.export");
  const mayWrite = useCan("dialogs.write");
  const [repeating, setRepeating] = useState<boolean | null>(null);
  if (!mayExport && !mayWrite) return null;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <IconButton label={t("list.menu")}>
            <IconDots size={20} stroke={1.75} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {mayWrite ? (
            <Menu.Item leftSection={<IconRepeat size={18} stroke={1.75} />} onClick={() => setRepeating(true)}>
              {t("list.repeatFailed")}
            </Menu.Item>
          ) : null}
          {mayExport ? (
            <Menu.Item leftSection={<IconDownload size={18} stroke={1.75} />} disabled={busy} onClick={run}>
              {t("list.export")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {/* Stays after the first time, so that closing is seen. */}
      {repeating === null ? null : (
        <Suspense fallback={null}>
          <RepeatWindow opened={repeating} onClose={() => setRepeating(false)} />
        </Suspense>
      )}
    </>
  );
});
