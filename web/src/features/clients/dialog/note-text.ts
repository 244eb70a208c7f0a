/** System notes in words. A note this page does not know says so by its code instead of staying silent. */

import { useEmployees } from "@/api/queries";
import type { Message } from "@/api/types";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { moment } from "@/lib/time";

export function useNoteText(): (note: Message["note"]) => string {
  const { t, i18n } = useTranslation("clients");
  const employees = useEmployees();
  const clock = useClock();
  return (note) => {
    if (!note) return t("note.system");
    // Why something planned did not go out is a sentence of its own.
    const key = (note.code === "scheduled_cancelled" ? `note.notSent.${note.params.reason}` : `note.${note.code}`) as "note.client_started";
    if (!i18n.exists(key, { ns: "clients" })) return t("note.other", { code: note.code });
    // Events carry ids and never names: the name is whatever the employee is called today.
    const until = Number(note.params.until);
    const employee = employees.find((one) => one.id === Number(note.params.employee_id));
    return String(
      t(key, { ...note.params, name: employee?.name ?? note.params.name ?? "…", until: until > 0 ? moment(until, clock) : "…" } as never),
    );
  };
}
