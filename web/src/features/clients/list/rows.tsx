/** The rows: virtual, in one or two sections, with roving focus. Moving the focus opens nothing, Enter does. */
import { Button } from "@mantine/core";
import { IconInbox, IconMessageCircle, IconPin, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, lazy, type MouseEvent, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { narrows } from "@/api/filter";
import type { ListFilter } from "@/api/keys";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useShortcuts } from "@/components/shortcuts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { isPicked, pick, picked } from "../bulk/selection";
import { focusComposer } from "../focus";
import { type Mark, useMarks } from "../labels/use-marks";
import { useMarkUnread } from "../use-actions";
import { useDialogList } from "../use-dialogs";
import { inAddress, usePlace } from "../use-list";
import { heightOf, keyOf, type Line, linesOf } from "./lines";
import styles from "./list.module.css";
import { Row } from "./row";
import { RowSkeletons } from "./row-skeletons";
import { useElementSize, useSteady } from "./use-steady";

const RowMenu = lazy(() => import("./row-menu"));
const FETCH_BEFORE_END = 15;
/** Paddings and the avatar: what a row has beside its lines. */
const ROOM_OUTSIDE = 80;
/** The box of a row while rows are being chosen, with its gap. */
const PICK = 28;

const noLabels = { all: [], pending: false };

export interface RowsProps {
  filter: ListFilter;
  selected: number | null;
  onShowAll: () => void;
}

export const Rows = memo(function Rows({ filter, selected, onShowAll }: RowsProps) {
  const { t } = useTranslation("clients");
  const list = useDialogList(filter);
  const marks = useMarks("label");
  const labels = useMe().employee.hidden_row_parts.includes("labels") ? noLabels : marks;
  // Rows are higher with labels: without their names the list would jump when these come.
  const waiting = list.isPending || (labels.pending && list.rows.some((row) => row.label_ids.length > 0));
  const slow = useDelayed(waiting, 300);
  if (waiting) return <div className={styles.rows}>{slow ? <RowSkeletons /> : null}</div>;
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
      labels={labels.all}
      busy={list.isPlaceholderData}
      label={t("list.dialogs")}
      selected={selected}
      more={list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData}
      failed={list.isFetchNextPageError}
      onMore={() => void list.fetchNextPage()}
    />
  );
});

function Empty({ filter, onShowAll }: { filter: ListFilter; onShowAll: () => void }) {
  const { t } = useTranslation("clients");
  const all = (
    <Button size="xs" variant="default" onClick={onShowAll}>
      {t("list.showAll")}
    </Button>
  );
  return (
    <div className={styles.rows}>
      {narrows(filter.filter) ? (
        <StateNote
          icon={<IconSearch size={28} stroke={1.5} />}
          title={t("list.nothingFound")}
          text={t(filter.filter.q ? "list.nothingFoundText" : "list.nothingFits")}
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
  labels: readonly Mark[];
  /** The rows are those of the former filter. */
  busy: boolean;
  label: string;
  selected: number | null;
  more: boolean;
  failed: boolean;
  onMore: () => void;
}

function VirtualRows({ rows, labels, busy, label, selected, more, failed, onMore }: VirtualRowsProps) {
  const { t } = useTranslation(["clients", "common"]);
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(rows, labels), [rows, labels]);
  const { width } = useElementSize(box);
  const sizeOf = useCallback((index: number) => heightOf(lines[index]), [lines]);
  // A new function for new lines, and only then: the places of all rows are reckoned anew by it.
  const keyAt = useCallback((index: number) => keyOf(lines[index]), [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: sizeOf,
    getItemKey: keyAt,
    overscan: 8,
  });
  useSteady(box, lines);
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !failed && lastIndex >= lines.length - FETCH_BEFORE_END) onMore();
  }, [more, failed, lastIndex, lines.length, onMore]);

  const now = useStore(picked);
  const choose = useCallback(
    (client: number, range: boolean) =>
      pick(
        client,
        rows.map((row) => row.client_id),
        range,
      ),
    [rows],
  );
  const { focused, onKeyDown, open } = useRoving(
    rows,
    lines,
    selected,
    box,
    (index) => virtual.scrollToIndex(index, { align: "auto" }),
    choose,
  );
  const menu = useRowMenu(rows);
  return (
    <>
      <div
        ref={box}
        className={`${styles.rows} scroll`}
        role="listbox"
        aria-label={label}
        aria-busy={busy}
        aria-multiselectable={now !== null || undefined}
        onKeyDown={onKeyDown}
        onContextMenu={menu.onContextMenu}
      >
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
                top={item.start}
                height={item.size}
                dialog={line.dialog}
                labels={line.labels}
                room={width - ROOM_OUTSIDE - (now === null ? 0 : PICK)}
                selected={line.dialog.client_id === selected}
                focusable={line.dialog.client_id === focused}
                position={rows.indexOf(line.dialog) + 1}
                onOpen={open}
                picked={now === null ? null : isPicked(now, line.dialog.client_id)}
                onPick={choose}
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
      {menu.open}
    </>
  );
}

