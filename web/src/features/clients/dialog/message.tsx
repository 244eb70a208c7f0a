/** One message of the timeline: who said it is seen by side, colour, name and icon at once. */
import { IconCheck, IconLock, IconMapPin, IconPinFilled, IconRobot, IconUser } from "@tabler/icons-react";
import { type MouseEvent, memo, useState } from "react";
import { flushSync } from "react-dom";
import { useEmployees } from "@/api/queries";
import type { Dialog, FileRef, Message } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import { CommentText } from "../comments/comment-text";
import { useFound } from "../find/found";
import { DeliveryMark } from "./delivery-mark";
import { safeLink } from "./entities";
import { Files, isPaper } from "./files";
import styles from "./message.module.css";
import { LostReason } from "./message-actions";
import { MessageBar, onMessageMenu, onMessagePress } from "./message-bar";
import { MessageText } from "./message-text";
import { useNoteText } from "./note-text";
import { Reactions } from "./reactions";

export interface MessageItemProps {
  message: Message;
  dialog: Dialog;
  first: boolean;
  last: boolean;
  flash: boolean;
  /** Nothing can be done with it here. */
  readOnly?: boolean;
  onImage: (file: FileRef) => void;
  onJump: (message: number) => void;
  onReply: (message: Message) => void;
  onEdit: (message: Message) => void;
}

export type Author = "client" | "employee" | "bot" | "comment";

export function authorOf(message: Message): Author {
  if (message.kind === "comment") return "comment";
  if (message.kind === "in") return "client";
  return message.author_kind === "bot" ? "bot" : "employee";
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message } = props;
  if (message.kind === "note" || message.kind === "callback") return <Note message={message} />;
  return <Bubble {...props} />;
});

function Note({ message }: { message: Message }) {
  const { t } = useTranslation("clients");
  const clock = useClock();
  const noteText = useNoteText();
  const pressed = message.kind === "callback" && message.note === null && message.text !== "";
  const words = pressed
    ? t("note.pressed", { text: message.text })
    : message.note === null && message.text !== ""
      ? message.text
      : noteText(message.note);
  return (
    <article className={styles.note} data-message={message.id}>
      <span>
        {words} · {timeOfDay(message.sent_at, clock)}
      </span>
    </article>
  );
}

function Bubble({ message, dialog, first, last, flash, readOnly = false, onImage, onJump, onReply, onEdit }: MessageItemProps) {
  const { t } = useTranslation("clients");
  const clock = useClock();
  const author = authorOf(message);
  const name = useAuthorName(message, dialog);
  const time = timeOfDay(message.sent_at, clock);
  // Of a message that is gone nobody asks any more whether it arrived.
  const state = message.kind === "out" && message.deleted_at === null ? message.state : null;
  const className = [styles.message, styles[author], first ? "" : styles.joined, last ? "" : styles.open, flash ? styles.flash : ""].join(
    " ",
  );
  const [awake, setAwake] = useState(false);
  const wake = () => setAwake(true);
  const onMenu = (event: MouseEvent<HTMLElement>) => {
    flushSync(wake);
    onMessageMenu(event);
  };
  const bare = message.files.length === 1 && message.files[0]?.kind === "sticker" && message.text === "" && !message.deleted_at;
  return (
    <article
      className={className}
      aria-label={t("message.label", { name, time })}
      // What can be done with a message comes out where the keyboard stands.
      tabIndex={readOnly ? -1 : 0}
      data-message={message.id}
      data-lost={state === "failed" || undefined}
      onMouseDown={onMessagePress}
      onPointerEnter={wake}
      onFocus={wake}
      onContextMenu={readOnly ? undefined : onMenu}
    >
      <span className={styles.face}>{last ? <Face message={message} dialog={dialog} author={author} name={name} /> : null}</span>
      <div className={styles.column}>
        <div className={`${styles.bubble} ${bare ? styles.bare : ""} ${endsWithBlock(message) ? styles.rowed : ""}`}>
          {author !== "client" && first ? <Who author={author} name={name} /> : null}
          {message.forwarded_from ? (
            <div className={styles.forwarded}>{t("message.forwarded", { name: message.forwarded_from })}</div>
          ) : null}
          {message.reply_to ? <Quote reply={message.reply_to} dialog={dialog} onJump={onJump} /> : null}
          {message.deleted_at ? (
            <i className={styles.deleted}>{t(author === "comment" ? "comment.deleted" : "message.deleted")}</i>
          ) : (
            <Content message={message} onImage={onImage} />
          )}
          <span className={styles.meta}>
            {message.pinned_at !== null ? (
              <span className={styles.pin} title={t("pins.pinned")}>
                <IconPinFilled size={12} aria-hidden />
                <span className="visually-hidden">{t("pins.pinned")}</span>
              </span>
            ) : null}
            {message.edited_at && !message.deleted_at ? <span>{t("message.edited")}</span> : null}
            <time dateTime={new Date(message.sent_at).toISOString()}>{time}</time>
            {state ? <DeliveryMark state={state} /> : null}
          </span>
          {message.buttons.length > 0 && !message.deleted_at ? <Buttons message={message} /> : null}
        </div>
        <Reactions message={message} readOnly={readOnly} />
        {!readOnly && (state === "failed" || state === "unknown") ? <LostReason message={message} /> : null}
      </div>
      {/* Only where somebody is: a bar for every message would be half of what opening a dialog costs. */}
      {readOnly || message.deleted_at ? null : (
        <span className={styles.side}>
          {awake ? <MessageBar message={message} dialog={dialog} onReply={onReply} onEdit={onEdit} /> : null}
        </span>
      )}
    </article>
  );
}

