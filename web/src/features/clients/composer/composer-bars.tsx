/** What stands above the field: the quoted message, the message being changed, the attached files. */
import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconFile, IconPencil, IconRefresh, IconX } from "@tabler/icons-react";
import type { FileRef, Message, Problem } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize } from "@/lib/text";
import styles from "./composer.module.css";
import type { ReplyPreview } from "./outbox";
import type { Upload } from "./use-uploads";

export function ReplyBar({ reply, onCancel }: { reply: ReplyPreview; onCancel: () => void }) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.bar}>
      <span className={styles.edge} />
      <div className={styles.words}>
        <b className="ellipsis">{t("composer.replyTo", { name: reply.author_name ?? t("message.bot") })}</b>
        <span className="ellipsis">{reply.text || t("list.media")}</span>
      </div>
      <IconButton size="sm" label={t("composer.noReply")} keys="Esc" onClick={onCancel}>
        <IconX size={16} />
      </IconButton>
    </div>
  );
}

export function EditBar({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.bar}>
      <IconPencil size={18} stroke={1.75} aria-hidden />
      <div className={styles.words}>
        <b>{t("composer.editing")}</b>
        <span className="ellipsis">{message.text}</span>
      </div>
      <IconButton size="sm" label={t("composer.noEdit")} keys="Esc" onClick={onCancel}>
        <IconX size={16} />
      </IconButton>
    </div>
  );
}

export interface FileChipsProps {
  files: readonly FileRef[];
  uploads: readonly Upload[];
  onDrop: (key: string) => void;
  onRepeat: (upload: Upload) => void;
  onRemove: (id: number) => void;
}

export function FileChips({ files, uploads, onDrop, onRepeat, onRemove }: FileChipsProps) {
  const { t, i18n } = useTranslation("clients");
  const problemText = useProblemText();
  if (files.length === 0 && uploads.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t("composer.files")}>
      {files.map((file) => (
        <li key={file.id} className={styles.chip}>
          <IconFile size={16} stroke={1.75} aria-hidden />
          <span className="ellipsis">{file.name}</span>
          <small>{fileSize(file.size, i18n.language)}</small>
          <IconButton size="xs" label={t("composer.removeFile", { name: file.name })} onClick={() => onRemove(file.id)}>
            <IconX size={14} />
          </IconButton>
        </li>
      ))}
      {uploads.map((upload) => (
        <li key={upload.key} className={styles.chip} data-failed={upload.problem !== null || undefined}>
          {upload.problem ? <IconAlertTriangle size={16} stroke={1.75} aria-hidden /> : <Loader size={14} />}
          <span className="ellipsis">{upload.file.name}</span>
          {upload.problem ? <small role="alert">{problemText(upload.problem)}</small> : <small>{t("composer.uploading")}</small>}
          {upload.problem && mayPass(upload.problem) ? (
            <IconButton size="xs" label={t("composer.repeatFile", { name: upload.file.name })} onClick={() => onRepeat(upload)}>
              <IconRefresh size={14} />
            </IconButton>
          ) : null}
          {upload.problem ? (
            <IconButton size="xs" label={t("composer.removeFile", { name: upload.file.name })} onClick={() => onDrop(upload.key)}>
              <IconX size={14} />
            </IconButton>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** What was wrong with the line or the server may be over; what was wrong with the file is not. */
function mayPass(problem: Problem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500;
}
