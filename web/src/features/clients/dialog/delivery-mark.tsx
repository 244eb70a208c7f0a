/** Clock → check → double check → accent double check; a red mark when lost. Colour is never the only sign. */
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconHelpCircle } from "@tabler/icons-react";
import type { MessageState } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./message.module.css";

const icons = {
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  unknown: IconHelpCircle,
} as const;

export function DeliveryMark({ state, size = 15 }: { state: MessageState; size?: number }) {
  const { t } = useTranslation("clients");
  const Icon = icons[state];
  const look = state === "read" ? styles.read : state === "failed" || state === "unknown" ? styles.lost : "";
  return (
    <span className={`${styles.delivery} ${look}`} title={t(`delivery.${state}`)}>
      <Icon size={size} stroke={2} aria-hidden />
      <span className="visually-hidden">{t(`delivery.${state}`)}</span>
    </span>
  );
}
