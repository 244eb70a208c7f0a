/** Status of an employee: the shape of the dot differs, not only its colour. */

import type { Profile } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./settings.module.css";

export function Presence({ status, lower }: { status: Profile["status"]; lower?: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <span className={styles.presence} data-status={status}>
      <i aria-hidden />
      {t(lower ? `statusLower.${status}` : `status.${status}`)}
    </span>
  );
}
