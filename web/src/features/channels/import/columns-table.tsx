/**
 * The beginning of the file as a table, above each column what it is. A file may have 200 columns, so the choices are the browser's own
 * and each column is drawn again only when it changes.
 */
import { NativeSelect, TextInput } from "@mantine/core";
import { memo, useCallback, useRef } from "react";
import type { ImportColumn } from "@/api/types";
import { fieldClasses } from "@/components/form/field";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./imports.module.css";
import { asKind, COLUMN_KINDS, type ColumnKind, NAME_MAX } from "./settings";

interface TableProps {
  header: readonly string[];
  lines: readonly (readonly string[])[];
  columns: readonly ImportColumn[];
  errors: ReadonlyMap<number, string>;
  disabled: boolean;
  onChange: (number: number, column: ImportColumn) => void;
}

export function ColumnsTable({ header, lines, columns, errors, disabled, onChange }: TableProps) {
  const { t } = useTranslation("imports");
  const latest = useRef(onChange);
  latest.current = onChange;
  const change = useCallback((number: number, column: ImportColumn) => latest.current(number, column), []);
  const skipped = (number: number) => columns[number]?.kind === "skip" || undefined;
  return (
    <section className={styles.tableBox} aria-label={t("columns.table")}>
      <table className={styles.table}>
        <thead>
          <tr>
            {header.map((title, number) => (
              <ColumnHead
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                key={number}
                number={number}
                title={title}
                column={columns[number] ?? SKIP}
                error={errors.get(number)}
                disabled={disabled}
                onChange={change}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((cells, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the file
            <tr key={line}>
              {header.map((_, number) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the line
                <td key={number} data-skip={skipped(number)} title={cells[number]}>
                  {cells[number]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length === 0 ? <p className={styles.text}>{t("columns.noLines")}</p> : null}
    </section>
  );
}

const inputClasses = { input: fieldClasses.input, error: fieldClasses.error };
const SKIP: ImportColumn = { kind: "skip" };

interface HeadProps {
  number: number;
  title: string;
  column: ImportColumn;
  error: string | undefined;
  disabled: boolean;
  onChange: (number: number, column: ImportColumn) => void;
}

const ColumnHead = memo(function ColumnHead({ number, title, column, error, disabled, onChange }: HeadProps) {
  const { t } = useTranslation("imports");
  const called = title || t("columns.nameless", { number: number + 1 });
  return (
    <th scope="col" data-skip={column.kind === "skip" || undefined}>
      <div className={styles.head}>
        <span className={styles.title} title={called}>
          {called}
        </span>
        <NativeSelect
          size="sm"
          classNames={inputClasses}
          aria-label={t("columns.what", { title: called })}
          value={column.kind}
          disabled={disabled}
          data={COLUMN_KINDS.map((kind) => ({ value: kind, label: t(`columns.kind.${kind}`) }))}
          onChange={(event) => onChange(number, asKind(event.currentTarget.value as ColumnKind, title))}
        />
        {column.kind === "variable" ? (
          <TextInput
            size="sm"
            classNames={inputClasses}
            aria-label={t("columns.name", { title: called })}
            value={column.name}
            maxLength={NAME_MAX}
            spellCheck={false}
            autoComplete="off"
            disabled={disabled}
            error={error}
            onChange={(event) => onChange(number, { kind: "variable", name: event.currentTarget.value })}
          />
        ) : null}
      </div>
    </th>
  );
});
