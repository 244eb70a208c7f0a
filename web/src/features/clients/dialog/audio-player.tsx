/** A voice or audio message: play, a line that can be sought in, time. One plays at a time. */
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { FileRef } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { duration } from "@/lib/time";
import styles from "./files.module.css";

let playing: HTMLAudioElement | null = null;

export function AudioPlayer({ file }: { file: FileRef }) {
  const { t } = useTranslation("clients");
  const audio = useRef<HTMLAudioElement>(null);
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(file.duration_s ?? 0);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (on) return element.pause();
    if (playing !== element) playing?.pause();
    playing = element;
    element.play().catch(() => setBroken(true));
  };
  const seek = (to: number) => {
    if (audio.current) audio.current.currentTime = to;
    setAt(to);
  };
  const name = t("file.play", { kind: t(`file.${file.kind}`), length: duration(length) });
  return (
    <span className={styles.audio}>
      {/* biome-ignore lint/a11y/useMediaCaption: a client's voice has no captions */}
      <audio
        ref={audio}
        src={file.url}
        preload="none"
        onPlay={() => setOn(true)}
        onPause={() => setOn(false)}
        onEnded={() => seek(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => Number.isFinite(event.currentTarget.duration) && setLength(event.currentTarget.duration)}
        onError={() => setBroken(true)}
      />
      <button type="button" className={styles.play} aria-label={on ? t("file.pause") : name} onClick={toggle}>
        {on ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
      </button>
      <span className={styles.track}>
        {file.kind === "audio" && file.name ? <b className="ellipsis">{file.name}</b> : null}
        <input
          type="range"
          min={0}
          max={Math.max(1, length)}
          step={0.1}
          value={Math.min(at, Math.max(1, length))}
          aria-label={t("file.position")}
          onChange={(event) => seek(Number(event.currentTarget.value))}
        />
      </span>
      <span className={styles.length}>{broken ? t("file.cannotPlay") : duration(on || at > 0 ? at : length)}</span>
    </span>
  );
}
