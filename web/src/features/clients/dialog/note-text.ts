/** System notes in words. A note this page does not know says so by its code instead of staying silent. */
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";

export function useNoteText(): (note: Message["note"]) => string {
  const { t, i18n } = useTranslation("clients");
  return (note) => {
    if (!note) return t("note.system");
    const key = `note.${note.code}` as "note.client_started";
    return i18n.exists(key, { ns: "clients" }) ? String(t(key, note.params as never)) : t("note.other", { code: note.code });
  };
}
