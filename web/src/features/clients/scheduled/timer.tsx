/** The timer (S66): a day, a time of the project's clock, and whether an answer of the client takes it back. */
import { Button, Radio, Text, TextInput } from "@mantine/core";
import { DatePicker, DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/ru";
import { useState } from "react";
import { problemOf } from "@/api/request";
import { useMe } from "@/api/session";
import type { NewScheduledMessage } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { firstOffer, isPast, isTime, localAt, writeLocal } from "./moments";
import styles from "./scheduled.module.css";
import { useSchedule } from "./use-scheduled";

export interface TimerProps {
  client: number;
  /** What is to be sent; null while there is nothing. */
  message: Pick<NewScheduledMessage, "text" | "file_ids" | "reply_to"> | null;
  /** It waits on the server now, under this id. */
  onDone: (scheduled: { id: number; local_time: string }) => void;
}

type Condition = NonNullable<NewScheduledMessage["condition"]>;

export default function Timer({ client, message, onDone }: TimerProps) {
  const { t, i18n } = useTranslation("scheduled");
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const timeZone = useMe().project?.timezone;
  const [at, setAt] = useState(() => firstOffer(Date.now(), timeZone));
  const [condition, setCondition] = useState<Condition>("always");
  // One reference for one opening: pressing again after a lost answer schedules nothing twice.
  const [reference] = useState(() => crypto.randomUUID());
  const [past, setPast] = useState(false);
  const schedule = useSchedule(client);
  const change = (next: typeof at) => {
    setAt(next);
    setPast(false);
    schedule.reset();
  };
  const problem = schedule.isError ? problemOf(schedule.error) : null;
  const wrong = !isTime(at.time) ? t("timeWrong") : past ? t("timePast") : null;
  const submit = () => {
    if (message === null || !isTime(at.time) || schedule.isPending) return;
    if (isPast(at, Date.now(), timeZone)) return setPast(true);
    schedule.mutate(
      { ...message, local_time: writeLocal(at), condition, client_ref: reference },
      { onSuccess: (made) => onDone({ id: made.id, local_time: made.local_time }) },
    );
  };
  return (
    <form
      className={styles.timer}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
        <DatePicker
          value={at.day}
          onChange={(day) => day && change({ ...at, day })}
          minDate={localAt(Date.now(), timeZone).day}
          maxLevel="year"
          highlightToday
          size="sm"
          ariaLabels={{ nextMonth: t("nextMonth"), previousMonth: t("previousMonth") }}
        />
      </DatesProvider>
      <Radio.Group value={condition} onChange={(next) => setCondition(next as Condition)} aria-label={t("condition")}>
        <div className={styles.conditions}>
          <Radio size="xs" value="always" label={t("always")} />
          <Radio size="xs" value="unanswered_only" label={t("unansweredOnly")} />
        </div>
      </Radio.Group>
      {wrong || problem ? (
        <Text size="xs" c="red" role="alert">
          {wrong ?? fieldText(problem?.fields?.local_time) ?? (problem ? problemText(problem) : "")}
        </Text>
      ) : message === null ? (
        <Text size="xs" c="dimmed">
          {t("nothing")}
        </Text>
      ) : null}
      <div className={styles.foot}>
        <TextInput
          type="time"
          size="sm"
          aria-label={t("time")}
          value={at.time}
          onChange={(event) => change({ ...at, time: event.currentTarget.value })}
          error={wrong !== null}
        />
        <Button type="submit" loading={schedule.isPending} disabled={message === null}>
          {t("schedule")}
        </Button>
      </div>
      <Text size="xs" c="dimmed">
        {t("zone", { zone: timeZone ?? "UTC" })}
      </Text>
    </form>
  );
}
