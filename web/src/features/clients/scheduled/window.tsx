/**
 * The scheduled messages of a client (S18). A changed time counts when it is confirmed; the cross leaves all as it was, and a toast
 * brings the changes back into the window.
 */
import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconClock, IconMailForward, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useEmployees } from "@/api/queries";
import { problemOf } from "@/api/request";
import { useCan, useMe } from "@/api/session";
import type { Dialog, ScheduledMessage } from "@/api/types";
import { DayField } from "@/components/form/day-field";
import { IconButton } from "@/components/icon-button";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { ErrorNote, StateNote } from "@/components/state-note";
import { showUndo } from "@/components/undo";
import { Window } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { createStore, useStore } from "@/lib/store";
import { scheduledAsked } from "./asked";
import { isPast, isTime, readLocal, shownDay, typedDay, writeLocal } from "./moments";
import styles from "./scheduled.module.css";
import { useScheduled, useScheduledActions } from "./use-scheduled";

/** As it is typed, by message: `dd.mm.yyyy` and `HH:MM`. */
type Edits = ReadonlyMap<number, { day: string; time: string }>;
const none: Edits = new Map();
/** Outlives the window, so that the toast can bring it back. */
const edits = createStore<Edits>(none);

export default function ScheduledWindow({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation(["scheduled", "common"]);
  const client = dialog.client_id;
  const opened = useStore(scheduledAsked) === client;
  const list = useScheduled(client, opened);
  const timeZone = useMe().project?.timezone ?? "UTC";
  const typed = useStore(edits);
  const unapplied = list.items.filter((one) => isChanged(one, typed));
  const close = () => {
    scheduledAsked.set(null);
    const left = typed;
    edits.set(none);
    if (unapplied.length === 0) return;
    showUndo({
      message: t("notApplied"),
      undo: t("bringBack"),
      close: t("common:close"),
      onUndo: () => {
        edits.set(left);
        scheduledAsked.set(client);
      },
    });
  };
  const next = unapplied[0];
  return (
    <Window opened={opened} onClose={close} size={960} title={t("title")} lead={`${dialog.name} · ${t("zone", { zone: timeZone })}`}>
      {list.isError && list.items.length === 0 ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isSuccess && list.items.length === 0 ? (
        <StateNote icon={<IconClock size={28} stroke={1.5} />} title={t("empty")} text={t("emptyText")} />
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t("block")}</th>
              <th>{t("what")}</th>
              <th>{t("day")}</th>
              <th>{t("time")}</th>
              <th colSpan={3}>
                <span className="visually-hidden">{t("actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((one) => (
              <Row key={one.id} one={one} timeZone={timeZone} />
            ))}
          </tbody>
        </table>
      )}
      {next ? (
        <p className={styles.otherwise} role="status">
          <IconClock size={16} stroke={1.75} aria-hidden />
          {t("otherwise", { day: shownDay(readLocal(next.local_time).day), time: readLocal(next.local_time).time })}
        </p>
      ) : null}
    </Window>
  );
}

function isChanged(one: ScheduledMessage, typed: Edits): boolean {
  const edit = typed.get(one.id);
  const { day, time } = readLocal(one.local_time);
  return edit !== undefined && (edit.day !== shownDay(day) || edit.time !== time);
}

function Row({ one, timeZone }: { one: ScheduledMessage; timeZone: string }) {
  const { t } = useTranslation(["scheduled", "clients"]);
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const mayWrite = useCan("dialogs.write");
  const author = useEmployees().find((employee) => employee.id === one.author_id)?.name ?? t("formerEmployee");
  const { move, cancel, sendNow, busy } = useScheduledActions(one.client_id);
  const [wrong, setWrong] = useState<string | null>(null);
  const known = readLocal(one.local_time);
  const typed = useStore(edits, (all) => all.get(one.id)) ?? { day: shownDay(known.day), time: known.time };
  const changed = useStore(edits, (all) => isChanged(one, all));
  const set = (next: typeof typed | null) => {
    setWrong(null);
    move.reset();
    edits.set((all) => {
      const rest = new Map(all);
      if (next) rest.set(one.id, next);
      else rest.delete(one.id);
      return rest;
    });
  };
  const confirm = () => {
    const day = typedDay(typed.day);
    if (day === null) return setWrong(t("dayWrong"));
    if (!isTime(typed.time)) return setWrong(t("timeWrong"));
    const local = { day, time: typed.time };
    if (isPast(local, Date.now(), timeZone)) return setWrong(t("timePast"));
    move.mutate({ id: one.id, local_time: writeLocal(local) }, { onSuccess: () => set(null) });
  };
  const problem = move.isError ? problemOf(move.error) : null;
  const reason = wrong ?? (problem ? (fieldText(problem.fields?.local_time) ?? problemText(problem)) : null);
  const words = one.text === "" ? t("files", { count: one.files.length }) : `«${one.text}»`;
  return (
    <tr data-changed={changed || undefined}>
      <td className={styles.clock}>
        <IconClock size={18} stroke={1.75} aria-label={t("timer")} />
      </td>
      <td className={styles.what}>
        <b className="ellipsis" title={one.text}>
          {words}
        </b>
        <small>
          {t("timer")} · {author}
          {one.condition === "unanswered_only" ? ` · ${t(one.client_wrote ? "willNotGo" : "unansweredOnly")}` : ""}
        </small>
        {reason ? <small role="alert">{reason}</small> : null}
      </td>
      <td>
        <DayField
          size="sm"
          aria-label={t("dayOf", { text: words })}
          calendar={t("calendar")}
          value={typed.day}
          disabled={!mayWrite}
          onChange={(day) => set({ ...typed, day })}
          onPick={(day) => set({ ...typed, day })}
        />
      </td>
      <td>
        <TextInput
          type="time"
          size="sm"
          aria-label={t("timeOf", { text: words })}
          value={typed.time}
          disabled={!mayWrite}
          onChange={(event) => set({ ...typed, time: event.currentTarget.value })}
        />
      </td>
      <td>
        <Button
          variant={changed ? "filled" : "default"}
          disabled={!changed || !mayWrite}
          loading={move.isPending}
          leftSection={changed ? <IconCheck size={16} stroke={2} aria-hidden /> : null}
          onClick={confirm}
        >
          {t("confirm")}
        </Button>
      </td>
      <td>
        <IconButton label={t("sendNow")} disabled={!mayWrite || busy} onClick={() => sendNow.mutate(one.id)}>
          <IconMailForward size={20} stroke={1.75} />
        </IconButton>
      </td>
      <td>
        <IconButton label={t("cancel")} danger disabled={!mayWrite || busy} onClick={() => cancel.mutate(one.id)}>
          <IconX size={20} stroke={1.75} />
        </IconButton>
      </td>
    </tr>
  );
}
