/** The parts of a filter in words, with the names of labels, lists, channels and employees as they are today. */
import { useQuery } from "@tanstack/react-query";
import { channelsQuery, useEmployees } from "@/api/queries";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { dayOf, writeDay } from "@/lib/dates";
import { useMarks } from "../labels/use-marks";
import type { Active } from "./active";
import { lastDay } from "./periods";

export function useFilterNames() {
  const { t } = useTranslation("clients");
  const clock = useClock();
  const labels = useMarks("label").all;
  const lists = useMarks("list").all;
  const channels = useQuery(channelsQuery).data?.items ?? [];
  const employees = useEmployees();
  const dictionaries = { labels, lists, channels };
  const names = (all: readonly { id: number; name: string }[], ids: readonly (number | null)[], glue: string) =>
    ids.map((id) => (id === null ? t("filters.free") : (all.find((one) => one.id === id)?.name ?? `#${id}`))).join(glue);
  const unless = (excluded: boolean, text: string) => (excluded ? t("filters.without", { names: text }) : text);
  const range = (part: { from: number | null; to: number | null }) => {
    const from = part.from === null ? "" : writeDay(dayOf(part.from, clock.timeZone));
    const to = part.to === null ? "" : writeDay(lastDay(part.to, clock.timeZone));
    if (from && to) return from === to ? from : t("filters.range.both", { from, to });
    return from ? t("filters.range.from", { from }) : t("filters.range.to", { to });
  };
  return (part: Active): { name: string; text: string } => {
    switch (part.kind) {
      case "client_id":
        return { name: t("filters.clientId"), text: `ID ${part.text}` };
      case "labels":
      case "lists":
      case "channels":
        return {
          name: t(`filters.${part.kind}`),
          text: unless(part.excluded, names(dictionaries[part.kind], part.ids, part.all ? " + " : ", ")),
        };
      case "responsible":
        return { name: t("filters.responsible"), text: unless(part.excluded, names(employees, part.ids, ", ")) };
      case "variable":
        return {
          name: t("filters.variables"),
          text: t(`filters.chipTest.${part.variable.op}`, { name: part.variable.name, value: part.variable.value ?? "" }),
        };
      case "created":
        return { name: t("filters.created"), text: range(part) };
      case "action":
        return { name: t("filters.action"), text: range(part) };
      case "period":
        return { name: t("filters.action"), text: t(`filters.period.${part.period}`) };
      case "mark":
        return { name: "", text: part.on ? t(`filters.mark.${part.name}`) : t(`filters.markNot.${part.name}`) };
      case "order":
        return { name: "", text: t("filters.orderChip") };
    }
  };
}
