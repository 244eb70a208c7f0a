/** Files of a message: pictures with their size reserved, players, cards with their state. */
import { IconAlertTriangle, IconDownload, IconFile, IconFileTypePdf, IconFileTypeZip, IconLoader, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { putFile } from "@/api/message-cache";
import { post } from "@/api/request";
import type { FileRef } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize } from "@/lib/text";
import { AudioPlayer } from "./audio-player";
import styles from "./files.module.css";

export interface FilesProps {
  files: readonly FileRef[];
  client: number;
  onImage: (file: FileRef) => void;
}

export function Files({ files, client, onImage }: FilesProps) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return (
    <>
      {pictures.length > 0 ? (
        <div className={styles.pictures} data-count={Math.min(pictures.length, 4)}>
          {pictures.map((file) => (
            <Picture key={file.id} file={file} alone={pictures.length === 1} onOpen={() => onImage(file)} />
          ))}
        </div>
      ) : null}
      {others.map((file) => (
        <OneFile key={file.id} file={file} client={client} />
      ))}
    </>
  );
}

export function isPicture(file: FileRef): boolean {
  return file.kind === "image" && file.state === "stored";
}

export function isPaper(file: FileRef): boolean {
  return file.kind === "document" || (file.state !== "stored" && file.kind !== "image");
}

const WIDEST = 248;
const TALLEST = 320;

/** The box has its final size before the picture is here: nothing jumps while it loads. */
export function pictureBox(width: number | null, height: number | null): { width: number; height: number } {
  if (!width || !height) return { width: WIDEST, height: Math.round(WIDEST * 0.75) };
  const scale = Math.min(WIDEST / width, TALLEST / height, 1);
  return { width: Math.max(96, Math.round(width * scale)), height: Math.max(64, Math.round(height * scale)) };
}

function Picture({ file, alone, onOpen }: { file: FileRef; alone: boolean; onOpen: () => void }) {
  const { t } = useTranslation("clients");
  const box = pictureBox(file.width, file.height);
  return (
    <button
      type="button"
      className={styles.picture}
      style={alone ? { width: box.width, aspectRatio: `${box.width} / ${box.height}` } : { aspectRatio: "1" }}
      aria-label={t("message.openImage", { name: file.name })}
      onClick={onOpen}
    >
      <img src={file.thumb_url ?? file.url} alt={file.name} loading="lazy" decoding="async" />
    </button>
  );
}

function OneFile({ file, client }: { file: FileRef; client: number }) {
  const { t } = useTranslation("clients");
  if (file.state !== "stored") return <FileCard file={file} client={client} />;
  switch (file.kind) {
    case "voice":
    case "audio":
      return <AudioPlayer file={file} />;
    case "video":
    case "video_note":
    case "animation": {
      const box = pictureBox(file.width, file.height);
      const silent = file.kind === "animation";
      return (
        <video
          className={styles.video}
          data-round={file.kind === "video_note" || undefined}
          style={{ width: box.width, aspectRatio: `${box.width} / ${box.height}` }}
          src={file.url}
          poster={file.thumb_url ?? undefined}
          controls={!silent}
          loop={silent}
          muted={silent}
          autoPlay={silent}
          playsInline
          preload="none"
          aria-label={t(`file.${file.kind}`)}
        >
          <track kind="captions" />
        </video>
      );
    }
    case "sticker":
      return (
        <img className={styles.sticker} src={file.thumb_url ?? file.url} alt={t("file.sticker")} width={128} height={128} loading="lazy" />
      );
    default:
      return <FileCard file={file} client={client} />;
  }
}

function FileCard({ file, client }: { file: FileRef; client: number }) {
  const { t, i18n } = useTranslation("clients");
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => post<FileRef>(`/api/v1/messages/files/${file.id}/attempts`),
    onSuccess: (changed) => putFile(queryClient, client, changed),
  });
  const loading = file.state === "loading" || again.isPending;
  const size = file.size > 0 ? fileSize(file.size, i18n.language) : "";
  const about = loading
    ? t("file.loading")
    : file.state === "failed"
      ? t("file.failed")
      : file.state === "too_big"
        ? t("file.tooBig", { size })
        : size;
  const name = file.name || t(`file.${file.kind}`);
  return (
    <span className={styles.card} data-state={file.state}>
      <span className={styles.icon}>
        <FileIcon file={file} loading={loading} />
      </span>
      <span className={styles.words}>
        <b className="ellipsis" title={name}>
          {name}
        </b>
        <small>{about}</small>
      </span>
      {file.state === "stored" ? (
        <IconButton label={t("file.download", { name })} size="sm" onClick={() => download(file)}>
          <IconDownload size={18} stroke={1.75} />
        </IconButton>
      ) : null}
      {file.state === "failed" && !again.isPending ? (
        <IconButton label={t("file.retry")} size="sm" onClick={() => again.mutate()}>
          <IconRefresh size={18} stroke={1.75} />
        </IconButton>
      ) : null}
    </span>
  );
}

function FileIcon({ file, loading }: { file: FileRef; loading: boolean }) {
  if (loading) return <IconLoader size={20} stroke={1.75} className={styles.spin} aria-hidden />;
  if (file.state !== "stored") return <IconAlertTriangle size={20} stroke={1.75} aria-hidden />;
  const name = file.name.toLowerCase();
  if (name.endsWith(".pdf")) return <IconFileTypePdf size={22} stroke={1.75} aria-hidden />;
  if (/\.(zip|rar|7z|gz)$/.test(name)) return <IconFileTypeZip size={22} stroke={1.75} aria-hidden />;
  return <IconFile size={20} stroke={1.75} aria-hidden />;
}

function download(file: FileRef): void {
  const link = document.createElement("a");
  link.href = file.url;
  link.download = file.name;
  link.click();
}
