/** What an import has come to in figures, how far it is, and the lines that were left out. */
import { Button, Progress } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Import } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import styles from "./imports.module.css";

/** Further lines with errors are counted only. */
const ERRORS_MAX = 10_000;

export function Counts({ one }: { one: Import }) {
  const { t, i18n } = useTranslation("imports");
  return (
    <dl className={styles.counts}>
      {(["created", "changed", "failed"] as const).map((name) => (
        <div key={name}>
          <dt>{t(`count.${name}`)}</dt>
          <dd data-bad={(name === "failed" && one.failed > 0) || undefined}>{number(one[name], i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How far it is; the figures of the moment below. */
export function Way({ one, title }: { one: Import; title: string }) {
  const { t, i18n } = useTranslation("imports");
  const percent = one.size === 0 ? 100 : Math.floor((one.place / one.size) * 100);
  return (
    <section className={styles.result} aria-label={title}>
      <div className={styles.wayHead}>
        <b role="status">{title}</b>
        <span>{t("run.percent", { percent })}</span>
      </div>
      <Progress value={percent} aria-label={t("run.progress")} />
      <small>{t("count.lines", { count: one.lines, shown: number(one.lines, i18n.language) })}</small>
      <Counts one={one} />
    </section>
  );
}

export function ErrorsButton({ one, busy, onClick }: { one: Import; busy?: boolean; onClick: () => void }) {
  const { t, i18n } = useTranslation("imports");
  if (one.failed === 0) return null;
  return (
    <div className={styles.errors}>
      <Button variant="default" leftSection={<IconDownload size={16} stroke={1.75} />} loading={busy ?? false} onClick={onClick}>
        {t("run.errors")}
      </Button>
      <small>
        {t("run.errorsHint")}
        {one.failed > ERRORS_MAX ? `. ${t("run.errorsMax", { max: number(ERRORS_MAX, i18n.language) })}` : null}
      </small>
    </div>
  );
}
