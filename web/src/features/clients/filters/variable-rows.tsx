/** Conditions on variables; all of them must hold. A row that is not finished yet narrows nothing. */
import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { VariableFilter } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./panel.module.css";

const MAX = 10;
const NAME_MAX = 500;
const VALUE_MAX = 1_000;
const tests = ["equals", "not_equals", "set", "not_set"] as const;
const empty: VariableFilter = { name: "", op: "equals", value: "" };

export function VariableRows({ value, onChange }: { value: readonly VariableFilter[]; onChange: (rows: VariableFilter[]) => void }) {
  const { t } = useTranslation("clients");
  const rows = value.length > 0 ? value : [empty];
  const put = (at: number, change: Partial<VariableFilter>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  return (
    <fieldset className={styles.variables}>
      <legend className={styles.labelLine}>
        {t("filters.variables")}
        <span className={styles.note}>{t("filters.variablesAll")}</span>
      </legend>
      {rows.map((row, index) => {
        const compares = row.op === "equals" || row.op === "not_equals";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; equal rows are allowed while they are filled in
          <div key={index} className={styles.variable}>
            <TextInput
              size="sm"
              autoComplete="off"
              maxLength={NAME_MAX}
              aria-label={t("filters.variableName")}
              placeholder={t("filters.variableName")}
              value={row.name}
              onChange={(event) => put(index, { name: event.currentTarget.value })}
            />
            <Select
              size="sm"
              allowDeselect={false}
              aria-label={t("filters.variableTest")}
              data={tests.map((test) => ({ value: test, label: t(`filters.test.${test}`) }))}
              value={row.op}
              onChange={(test) => put(index, { op: test as VariableFilter["op"] })}
            />
            <TextInput
              size="sm"
              className={styles.variableValue ?? ""}
              autoComplete="off"
              maxLength={VALUE_MAX}
              aria-label={t("filters.variableValue")}
              disabled={!compares}
              value={compares ? (row.value ?? "") : ""}
              onChange={(event) => put(index, { value: event.currentTarget.value })}
            />
            {value.length > 0 ? (
              <IconButton label={t("filters.removeVariable")} onClick={() => onChange(rows.filter((_, other) => other !== index))}>
                <IconX size={18} stroke={1.75} />
              </IconButton>
            ) : null}
          </div>
        );
      })}
      {rows.length < MAX && value.length > 0 ? (
        <Button
          size="xs"
          variant="subtle"
          className={styles.addVariable ?? ""}
          leftSection={<IconPlus size={14} stroke={2} />}
          onClick={() => onChange([...rows, empty])}
        >
          {t("filters.addVariable")}
        </Button>
      ) : null}
    </fieldset>
  );
}
