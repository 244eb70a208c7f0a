/** The window that asks once before something is taken away. */
import { modals } from "@mantine/modals";
import { useTranslation } from "@/i18n/use-translation";

export interface Question {
  title: string;
  /** What follows. */
  text: string;
  /** The word on the red button; «Удалить» when it is left out. */
  confirm?: string;
  onConfirm: () => void;
}

export function useAsk(): (question: Question) => void {
  const { t } = useTranslation();
  return ({ title, text, confirm = t("delete"), onConfirm }) =>
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm, cancel: t("cancel") },
      confirmProps: { color: "red", size: "md" },
      cancelProps: { size: "md" },
      onConfirm,
    });
}
