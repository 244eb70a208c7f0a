/** In place of the search while dialogs are being chosen: how many, all that fit, and the end of it. */
import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { filterParam, narrows } from "@/api/filter";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { countsQuery } from "@/api/queries";
import { get } from "@/api/request";
import type { Count, Matching } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { number } from "@/lib/text";
import { useList } from "../use-list";
import styles from "./bulk.module.css";
import { picked } from "./selection";

/** How many the list has, as far as the server counts. */
export function useListCount(): Count | undefined {
  const list = useList();
  const wanted = narrows(list.filter);
  const counts = useQuery(countsQuery).data;
  const matching = useQuery({
    queryKey: keys.matchingOf(list),
    queryFn: ({ signal }) =>
      snapshot(() => get<Matching>("/api/v1/dialogs/matching", { query: { tab: list.tab, filter: filterParam(list.filter) }, signal })),
    enabled: wanted,
  }).data?.matching;
  return wanted ? matching : counts?.[list.tab];
}

/** "37", or "999+" where the server stops counting. */
export function useChosen(): { count: number; shown: string; of: string | null } {
  const { i18n } = useTranslation();
  const now = useStore(picked);
  const all = useListCount();
  const of = all ? `${number(all.count, i18n.language)}${all.more ? "+" : ""}` : null;
  const own = now?.ids.size ?? 0;
  const count = now?.list ? Math.max(0, (all?.count ?? 0) - own) : own;
  return { count, shown: `${number(count, i18n.language)}${now?.list && all?.more ? "+" : ""}`, of };
}

export default function BulkHead() {
  const { t } = useTranslation("bulk");
  const list = useList();
  const now = useStore(picked);
  const { count, shown, of } = useChosen();
  const former = now?.list ? JSON.stringify(now.list) : null;
  const present = JSON.stringify(list);
  // "All of the list" says nothing about another list.
  useEffect(() => {
    if (former !== null && former !== present) picked.set({ list: null, ids: new Set(), anchor: null });
  }, [former, present]);
  const none = () => picked.set({ list: null, ids: new Set(), anchor: null });
  const all = () => picked.set({ list, ids: new Set(), anchor: null });
  const whole = now?.list !== null && now?.ids.size === 0;
  return (
    <div className={styles.head}>
      <Checkbox
        size="sm"
        aria-label={whole ? t("none") : t(narrows(list.filter) ? "all" : "allTab", { of: of ?? "" })}
        checked={whole}
        indeterminate={!whole && count > 0}
        onChange={() => (whole ? none() : all())}
      />
      <div className={styles.chosen}>
        <b role="status">{of === null ? t("chosen", { shown }) : t("chosenOf", { shown, of })}</b>
        {whole || of === null ? null : (
          <button type="button" className={styles.all} onClick={all}>
            {t(narrows(list.filter) ? "all" : "allTab", { of })}
          </button>
        )}
      </div>
      <Button size="xs" variant="subtle" color="gray" onClick={() => picked.set(null)}>
        {t("finish")}
      </Button>
    </div>
  );
}
