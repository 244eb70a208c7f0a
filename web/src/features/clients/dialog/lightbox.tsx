/** A picture over everything, with its neighbours from the same dialog: arrows step, Esc closes. */
import { Modal } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { FileRef } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./lightbox.module.css";

export function Lightbox({ images, start, onClose }: { images: readonly FileRef[]; start: FileRef; onClose: () => void }) {
  const { t } = useTranslation("clients");
  const [id, setId] = useState(start.id);
  const at = Math.max(
    0,
    images.findIndex((image) => image.id === id),
  );
  const image = images[at] ?? start;
  const step = (by: number) => {
    const next = images[at + by];
    if (next) setId(next.id);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen
      radius={0}
      title={`${image.name}${images.length > 1 ? ` · ${at + 1} / ${images.length}` : ""}`}
      classNames={{ content: styles.content, body: styles.body, header: styles.header }}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") step(-1);
        if (event.key === "ArrowRight") step(1);
      }}
    >
      <img className={styles.image} src={image.url} alt={image.name} />
      {at > 0 ? (
        <IconButton className={styles.left ?? ""} size="xl" label={t("message.previousImage")} onClick={() => step(-1)}>
          <IconChevronLeft size={24} />
        </IconButton>
      ) : null}
      {at < images.length - 1 ? (
        <IconButton className={styles.right ?? ""} size="xl" label={t("message.nextImage")} onClick={() => step(1)}>
          <IconChevronRight size={24} />
        </IconButton>
      ) : null}
      <a className={styles.download} href={image.url} download={image.name} aria-label={t("file.download", { name: image.name })}>
        <IconDownload size={20} stroke={1.75} />
      </a>
    </Modal>
  );
}
