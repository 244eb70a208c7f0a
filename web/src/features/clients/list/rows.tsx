/** The rows: virtual, in one or two sections, with roving focus. Moving the focus opens nothing, Enter does. */
import { Button } from "@mantine/core";
import { IconInbox, IconMessageCircle, IconPin, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListFilter } from "@/api/keys";
import type { Dialog } from "@/api/types";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { focusComposer } from "../focus";
import { useShortcuts } from "../shortcuts";
import { useDialogList } from "../use-dialogs";
import { useTab, withTab } from "../use-tab";
import styles from "./list.module.css";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeletons";

type Line = { kind: "section"; name: "pinned" | "dialogs" } | { kind: "row"; dialog: Dialog };

const ROW = 60;
const SECTION = 28;
const FETCH_BEFORE_END = 15;

export interface RowsProps {
  filter: ListFilter;
  selected: number | null;
  onShowAll: () => void;
}

export function Rows({ filter, selected, onShowAll }: RowsProps) {
  const { t } = useTranslation("clients");
  const list = useDialogList(filter);
  const slow = useDelayed(list.isPending, 300);
  if (list.isPending) return <div className={styles.rows}>{slow ? <RowSkeletons /> : null}</div>;
  if (list.isError && list.rows.length === 0) {
    return (
      <div className={styles.rows}>
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (list.rows.length === 0) return <Empty filter={filter} onShowAll={onShowAll} />;
  return (
    <VirtualRows
      rows={list.rows}
      label={t("list.dialogs")}
      selected={selected}
      more={list.hasNextPage && !list.isFetchingNextPage}
      failed={list.isFetchNextPageError}
      onMore={() => void list.fetchNextPage()}
    />
  );
}

function Empty({ filter, onShowAll }: { filter: ListFilter; onShowAll: () => void }) {
  const { t } = useTranslation("clients");
  const all = (
    <Button size="xs" variant="default" onClick={onShowAll}>
      {t("list.showAll")}
    </Button>
  );
  return (
    <div className={styles.rows}>
      {filter.q !== "" ? (
        <StateNote
          icon={<IconSearch size={28} stroke={1.5} />}
          title={t("list.nothingFound")}
          text={t("list.nothingFoundText")}
          action={all}
        />
      ) : filter.tab === "all" ? (
        <StateNote icon={<IconInbox size={28} stroke={1.5} />} title={t("list.empty")} text={t("list.emptyText")} />
      ) : (
        <StateNote icon={<IconInbox size={28} stroke={1.5} />} title={t("list.allDone")} text={t("list.allDoneText")} action={all} />
      )}
    </div>
  );
}

interface VirtualRowsProps {
  rows: Dialog[];
  label: string;
  selected: number | null;
  more: boolean;
  failed: boolean;
  onMore: () => void;
}

function VirtualRows({ rows, label, selected, more, failed, onMore }: VirtualRowsProps) {
  const { t } = useTranslation(["clients", "common"]);
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(rows), [rows]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (lines[index]?.kind === "section" ? SECTION : ROW),
    getItemKey: (index) => keyOf(lines[index]),
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !failed && lastIndex >= lines.length - FETCH_BEFORE_END) onMore();
  }, [more, failed, lastIndex, lines.length, onMore]);

  const { focused, onKeyDown, open } = useRoving(rows, lines, selected, box, (index) => virtual.scrollToIndex(index, { align: "auto" }));
  return (
    <div ref={box} className={`${styles.rows} scroll`} role="listbox" aria-label={label} onKeyDown={onKeyDown}>
      <div className={styles.sizer} style={{ height: virtual.getTotalSize() }} role="presentation">
        {items.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          const place = { transform: `translateY(${item.start}px)`, height: item.size };
          return line.kind === "section" ? (
            <div key={item.key} className={styles.section} style={place} role="presentation">
              {line.name === "pinned" ? (
                <IconPin size={14} stroke={2} aria-hidden />
              ) : (
                <IconMessageCircle size={14} stroke={2} aria-hidden />
              )}
              {t(`list.section.${line.name}`)}
            </div>
          ) : (
            <Row
              key={item.key}
              style={place}
              dialog={line.dialog}
              selected={line.dialog.client_id === selected}
              focusable={line.dialog.client_id === focused}
              position={rows.indexOf(line.dialog) + 1}
              onOpen={open}
            />
          );
        })}
      </div>
      {failed ? (
        <div className={styles.failed}>
          <Button size="xs" variant="default" onClick={onMore}>
            {t("common:retry")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** One row has the focus stop; J/K and the arrows move it from anywhere outside a field. */
function useRoving(
  rows: Dialog[],
  lines: Line[],
  selected: number | null,
  box: React.RefObject<HTMLDivElement | null>,
  scrollTo: (index: number) => void,
) {
  const navigate = useNavigate();
  const tab = useTab();
  const [at, setAt] = useState<number | null>(null);
  const there = (id: number | null) => id !== null && rows.some((row) => row.client_id === id);
  const focused = there(at) ? at : there(selected) ? selected : (rows[0]?.client_id ?? null);
  const open = useCallback(
    (client: number) => {
      setAt(client);
      void navigate({ to: "/clients/$clientId", params: { clientId: String(client) }, search: withTab(tab) }).then(focusComposer);
    },
    [navigate, tab],
  );
  const focusOn = (client: number | undefined) => {
    if (client === undefined) return;
    setAt(client);
    scrollTo(lines.findIndex((line) => line.kind === "row" && line.dialog.client_id === client));
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-client="${client}"]`)?.focus());
  };
  const step = (by: number) => {
    const inList = box.current?.contains(document.activeElement);
    const from = rows.findIndex((row) => row.client_id === focused);
    // The first press from elsewhere starts at the open dialog, so that the next one is really next to it.
    focusOn(rows[Math.min(rows.length - 1, Math.max(0, inList || there(selected) ? from + by : from))]?.client_id);
  };
  useShortcuts({ KeyJ: () => step(1), KeyK: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Home") focusOn(rows[0]?.client_id);
    else if (event.key === "End") focusOn(rows.at(-1)?.client_id);
    else if (event.key === "Enter" && focused !== null && event.target !== event.currentTarget) open(focused);
    else return;
    event.preventDefault();
  };
  return { focused, onKeyDown, open };
}

function linesOf(rows: Dialog[]): Line[] {
  const pinned = rows.filter((row) => row.pinned);
  if (pinned.length === 0) return rows.map((dialog) => ({ kind: "row", dialog }));
  const others = rows.filter((row) => !row.pinned);
  const row = (dialog: Dialog): Line => ({ kind: "row", dialog });
  return [
    { kind: "section", name: "pinned" },
    ...pinned.map(row),
    ...(others.length > 0 ? [{ kind: "section", name: "dialogs" } as Line] : []),
    ...others.map(row),
  ];
}

function keyOf(line: Line | undefined): string {
  if (!line) return "none";
  return line.kind === "section" ? `section-${line.name}` : `row-${line.dialog.client_id}`;
}
