/** Rows of the real geometry while the list is on its way. */
import { Skeleton } from "@mantine/core";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./list.module.css";

const widths = [
  [52, 82],
  [38, 70],
  [60, 76],
  [44, 64],
  [56, 80],
  [40, 58],
  [50, 72],
  [46, 66],
] as const;

export function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")}>
      {widths.map(([name, snippet]) => (
        <div key={`${name}-${snippet}`} className={styles.skeleton}>
          <Skeleton height={40} circle />
          <div className={styles.lines}>
            <Skeleton height={10} width={`${name}%`} radius={5} />
            <Skeleton height={9} width={`${snippet}%`} radius={5} />
          </div>
        </div>
      ))}
    </div>
  );
}
