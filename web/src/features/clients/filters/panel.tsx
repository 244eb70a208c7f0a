/** The filter panel of design 23, beside the list that answers while fields change; the button only closes it. */
import { Button, Select } from "@mantine/core";
import { useFocusTrap, useMergedRef } from "@mantine/hooks";
import { IconDownload, IconRotate, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { filterParam } from "@/api/filter";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { countsQuery } from "@/api/queries";
import { get } from "@/api/request";
import { useCan } from "@/api/session";
import type { Count, DialogFilter, Matching } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { Tagged } from "@/components/tagged";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { useExport } from "../list/use-export";
import { useList } from "../use-list";
import { activeParts } from "./active";
import { type Changes, Fields } from "./fields";
import styles from "./panel.module.css";
import { Saved } from "./saved";
import type { Draft } from "./use-draft";

export interface PanelProps {
  draft: Draft;
  /** On a phone it covers the page and keeps the focus. */
  phone: boolean;
  onClose: () => void;
}

export default function FilterPanel({ draft, phone, onClose }: PanelProps) {
  const { t, i18n } = useTranslation(["clients", "common"]);
  const panel = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(panel, useFocusTrap(phone));
  const { matching, all } = useMatching();
  useEffect(() => panel.current?.focus(), []);
  useEscapeFromNowhere(onClose);
  const set = (change: Changes) => draft.change({ ...draft.filter, ...change } as DialogFilter);
  const say = (count: Count) => `${number(count.count, i18n.language)}${count.more ? "+" : ""}`;
  const mayExport = useCan("clients.export");
  const file = useExport();
  const empty = activeParts(draft.filter).length === 0 && !draft.filter.q;
  const reset = () => {
    // The button fades when there is nothing left to reset, and a faded one cannot hold the focus.
    panel.current?.focus();
    draft.change({});
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // An open list of options takes the first Esc for itself.
    if (event.key !== "Escape" || event.currentTarget.querySelector('[aria-expanded="true"]')) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <div
      ref={ref}
      id="filters"
      role="dialog"
      aria-modal={phone || undefined}
      aria-label={t("filters.title")}
      tabIndex={-1}
      className={styles.panel}
      onKeyDownCapture={onKeyDown}
    >
      <div className={styles.head}>
        <h2>{t("filters.title")}</h2>
        <span className={styles.matching} role="status">
          {matching && all ? <Tagged text={t("filters.matching", { shown: say(matching), all: say(all) })} parts={{ b: <b /> }} /> : null}
        </span>
        <Button variant="subtle" color="gray" disabled={empty} leftSection={<IconRotate size={18} stroke={1.75} />} onClick={reset}>
          {t("filters.reset")}
        </Button>
        <IconButton label={t("common:close")} keys="Esc" onClick={onClose}>
          <IconX size={20} stroke={1.75} />
        </IconButton>
      </div>
      <div className={styles.middle}>
        <Saved filter={draft.filter} onApply={draft.change} />
        <div className={`${styles.body} scroll`}>
          <Fields filter={draft.filter} set={set} />
        </div>
      </div>
      <div className={styles.foot}>
        <Select
          size="sm"
          label={t("filters.order")}
          classNames={{ root: styles.order ?? "", label: styles.orderLabel ?? "" }}
          allowDeselect={false}
          data={(["active", "created"] as const).map((order) => ({ value: order, label: t(`filters.orders.${order}`) }))}
          value={draft.filter.order ?? "active"}
          onChange={(order) => set({ order: order === "created" ? "created" : "active" })}
        />
        {mayExport ? (
          <Button
            className={styles.export ?? ""}
            size="md"
            variant="default"
            leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
            disabled={file.busy}
            onClick={file.run}
          >
            {t("filters.export")}
          </Button>
        ) : null}
        <Button size="md" onClick={onClose}>
          {!matching
            ? t("list.showAll")
            : matching.count === 0
              ? t("filters.showNone")
              : t("filters.show", { count: matching.count, shown: say(matching) })}
        </Button>
      </div>
    </div>
  );
}

/** A removed condition takes the focus with it; Esc closes the panel all the same. */
function useEscapeFromNowhere(onClose: () => void): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape" && document.activeElement === document.body) close.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** How many fit, out of how many the tab has. The former number stays until the new one is there. */
function useMatching(): { matching: Count | undefined; all: Count | undefined } {
  const list = useList();
  const all = useQuery(countsQuery).data?.[list.tab];
  const query = useQuery({
    queryKey: keys.matchingOf(list),
    queryFn: ({ signal }) =>
      snapshot(() => get<Matching>("/api/v1/dialogs/matching", { query: { tab: list.tab, filter: filterParam(list.filter) }, signal })),
    placeholderData: keepPreviousData,
  });
  return { matching: query.data?.matching, all };
}
