/** One thing that was found: a message or comment, a client, a file. A click shows it beside, Enter or a double click opens it. */
import { IconFile, IconFileTypePdf, IconLock, IconPhoto, IconRobot } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Dialog, FileHit, Mark, MessageHit } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { Marked } from "@/components/marked";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize, fold } from "@/lib/text";
import { useActionTime } from "../action-time";
import styles from "./search.module.css";

export interface HitProps {
  client: Dialog | undefined;
  message: number | null;
  chosen: boolean;
  onChoose: () => void;
  onOpen: () => void;
}

function Hit({ client, message, chosen, onChoose, onOpen, tile, children }: HitProps & { tile?: boolean; children: ReactNode }) {
  return (
    <button
      type="button"
      className={tile ? styles.tile : styles.hit}
      data-hit={`${client?.client_id ?? 0}.${message ?? 0}`}
      aria-current={chosen || undefined}
      onClick={onChoose}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        onOpen();
      }}
    >
      {children}
    </button>
  );
}

export function MessageRow({ hit, ...props }: Omit<HitProps, "message"> & { hit: MessageHit }) {
  const actionTime = useActionTime();
  const { client } = props;
  return (
    <Hit {...props} message={hit.message_id}>
      <Avatar
        id={hit.client_id}
        name={client?.name ?? ""}
        url={client?.avatar_url ?? null}
        {...(client ? { channel: client.channel_kind } : {})}
      />
      <span className={styles.words}>
        <span className={styles.line}>
          <b className="ellipsis">{client?.name}</b>
          <Author hit={hit} />
          <time dateTime={new Date(hit.sent_at).toISOString()}>{actionTime(hit.sent_at)}</time>
        </span>
        <span className={styles.snippet} dir="auto">
          <Marked text={hit.snippet} marks={hit.marks} />
        </span>
      </span>
    </Hit>
  );
}

function Author({ hit }: { hit: MessageHit }) {
  const { t } = useTranslation("search");
  const me = useMe().employee.id;
  const employees = useEmployees();
  const name =
    hit.author_id === me
      ? t("you")
      : (hit.author_name ?? employees.find((one) => one.id === hit.author_id)?.name ?? t(`author.${hit.author_kind}`));
  if (hit.kind === "comment") {
    return (
      <span className={`${styles.author} ${styles.amber}`}>
        <IconLock size={14} stroke={2} aria-hidden />
        <span className="ellipsis">{t("comment", { name })}</span>
      </span>
    );
  }
  if (hit.author_kind === "client") return <span className={styles.author}>{t("byClient")}</span>;
  if (hit.author_kind === "bot") {
    return (
      <span className={`${styles.author} ${styles.violet}`}>
        <IconRobot size={14} stroke={2} aria-hidden />
        {t("author.bot")}
      </span>
    );
  }
  return <span className={`${styles.author} ellipsis`}>{name}</span>;
}

export function ClientRow({ dialog, q, ...props }: Omit<HitProps, "message" | "client"> & { dialog: Dialog; q: string }) {
  const { t } = useTranslation("search");
  const actionTime = useActionTime();
  const me = useMe().employee.id;
  const employees = useEmployees();
  const responsible = employees.find((one) => one.id === dialog.responsible_id)?.name;
  const whose =
    dialog.responsible_id === null ? t("free") : dialog.responsible_id === me ? t("own") : t("responsible", { name: responsible ?? "…" });
  return (
    <Hit {...props} client={dialog} message={null}>
      <Avatar id={dialog.client_id} name={dialog.name} url={dialog.avatar_url} channel={dialog.channel_kind} />
      <span className={styles.words}>
        <span className={styles.line}>
          <b className="ellipsis">
            <Marked text={dialog.name} marks={marksIn(dialog.name, q)} />
          </b>
          <time dateTime={new Date(dialog.active_at).toISOString()}>{actionTime(dialog.active_at)}</time>
        </span>
        <span className={styles.snippet}>
          {dialog.channel_name} · {whose}
        </span>
      </span>
    </Hit>
  );
}

/** The server says which clients fit, the page sees where in the name the typed words stand. */
function marksIn(name: string, q: string): Mark[] {
  const words = fold(q.replace(/["«»]/g, " ")).split(" ").filter(Boolean);
  const text = name.toLowerCase().replaceAll("ё", "е");
  return words.flatMap((word) => {
    const offset = text.indexOf(word);
    return offset < 0 ? [] : [{ offset, length: word.length }];
  });
}

export function FileTile({ hit, file, ...props }: Omit<HitProps, "message"> & { hit: MessageHit; file: FileHit }) {
  const { t } = useTranslation("search");
  const clock = useClock();
  const Icon = file.file.kind === "image" ? IconPhoto : file.file.name.toLowerCase().endsWith(".pdf") ? IconFileTypePdf : IconFile;
  return (
    <Hit {...props} message={hit.message_id} tile>
      <Icon size={22} stroke={1.5} aria-hidden />
      <span className={styles.words}>
        <b className="ellipsis">{file.file.name === "" ? t("unnamed") : <Marked text={file.file.name} marks={file.marks} />}</b>
        <small className="ellipsis">
          {fileSize(file.file.size, clock.locale)} · {props.client?.name}
        </small>
      </span>
    </Hit>
  );
}
