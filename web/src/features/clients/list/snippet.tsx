/** The second line of a row: typing, draft, blocked, else the last message with the mark of its author. */
import {
  IconBan,
  IconLock,
  IconMapPin,
  IconMicrophone,
  IconMoodSmile,
  IconPaperclip,
  IconPhoto,
  IconRobot,
  IconVideo,
  IconVolume,
} from "@tabler/icons-react";
import { typists } from "@/api/live-state";
import { useEmployees } from "@/api/queries";
import type { Dialog, FileKind, LastMessage } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { useDesk } from "../desk";
import { DeliveryMark } from "../dialog/delivery-mark";
import { useNoteText } from "../dialog/note-text";
import styles from "./list.module.css";

const icons: Record<FileKind, typeof IconPhoto> = {
  image: IconPhoto,
  animation: IconPhoto,
  video: IconVideo,
  video_note: IconVideo,
  audio: IconVolume,
  voice: IconMicrophone,
  sticker: IconMoodSmile,
  document: IconPaperclip,
};

export interface SnippetProps {
  dialog: Dialog;
  me: number;
  selected: boolean;
  /** Whether to say who wrote the last message. */
  named: boolean;
}

export function Snippet({ dialog, me, selected, named }: SnippetProps) {
  const { t } = useTranslation("clients");
  const typing = useStore(typists, (all) => all.get(dialog.client_id)?.some((typist) => typist.who === "client") ?? false);
  const draft = useStore(useDesk().drafts.all, (all) => all.get(dialog.client_id)?.text.trim() ?? "");
  if (dialog.blocked) {
    return (
      <span className={styles.snippet}>
        <IconBan size={16} stroke={1.75} aria-hidden />
        <span className="ellipsis">{t("list.blocked")}</span>
      </span>
    );
  }
  if (typing) return <span className={`${styles.snippet} ${styles.typing}`}>{t("list.typing")}</span>;
  if (draft !== "" && !selected) {
    return (
      <span className={styles.snippet}>
        <span className="ellipsis">
          <span className={styles.draft}>{t("list.draft")}</span> {draft}
        </span>
      </span>
    );
  }
  return dialog.last ? <Last last={dialog.last} me={me} named={named} /> : <span className={styles.snippet}>{t("list.noMessages")}</span>;
}

function Last({ last, me, named }: { last: LastMessage; me: number; named: boolean }) {
  const { t } = useTranslation("clients");
  const employees = useEmployees();
  const noteText = useNoteText();
  const FileIcon = last.file_kind ? icons[last.file_kind] : null;
  const author = !named || last.kind === "in" || last.author_kind === "client" ? "" : authorOf(last, me, employees, t("list.you"));
  const body =
    last.text ||
    // A comment is words only: one without them was deleted.
    (last.kind === "comment" ? t("comment.deleted") : "") ||
    (last.file_kind ? t(`file.${last.file_kind}`) : last.kind === "note" || last.kind === "callback" ? noteText(null) : t("list.media"));
  return (
    <span className={styles.snippet}>
      {last.kind === "comment" ? <IconLock size={16} stroke={1.75} className={styles.amber} aria-label={t("message.comment")} /> : null}
      {last.author_kind === "bot" ? <IconRobot size={16} stroke={1.75} className={styles.violet} aria-label={t("message.bot")} /> : null}
      {last.kind === "out" && last.author_kind === "employee" && last.state ? <DeliveryMark state={last.state} size={16} /> : null}
      {FileIcon && author === "" ? <FileIcon size={16} stroke={1.75} aria-hidden /> : null}
      {!last.text && !last.file_kind && last.kind === "in" ? <IconMapPin size={16} stroke={1.75} aria-hidden /> : null}
      <span className={`${styles.words} ellipsis`}>
        {author ? `${author}: ` : ""}
        {body}
      </span>
    </span>
  );
}

function authorOf(last: LastMessage, me: number, employees: { id: number; name: string }[], you: string): string {
  if (last.author_kind !== "employee") return "";
  if (last.author_id === me) return you;
  return employees.find((employee) => employee.id === last.author_id)?.name.split(" ")[0] ?? "";
}
