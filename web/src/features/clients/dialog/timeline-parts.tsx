/** Small parts of the timeline: the day, the divider of new messages, the typing dots, skeletons. */

import { Skeleton } from "@mantine/core";
import { memo } from "react";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth, daysAgo } from "@/lib/time";
import styles from "./timeline.module.css";

export const DayPill = memo(function DayPill({ at }: { at: number }) {
  const { t } = useTranslation("clients");
  const clock = useClock();
  const days = daysAgo(at, clock);
  const date = dayAndMonth(at, clock);
  return <span className={styles.pill}>{days <= 0 ? t("day.today") : days === 1 ? t("day.yesterday", { date }) : date}</span>;
});

export const NewDivider = memo(function NewDivider({ count }: { count: number }) {
  const { t } = useTranslation("clients");
  return <div className={styles.new}>{t("dialog.new", { count })}</div>;
});

export function TypingBubble({ name }: { name: string }) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.typing}>
      <span className={styles.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {t("dialog.typing", { name })}
    </div>
  );
}

const bubbles = [
  [46, "start"],
  [62, "end"],
  [34, "start"],
  [54, "start"],
  [40, "end"],
] as const;

export function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={styles.skeletons} role="status" aria-label={t("loading")}>
      {bubbles.map(([width, side]) => (
        <Skeleton key={width} height={44} radius={14} width={`${width}%`} style={{ alignSelf: `flex-${side}` }} />
      ))}
    </div>
  );
}
