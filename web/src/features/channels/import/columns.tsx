/** The second step: what the columns are, how the file is read, into which lists; tried, and begun. */
import { useCallback, useMemo, useState } from "react";
import { problemOf } from "@/api/request";
import type { Import, ImportColumn } from "@/api/types";
import { Failure } from "@/components/form/failure";
import { page } from "@/components/page/parts";
import { ErrorNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import wizard from "../wizard/wizard.module.css";
import { ColumnsTable } from "./columns-table";
import styles from "./imports.module.css";
import { alike, columnsOf, type Delimiter, type Encoding, readTried, type Settings } from "./settings";
import { SettingsSide } from "./settings-side";
import { useImportActions, usePreview } from "./use-import";
import { useImportWords } from "./words";

interface Props {
  one: Import;
  onStarted: () => void;
}

export function Columns({ one, onStarted }: Props) {
  const { t } = useTranslation("imports");
  const form = useSettings(one);
  const { start, stop, errors } = useImportActions();
  const { problemText, refusal } = useImportWords();
  const { preview, settings } = form;
  const checking = one.state === "checking";
  const refused = refusal(start.error ? problemOf(start.error) : null);
  const unread = preview.error ? problemOf(preview.error) : null;
  const change = (step: () => void) => {
    start.reset();
    step();
  };
  const begin = (trial: boolean) => {
    if (settings === null) return;
    const begun = () => {
      form.setTried(settings);
      onStarted();
    };
    start.mutate({ ...settings, id: one.id, trial }, { onSuccess: begun });
  };
  if (unread && !preview.data && unread.status !== 422) return <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />;
  return (
    <form
      className={wizard.split}
      data-wide
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // Enter in a field only checks: what is taken in cannot be taken back.
        if (!checking) begin(true);
      }}
    >
      <div className={`${wizard.form} scroll`}>
        <div className={styles.sheet}>
          <div className={styles.sheetHead}>
            <h2 className={page.h2}>{t("columns.title")}</h2>
            <p className="ellipsis" title={one.file_name}>
              {one.file_name}
            </p>
          </div>
          {refused.file || unread ? (
            <p className={styles.error} role="alert">
              {refused.file ?? (unread && (refusal(unread).file ?? problemText(unread)))}
            </p>
          ) : null}
          {refused.columns ? (
            <p className={styles.error} role="alert">
              {refused.columns}
            </p>
          ) : null}
          {preview.data && settings ? (
            <ColumnsTable
              header={preview.data.header}
              lines={preview.data.lines}
              columns={settings.columns}
              errors={refused.names}
              disabled={checking}
              onChange={(number, column) => change(() => form.setColumn(number, column))}
            />
          ) : null}
          <Failure
            problem={refused.whole ? { ...refused.whole, code: "", detail: problemText(refused.whole) } : null}
            onRetry={() => start.variables && begin(start.variables.trial)}
            busy={start.isPending}
          />
        </div>
      </div>
      <SettingsSide
        one={one}
        settings={settings}
        fresh={alike(settings, form.tried)}
        busy={start.isPending ? (start.variables.trial ? "trial" : "run") : null}
        listsError={refused.lists}
        onFormat={(encoding, delimiter) => change(() => form.setFormat(encoding, delimiter))}
        onLists={(lists) => change(() => form.setLists(lists))}
        onRun={() => begin(false)}
        onStop={() => stop.mutate(one.id)}
        onErrors={() => errors.mutate(one)}
      />
    </form>
  );
}

/** What is chosen so far; null until the file has been looked at. */
function useSettings(one: Import) {
  const [tried, setTried] = useState(() => readTried(one.id));
  const [format, setFormat] = useState<{ encoding: Encoding | null; delimiter: Delimiter | null }>(() => ({
    encoding: tried?.encoding ?? null,
    delimiter: tried?.delimiter ?? null,
  }));
  const [lists, setLists] = useState<number[]>(() => tried?.list_ids ?? []);
  const [chosen, setChosen] = useState(tried);
  const preview = usePreview(one.id, format.encoding, format.delimiter);
  const read = preview.data;
  const settings = useMemo<Settings | null>(
    () =>
      read
        ? {
            // What was asked for, also while the answer is on its way or was refused.
            encoding: format.encoding ?? read.encoding,
            delimiter: format.delimiter ?? read.delimiter,
            columns: [...columnsOf(read, chosen)],
            list_ids: lists,
          }
        : null,
    [read, format, chosen, lists],
  );
  const setColumn = useCallback(
    (number: number, column: ImportColumn) => {
      if (settings) setChosen({ ...settings, columns: settings.columns.with(number, column) });
    },
    [settings],
  );
  return {
    tried,
    setTried,
    preview,
    settings,
    setColumn,
    setLists,
    setFormat: (encoding: Encoding, delimiter: Delimiter) => setFormat({ encoding, delimiter }),
  };
}
