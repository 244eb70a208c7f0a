/** The left pane: search, filters, tabs with live counts, the virtual list of dialogs. */
import { TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconMessageSearch, IconSearch, IconX } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, memo, Suspense, useMemo, useRef } from "react";
import { tidyFilter } from "@/api/filter";
import type { Tab } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useShortcuts } from "@/components/shortcuts";
import { useSteadyCallback } from "@/components/use-steady-callback";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { picked } from "../bulk/selection";
import { activeParts } from "../filters/active";
import { FilterChips } from "../filters/chips";
import { useDraft } from "../filters/use-draft";
import { useFilterPanel } from "../filters/use-panel";
import { inAddress, type Place, useList } from "../use-list";
import styles from "./list.module.css";
import { ListMenu } from "./list-menu";
import { ListTabs } from "./list-tabs";
import { Rows } from "./rows";

const BulkHead = lazy(() => withWords(() => import("../bulk/head"), "work"));
const FilterPanel = lazy(() => import("../filters/panel"));
const SEARCH_MAX = 100;

export const ClientList = memo(function ClientList({ selected }: { selected: number | null }) {
  const { t } = useTranslation("clients");
  const choosing = useStore(picked) !== null;
  const field = useRef<HTMLInputElement>(null);
  const list = useList();
  const draft = useDraft();
  const navigate = useNavigate();
  useShortcuts({
    Slash: () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  const go = (next: Place) =>
    void navigate(
      selected === null
        ? { to: "/clients", search: inAddress(next) }
        : { to: "/clients/$clientId", params: { clientId: String(selected) }, search: inAddress(next) },
    );
  const typed = draft.filter.q ?? "";
  const search = (q: string) => draft.change({ ...draft.filter, q });
  const tidy = useMemo(() => tidyFilter(draft.filter), [draft.filter]);
  // A tab takes along what is being typed, should its moment not have come yet.
  const onTab = useSteadyCallback((tab: Tab) => go({ tab, filter: tidy }));
  const showAll = useSteadyCallback(() => go({ tab: "all", filter: {} }));
  return (
    <aside className={styles.pane} aria-label={t("list.label")}>
      {choosing ? (
        <div className={styles.choosing}>
          <Suspense fallback={null}>
            <BulkHead />
          </Suspense>
        </div>
      ) : null}
      <div className={styles.head} hidden={choosing}>
        <TextInput
          ref={field}
          className="grow"
          variant="filled"
          size="md"
          maxLength={SEARCH_MAX}
          value={typed}
          onChange={(event) => search(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            if (typed === "") event.currentTarget.blur();
            else search("");
          }}
          placeholder={t("list.search")}
          aria-label={t("list.search")}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
          rightSection={
            typed === "" ? (
              <kbd aria-hidden className={styles.key}>
                /
              </kbd>
            ) : (
              <IconButton label={t("list.clearSearch")} size="xs" onClick={() => search("")}>
                <IconX size={14} />
              </IconButton>
            )
          }
        />
        <Filters draft={draft} selected={selected} />
        <ListMenu />
      </div>
      <ListTabs tab={list.tab} onTab={onTab} />
      <FilterChips filter={tidy} onChange={draft.change} />
      <div id="dialogs" role="tabpanel" aria-label={t(`tab.${list.tab}`)} className={styles.panel}>
        <Rows filter={list} selected={selected} onShowAll={showAll} />
        {typed.trim() === "" ? null : (
          <Link to="/search" search={{ q: typed.trim() }} className={styles.elsewhere}>
            <IconMessageSearch size={18} stroke={1.75} aria-hidden />
            <span className="ellipsis">{t("list.inMessages", { q: typed.trim() })}</span>
          </Link>
        )}
      </div>
    </aside>
  );
});

/** The button right of the search, and the panel it opens. Opening a dialog closes the panel that would cover it. */
function Filters({ draft, selected }: { draft: ReturnType<typeof useDraft>; selected: number | null }) {
  const { t } = useTranslation("clients");
  const phone = useMediaQuery("(max-width: 47.99em)") ?? false;
  const button = useRef<HTMLButtonElement>(null);
  const panel = useFilterPanel(phone, selected);
  const count = activeParts(tidyFilter(draft.filter)).length;
  const close = () => {
    panel.hide();
    button.current?.focus();
  };
  return (
    <>
      <IconButton
        ref={button}
        className={styles.filters ?? ""}
        label={count > 0 ? t("filters.openActive", { count }) : t("filters.open")}
        aria-expanded={panel.open}
        aria-haspopup="dialog"
        on={panel.open}
        onClick={() => (panel.open ? close() : panel.show())}
      >
        <IconAdjustmentsHorizontal size={20} stroke={1.75} />
        {count > 0 ? <span className={styles.on} aria-hidden /> : null}
      </IconButton>
      {panel.open ? (
        <Suspense fallback={null}>
          <FilterPanel draft={draft} phone={phone} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
