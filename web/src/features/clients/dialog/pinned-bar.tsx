/** The pinned message on top of the dialog. A click shows it in its place and steps on to the next one. */
import { IconLock, IconX } from "@tabler/icons-react";
import { memo, useState } from "react";
import { nextPin, shownPin } from "@/api/pins";
import { useCan } from "@/api/session";
import type { Message } from "@/api/types";
import { useClock } from "@/components/clock";
import { IconButton } from "@/components/icon-button";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";
import { moment } from "@/lib/time";
import { showMessage } from "../jump";
import { authorOf } from "./message";
import styles from "./pinned-bar.module.css";
import { usePinMessage, usePins } from "./use-pins";

export const PinnedBar = memo(function PinnedBar({ client }: { client: number }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const pins = usePins(client);
  const mayWrite = useCan("dialogs.write");
  const pin = usePinMessage();
  const [at, setAt] = useState<number | null>(null);
  const shown = shownPin(pins, at);
  if (!shown) return null;
  const { pin: message, place, of } = shown;
  const words = wordsOf(message, t("list.media"));
  const jump = () => {
    showMessage(client, message.id);
    setAt(nextPin(pins, message.id));
  };
  const unpin = () =>
    pin({
      message,
      on: false,
      done: () =>
        showUndo({
          message: t("pins.unpinned"),
          undo: t("common:undo"),
          close: t("common:close"),
          onUndo: () => pin({ message: { ...message, pinned_at: null }, on: true }),
        }),
    });
  return (
    <section className={styles.bar} aria-label={t("pins.label")} data-author={authorOf(message)}>
      <button type="button" className={styles.jump} onClick={jump} title={t("pins.jump")}>
        <span className={styles.edge} />
        <span className={styles.words}>
          <span className={styles.title}>
            <span className="ellipsis">{t("pins.title", { time: moment(message.sent_at, clock) })}</span>
            {of > 1 ? <span className={styles.place}>{t("pins.place", { place, of })}</span> : null}
          </span>
          <span className={styles.text}>
            {message.kind === "comment" ? <IconLock size={14} stroke={2} aria-hidden /> : null}
            <span className="ellipsis">{words}</span>
          </span>
        </span>
      </button>
      {mayWrite ? (
        <IconButton label={t("pins.unpinMessage")} onClick={unpin}>
          <IconX size={20} stroke={1.75} />
        </IconButton>
      ) : null}
    </section>
  );
});

function wordsOf(message: Message, media: string): string {
  return message.text.trim().split("\n")[0] || message.files[0]?.name || media;
}
