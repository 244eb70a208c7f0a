/** A message that waits for its time, in its place at the end of the dialog. */
import { Button } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useEmployees } from "@/api/queries";
import { useCan } from "@/api/session";
import type { ScheduledMessage } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { scheduledAsked } from "./asked";
import { readLocal, shownDay } from "./moments";
import styles from "./scheduled.module.css";
import { useScheduledActions } from "./use-scheduled";

export default function ScheduledBubble({ one }: { one: ScheduledMessage }) {
  const { t } = useTranslation("scheduled");
  const mayWrite = useCan("dialogs.write");
  const author = useEmployees().find((employee) => employee.id === one.author_id)?.name ?? t("formerEmployee");
  const { cancel, sendNow, busy } = useScheduledActions(one.client_id);
  const { day, time } = readLocal(one.local_time);
  const when = t("at", { day: shownDay(day), time });
  return (
    <article className={styles.waiting} aria-label={`${author}, ${when}`} data-scheduled={one.id}>
      <div className={styles.bubble}>
        <div className={styles.when}>
          <IconClock size={14} stroke={2} aria-hidden />
          {when}
          {one.condition === "unanswered_only" ? ` · ${t(one.client_wrote ? "willNotGo" : "unansweredOnly")}` : ""}
        </div>
        <span className={styles.text} dir="auto">
          {one.text}
        </span>
        {one.files.map((file) => (
          <span key={file.id} className={`${styles.file} ellipsis`}>
            {file.name}
          </span>
        ))}
      </div>
      {mayWrite ? (
        <div className={styles.ways}>
          <Button size="xs" variant="subtle" onClick={() => scheduledAsked.set(one.client_id)}>
            {t("change")}
          </Button>
          <Button size="xs" variant="subtle" disabled={busy} onClick={() => sendNow.mutate(one.id)}>
            {t("sendNow")}
          </Button>
          <Button size="xs" variant="subtle" color="red" disabled={busy} onClick={() => cancel.mutate(one.id)}>
            {t("cancel")}
          </Button>
        </div>
      ) : null}
    </article>
  );
}
