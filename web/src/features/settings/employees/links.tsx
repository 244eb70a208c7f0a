/** Links of invitations, each to be copied and passed on. */

import type { InvitationWithLink } from "@/api/types";
import { CopyButton } from "@/components/copy-button";
import { useTranslation } from "@/i18n/use-translation";
import styles from "../settings.module.css";

export function Links({ items }: { items: InvitationWithLink[] }) {
  const { t } = useTranslation("settings");
  return (
    <div className={`${styles.links} scroll`}>
      {items.map((item) => (
        <div key={item.id} className={styles.link}>
          <b className="ellipsis">{item.email}</b>
          <code className="ellipsis">{item.link}</code>
          <CopyButton size="xs" variant="default" text={item.link} label={t("invite.copyNamed", { email: item.email })}>
            {t("invite.copy")}
          </CopyButton>
        </div>
      ))}
    </div>
  );
}
