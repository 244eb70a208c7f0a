/** The messenger's mark. Brand colours live here and in channel tiles, nowhere else. */
import { IconBrandTelegram, IconMessageCircle, IconMoodSmile } from "@tabler/icons-react";
import type { ChannelKind } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./channel-badge.module.css";

const marks = { telegram: IconBrandTelegram, site_chat: IconMessageCircle, demo: IconMoodSmile } as const;

/** `inline` stands in a line of text, otherwise the badge sits on an avatar. */
export function ChannelBadge({ kind, className, inline }: { kind: ChannelKind; className?: string | undefined; inline?: boolean }) {
  const { t } = useTranslation();
  const Mark = marks[kind];
  return (
    <span className={[styles.badge, styles[kind], inline ? styles.inline : "", className ?? ""].join(" ")} title={t(`channelKind.${kind}`)}>
      <Mark size={10} stroke={2.5} aria-hidden />
      <span className="visually-hidden">{t(`channelKind.${kind}`)}</span>
    </span>
  );
}
