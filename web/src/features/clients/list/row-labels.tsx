/** The third line of a row that has labels: as many as fit, then how many more there are. */
import { useTranslation } from "@/i18n/use-translation";
import { Chip } from "../labels/chip";
import type { Mark } from "../labels/use-marks";
import { fitting } from "./fitting";
import styles from "./list.module.css";

export function RowLabels({ labels, room }: { labels: readonly Mark[]; room: number }) {
  const { t } = useTranslation("clients");
  const count = fitting(
    labels.map((label) => label.name),
    room,
  );
  const left = labels.length - count;
  return (
    <span className={styles.labels}>
      {labels.slice(0, count).map((label) => (
        <Chip key={label.id} name={label.name} color={label.color} />
      ))}
      {left > 0 ? (
        <span
          className={styles.rest}
          title={labels
            .slice(count)
            .map((label) => label.name)
            .join(", ")}
        >
          <span aria-hidden>+{left}</span>
          <span className="visually-hidden">{t("labels.more", { count: left })}</span>
        </span>
      ) : null}
    </span>
  );
}
