/** Beside the columns: how the file is read, into which lists, what the check has found, and the two ways to begin. */
import { Button, NativeSelect } from "@mantine/core";
import type { Import } from "@/api/types";
import { fieldClasses } from "@/components/form/field";
import { page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import wizard from "../wizard/wizard.module.css";
import { Counts, ErrorsButton, Way } from "./counts";
import styles from "./imports.module.css";
import { ListsField } from "./lists-field";
import { DELIMITERS, type Delimiter, ENCODINGS, type Encoding, type Settings } from "./settings";

interface Props {
  one: Import;
  settings: Settings | null;
  /** These settings are the ones that were tried last. */
  fresh: boolean;
  busy: "trial" | "run" | null;
  listsError: string | undefined;
  onFormat: (encoding: Encoding, delimiter: Delimiter) => void;
  onLists: (lists: number[]) => void;
  onRun: () => void;
  onStop: () => void;
  onErrors: () => void;
}

export function SettingsSide({ one, settings, fresh, busy, listsError, onFormat, onLists, onRun, onStop, onErrors }: Props) {
  const { t } = useTranslation("imports");
  const checking = one.state === "checking";
  const checked = one.state === "checked" && fresh;
  const locked = checking || settings === null;
  return (
    <aside className={wizard.side} aria-label={t("columns.settings")}>
      <div className={`${wizard.sideBody} scroll`}>
        <div className={styles.sideForm}>
          <h2 className={page.h2}>{t("columns.settings")}</h2>
          <div className={styles.pair}>
            <NativeSelect
              label={t("columns.encoding")}
              classNames={fieldClasses}
              disabled={locked}
              value={settings?.encoding ?? ""}
              data={ENCODINGS.map((encoding) => ({ value: encoding, label: t(`columns.encodings.${encoding}`) }))}
              onChange={(event) => settings && onFormat(event.currentTarget.value as Encoding, settings.delimiter)}
            />
            <NativeSelect
              label={t("columns.delimiter")}
              classNames={fieldClasses}
              disabled={locked}
              value={settings?.delimiter ?? ""}
              data={DELIMITERS.map((delimiter) => ({ value: delimiter, label: t(`columns.delimiters.${delimiter}`) }))}
              onChange={(event) => settings && onFormat(settings.encoding, event.currentTarget.value as Delimiter)}
            />
          </div>
          <p className={styles.small}>{t("columns.unreadable")}</p>
          <ListsField ids={settings?.list_ids ?? []} disabled={locked} error={listsError} onChange={onLists} />
          {checking ? (
            <Way one={one} title={t("trial.checking")} />
          ) : checked ? (
            <section className={styles.result} aria-label={t("trial.checked")}>
              <b role="status">{t(one.failed > 0 && one.failed === one.lines ? "trial.allBad" : "trial.checked")}</b>
              <Counts one={one} />
              <ErrorsButton one={one} onClick={onErrors} />
            </section>
          ) : (
            <p className={styles.small}>{t(one.state === "checked" ? "trial.stale" : "trial.lead")}</p>
          )}
        </div>
      </div>
      <div className={wizard.foot}>
        {checking ? (
          <Button size="md" variant="default" onClick={onStop}>
            {t("run.stop")}
          </Button>
        ) : (
          <>
            <Button
              size="md"
              variant={checked ? "default" : "filled"}
              disabled={settings === null}
              loading={busy === "trial"}
              type="submit"
            >
              {t("trial.check")}
            </Button>
            <Button
              size="md"
              variant={checked ? "filled" : "default"}
              disabled={settings === null}
              loading={busy === "run"}
              onClick={onRun}
            >
              {t("trial.load")}
            </Button>
          </>
        )}
      </div>
    </aside>
  );
}
