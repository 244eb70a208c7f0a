/** One dialog in the list: who, what came last and from whom, when, what waits. */
import { IconCheck, IconPinFilled } from "@tabler/icons-react";
import { type MouseEvent, memo } from "react";
import { isUnread, unread } from "@/api/dialogs";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { daysAgo, shortDate, timeOfDay, weekday } from "@/lib/time";
import type { Mark } from "../labels/use-marks";
import styles from "./list.module.css";
import { RowLabels } from "./row-labels";
import { Snippet } from "./snippet";

/** The responsible beside the labels, with the gap. */
const FACE = 24;

export interface RowProps {
  dialog: Dialog;
  selected: boolean;
  focusable: boolean;
  position: number;
  /** Its place, in numbers: a style made anew each time would have every row drawn again whenever the list scrolls. */
  top: number;
  height: number;
  labels: readonly Mark[];
  /** Pixels for the chips of the labels and the face of the responsible. */
  room: number;
  onOpen: (client: number) => void;
  /** Null: nothing is being chosen. */
  picked: boolean | null;
  onPick: (client: number, range: boolean) => void;
}

export const Row = memo(function Row({
  dialog,
  selected,
  focusable,
  position,
  top,
  height,
  labels,
  room,
  onOpen,
  picked,
  onPick,
}: RowProps) {
  const { t } = useTranslation("clients");
  const { id: me, hidden_row_parts: hidden } = useMe().employee;
  const employees = useEmployees();
  const waiting = unread(dialog, me);
  const responsible = employees.find((employee) => employee.id === dialog.responsible_id);
  const face =
    responsible && !hidden.includes("responsible") ? (
      <Avatar
        id={responsible.id}
        name={responsible.name}
        url={responsible.avatar_url}
        size={18}
        title={t("list.responsible", { name: responsible.name })}
      />
    ) : null;
  const className = [styles.row, isUnread(dialog, me) ? styles.unread : "", dialog.blocked ? styles.blocked : ""].join(" ");
  const onClick = (event: MouseEvent) => {
    const coarse = picked !== null && matchMedia("(pointer: coarse)").matches;
    const mark = event.target instanceof Element && event.target.closest("[data-pick]") !== null;
    if (event.shiftKey || event.ctrlKey || event.metaKey || mark || coarse) onPick(dialog.client_id, event.shiftKey);
    else onOpen(dialog.client_id);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box above handles the keys of its rows
    <div
      role="option"
      aria-selected={picked ?? selected}
      data-open={selected || undefined}
      data-picking={picked !== null || undefined}
      aria-posinset={position}
      data-client={dialog.client_id}
      tabIndex={focusable ? 0 : -1}
      className={className}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={onClick}
    >
      {/* A mark for the eye and the pointer: whether the row is chosen is said by the row itself. */}
      <span className={styles.pick} data-pick aria-hidden>
        <i>{picked ? <IconCheck size={14} stroke={3} /> : null}</i>
      </span>
      <Avatar
        id={dialog.client_id}
        name={dialog.name}
        url={dialog.avatar_url}
        {...(hidden.includes("channel") ? {} : { channel: dialog.channel_kind })}
      />
      <div className={styles.body}>
        <div className={styles.line}>
          <span className={`${styles.name} ellipsis`}>{dialog.name}</span>
          {dialog.pinned ? (
            <span className={styles.mark} title={t("list.pinned")}>
              <IconPinFilled size={14} aria-hidden />
              <span className="visually-hidden">{t("list.pinned")}</span>
            </span>
          ) : null}
          {hidden.includes("time") ? null : <RowTime at={dialog.last?.sent_at ?? dialog.active_at} />}
        </div>
        <div className={`${styles.line} ${styles.second}`}>
          <Snippet dialog={dialog} me={me} selected={selected} named={!hidden.includes("last_author")} />
          {labels.length === 0 ? face : null}
          {waiting > 0 ? (
            <span className={styles.badge}>
              <span aria-hidden>{waiting > 99 ? "99+" : waiting}</span>
              <span className="visually-hidden">{t("list.unread", { count: waiting })}</span>
            </span>
          ) : isUnread(dialog, me) ? (
            <span className={styles.dot} title={t("list.marked")}>
              <span className="visually-hidden">{t("list.marked")}</span>
            </span>
          ) : null}
        </div>
        {labels.length > 0 ? (
          <div className={`${styles.line} ${styles.third}`}>
            <RowLabels labels={labels} room={room - (face ? FACE : 0)} />
            {face}
          </div>
        ) : null}
      </div>
    </div>
  );
});

/** 14:32 today, "вчера", the weekday within a week, then the date. */
function RowTime({ at }: { at: number }) {
  const { t } = useTranslation();
  const clock = useClock();
  const days = daysAgo(at, clock);
  const text = days <= 0 ? timeOfDay(at, clock) : days === 1 ? t("yesterday") : days < 7 ? weekday(at, clock) : shortDate(at, clock);
  return (
    <time className={styles.time} dateTime={new Date(at).toISOString()}>
      {text}
    </time>
  );
}
