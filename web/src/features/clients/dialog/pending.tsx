/** A message the server has not taken yet: a clock while it waits, the reason and the way on when it is stopped. */
import { Button } from "@mantine/core";
import { connection, isLost } from "@/api/live-state";
import { useMe } from "@/api/session";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { timeOfDay } from "@/lib/time";
import { CommentText } from "../comments/comment-text";
import type { Outgoing } from "../composer/outbox";
import { useDesk } from "../desk";
import { DeliveryMark } from "./delivery-mark";
import { Who } from "./message";
import styles from "./message.module.css";
import { useCopy } from "./message-actions";

export interface PendingItemProps {
  entry: Outgoing;
  first: boolean;
  last: boolean;
  onRestore: (entry: Outgoing) => void;
}

export function PendingItem({ entry, first, last, onRestore }: PendingItemProps) {
  const { t } = useTranslation("clients");
  const { employee } = useMe();
  const clock = useClock();
  const time = timeOfDay(entry.at, clock);
  return (
    <article
      className={`${styles.message} ${entry.kind === "comment" ? styles.comment : styles.employee} ${styles.pending} ${first ? "" : styles.joined}`}
      aria-label={t("message.label", { name: employee.name, time })}
      data-pending={entry.client_ref}
      data-lost={entry.state === "stopped" || undefined}
    >
      <span className={styles.face}>
        {last ? <Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={28} /> : null}
      </span>
      <div className={styles.column}>
        <div className={styles.bubble}>
          {first ? <Who name={employee.name} author={entry.kind === "comment" ? "comment" : "employee"} /> : null}
          {entry.reply_to ? (
            <span className={styles.quote}>
              <b className="ellipsis">{entry.reply_to.author_name}</b>
              <span className="ellipsis">{entry.reply_to.text}</span>
            </span>
          ) : null}
          {entry.files.map((file) => (
            <span key={file.id} className={styles.contact}>
              {file.name}
            </span>
          ))}
          {entry.kind === "comment" ? (
            <CommentText className={styles.text} text={entry.text} />
          ) : (
            <span className={styles.text} dir="auto">
              {entry.text}
            </span>
          )}
          <span className={styles.meta}>
            <time dateTime={new Date(entry.at).toISOString()}>{time}</time>
            <DeliveryMark state={entry.state === "stopped" ? "failed" : "queued"} />
          </span>
        </div>
        {entry.state === "stopped" ? <Stopped entry={entry} onRestore={onRestore} /> : <Waiting entry={entry} />}
      </div>
    </article>
  );
}

function Waiting({ entry }: { entry: Outgoing }) {
  const { t } = useTranslation(["clients", "common"]);
  const { outbox } = useDesk();
  const problemText = useProblemText();
  const lost = isLost(useStore(connection));
  // Without a connection the strip above says it once for all of them.
  if (lost || entry.problem === null) return null;
  const unstored = entry.problem.code === "storage_unavailable";
  return (
    <div className={`${styles.lostReason} ${styles.waiting}`} role="status">
      <span>{unstored ? t("pending.unstored", { reason: problemText(entry.problem) }) : t("pending.retrying")}</span>
      <Button variant="subtle" size="xs" onClick={() => outbox.repeat(entry.client_ref)}>
        {t("common:retry")}
      </Button>
    </div>
  );
}

function Stopped({ entry, onRestore }: { entry: Outgoing; onRestore: (entry: Outgoing) => void }) {
  const { t } = useTranslation(["clients", "common"]);
  const { outbox } = useDesk();
  const problemText = useProblemText();
  const copy = useCopy();
  const mentions = entry.problem?.fields?.mention_ids !== undefined;
  const newer = entry.problem?.code === "newer_message";
  const take = () => {
    const back = outbox.withdraw(entry.client_ref);
    if (back) onRestore(back);
  };
  return (
    <div className={styles.lostReason} role="alert">
      <span>
        {newer ? t("pending.newer") : mentions ? t("comment.mentionRefused") : entry.problem ? problemText(entry.problem) : t("lost.other")}
      </span>
      <Button variant="subtle" size="xs" onClick={() => (newer ? outbox.sendAnyway(entry.client_ref) : outbox.repeat(entry.client_ref))}>
        {newer ? t("pending.sendAnyway") : t("common:retry")}
      </Button>
      <Button variant="subtle" size="xs" onClick={take}>
        {t("pending.edit")}
      </Button>
      {entry.text !== "" ? (
        <Button variant="subtle" size="xs" onClick={() => void copy(entry.text)}>
          {t("message.copy")}
        </Button>
      ) : null}
    </div>
  );
}