/** One menu for all rows; it stands where the pointer was, or under the focused row. */
function useRowMenu(rows: readonly Dialog[]) {
  const [asked, setAsked] = useState<{ client: number; x: number; y: number } | null>(null);
  const dialog = asked ? rows.find((row) => row.client_id === asked.client) : undefined;
  const onContextMenu = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-client]") : null;
    if (!row) return;
    event.preventDefault();
    setAsked({ client: Number(row.dataset.client), x: event.clientX, y: event.clientY });
  };
  const open =
    asked && dialog ? (
      <Suspense fallback={null}>
        <RowMenu key={dialog.client_id} dialog={dialog} at={asked} onClose={() => setAsked(null)} />
      </Suspense>
    ) : null;
  return { open, onContextMenu };
}

/** One row has the focus stop; J/K and the arrows move it from anywhere outside a field. */
function useRoving(
  rows: Dialog[],
  lines: Line[],
  selected: number | null,
  box: React.RefObject<HTMLDivElement | null>,
  scrollTo: (index: number) => void,
  choose: (client: number, range: boolean) => void,
) {
  const navigate = useNavigate();
  const place = usePlace();
  // Walking the list begins anew with every dialog that is opened.
  const [walk, setWalk] = useState<{ at: number; from: number | null } | null>(null);
  const at = walk !== null && walk.from === selected ? walk.at : null;
  const there = (id: number | null) => id !== null && rows.some((row) => row.client_id === id);
  const focused = there(at) ? at : there(selected) ? selected : (rows[0]?.client_id ?? null);
  const open = useCallback(
    (client: number) => {
      void navigate({ to: "/clients/$clientId", params: { clientId: String(client) }, search: inAddress(place) }).then(focusComposer);
    },
    [navigate, place],
  );
  const focusOn = (client: number | undefined) => {
    if (client === undefined) return;
    setWalk({ at: client, from: selected });
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
  const letters = useMe().employee.letter_keys;
  const mark = useMarkUnread();
  const onKeyDown = (event: KeyboardEvent) => {
    const onRow = event.target instanceof HTMLElement ? event.target.dataset.client : undefined;
    if (event.key === "Home") focusOn(rows[0]?.client_id);
    else if (event.key === "End") focusOn(rows.at(-1)?.client_id);
    // The focused row, not the open dialog: who walks the list marks where he stands.
    else if (event.code === "KeyU" && letters && plain(event) && onRow !== undefined) {
      mark(Number(onRow));
    } else if (onRow !== undefined && picks(event, letters)) {
      choose(Number(onRow), event.shiftKey);
    } else if (event.key === "Enter" && focused !== null && event.target !== event.currentTarget) open(focused);
    else return;
    event.preventDefault();
  };
  return { focused, onKeyDown, open };
}

/** X or Space; with Shift all from the last one touched. */
function picks(event: KeyboardEvent, letters: boolean): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.code === "Space" || (event.code === "KeyX" && letters);
}

function plain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}