/** After a file, a recording or a place the time stands beside it at the bottom, after words it ends their last line. */
function endsWithBlock(message: Message): boolean {
  if (message.deleted_at !== null || message.buttons.length > 0) return false;
  return message.text === "" ? message.unsupported === null : message.files.some(isPaper);
}

function useAuthorName(message: Message, dialog: Dialog): string {
  const { t } = useTranslation("clients");
  const employees = useEmployees();
  if (message.kind === "in") return dialog.name;
  if (message.author_kind === "bot") return t("message.bot");
  return message.author_name ?? employees.find((employee) => employee.id === message.author_id)?.name ?? t(`author.${message.author_kind}`);
}

function Face({ message, dialog, author, name }: { message: Message; dialog: Dialog; author: Author; name: string }) {
  const employees = useEmployees();
  if (author === "client") return <Avatar id={dialog.client_id} name={dialog.name} url={dialog.avatar_url} size={28} />;
  if (author === "bot") {
    return (
      <span className={styles.robot}>
        <IconRobot size={16} stroke={1.75} aria-hidden />
      </span>
    );
  }
  const employee = employees.find((one) => one.id === message.author_id);
  return <Avatar id={message.author_id ?? 0} name={name} url={employee?.avatar_url ?? null} size={28} />;
}

export function Who({ author, name }: { author: Author; name: string }) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.who}>
      {author === "comment" ? <IconLock size={14} stroke={2} aria-hidden /> : null}
      <span className="ellipsis">{name}</span>
      {author === "comment" ? <span className={styles.role}>· {t("message.commentHint")}</span> : null}
    </div>
  );
}

function Quote({ reply, dialog, onJump }: { reply: NonNullable<Message["reply_to"]>; dialog: Dialog; onJump: (id: number) => void }) {
  const { t } = useTranslation("clients");
  return (
    <button type="button" className={styles.quote} onClick={() => onJump(reply.id)} aria-label={t("message.jumpToQuoted")}>
      <b className="ellipsis">{reply.author_name ?? (reply.kind === "in" ? dialog.name : t("message.bot"))}</b>
      <span className="ellipsis">{reply.text || t("list.media")}</span>
    </button>
  );
}

function Content({ message, onImage }: { message: Message; onImage: (file: FileRef) => void }) {
  const { t } = useTranslation("clients");
  const marking = useFound(message.id);
  // Pictures and recordings carry the text as their caption, papers are enclosed after it.
  const papers = message.files.filter(isPaper);
  const media = message.files.filter((file) => !isPaper(file));
  return (
    <>
      {media.length > 0 ? <Files files={media} client={message.client_id} onImage={onImage} /> : null}
      {message.location ? <Location location={message.location} /> : null}
      {message.contact ? (
        <span className={styles.contact}>
          <IconUser size={18} stroke={1.75} aria-hidden />
          <span>
            <b>{message.contact.name || t("message.contact")}</b>
            <a href={safeLink(`tel:${message.contact.phone}`) ?? undefined}>{message.contact.phone}</a>
          </span>
        </span>
      ) : null}
      {message.unsupported ? <i className={styles.deleted}>{t("message.unsupported", { kind: message.unsupported })}</i> : null}
      {message.text === "" ? null : message.kind === "comment" ? (
        <CommentText className={styles.text} text={message.text} marking={marking} />
      ) : (
        <MessageText text={message.text} entities={message.entities} marking={marking} />
      )}
      {papers.length > 0 ? <Files files={papers} client={message.client_id} onImage={onImage} /> : null}
    </>
  );
}

function Location({ location }: { location: NonNullable<Message["location"]> }) {
  const { t } = useTranslation("clients");
  const { latitude, longitude } = location;
  return (
    <a
      className={styles.contact}
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
      target="_blank"
      rel="noopener noreferrer"
    >
      <IconMapPin size={18} stroke={1.75} aria-hidden />
      <span>
        <b>{location.title ?? t("message.location")}</b>
        <span>{location.address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</span>
      </span>
    </a>
  );
}

function Buttons({ message }: { message: Message }) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.buttons}>
      {message.buttons.flat().map((button) => {
        const pressed = message.pressed !== null && button.data === message.pressed;
        return (
          <span
            key={`${button.text}|${button.data ?? ""}|${button.url ?? ""}`}
            className={styles.button}
            data-pressed={pressed || undefined}
            title={pressed ? t("message.pressed") : undefined}
          >
            {pressed ? <IconCheck size={16} stroke={2} aria-hidden /> : null}
            {button.text}
            {pressed ? <span className="visually-hidden">, {t("message.pressed")}</span> : null}
          </span>
        );
      })}
    </div>
  );
}
