/** The clients of the list as a table (S07). The file is made while it comes; the page stays as it is, a toast says how it goes. */
import { notifications } from "@mantine/notifications";
import { filterParam } from "@/api/filter";
import { problemOf } from "@/api/request";
import { download } from "@/api/transfer";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { createStore, useStore } from "@/lib/store";
import { useList } from "../use-list";

/** One at a time: the second would be the same file. */
const preparing = createStore(false);
const TOAST = "export";
const DONE_MS = 4_000;

export function useExport(): { busy: boolean; run: () => void } {
  const { t, i18n } = useTranslation(["clients", "common"]);
  const list = useList();
  const problemText = useProblemText();
  const busy = useStore(preparing);
  const run = async () => {
    if (preparing.get()) return;
    preparing.set(true);
    const closeButtonProps = { "aria-label": t("common:close") };
    notifications.hide(TOAST);
    notifications.show({ id: TOAST, loading: true, autoClose: false, withCloseButton: false, message: t("list.exporting") });
    try {
      // What a table program expects where the language is spoken.
      const delimiter = i18n.language === "ru" ? ";" : ",";
      const query = { tab: list.tab, filter: filterParam(list.filter), delimiter };
      await download("/api/v1/clients/export", "clients.csv", query);
      notifications.update({ id: TOAST, loading: false, autoClose: DONE_MS, closeButtonProps, message: t("list.exported") });
    } catch (error) {
      const message = t("list.exportFailed", { reason: problemText(problemOf(error)) });
      notifications.update({ id: TOAST, loading: false, autoClose: false, withCloseButton: true, closeButtonProps, color: "red", message });
    } finally {
      preparing.set(false);
    }
  };
  return { busy, run: () => void run() };
}
