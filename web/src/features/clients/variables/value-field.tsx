/** The field of a value, by its type: a line that grows, a number, a day, a switch. */
import { Select, Switch, TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { VariableType } from "@/api/types";
import { DayField } from "@/components/form/day-field";
import { useTranslation } from "@/i18n/use-translation";
import { isYes, NO, YES } from "./values";
import styles from "./variables.module.css";

export interface ValueFieldProps {
  type: VariableType;
  /** The values there are, where the project declares them. */
  options?: readonly string[] | undefined;
  label: string;
  value: string;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (value: string) => void;
  /** A finished choice, where there is nothing to leave: a switch, a day from the calendar. */
  onPick: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

const VALUE_MAX = 100_000;

export function ValueField({
  type,
  options = [],
  label,
  value,
  error,
  disabled = false,
  onChange,
  onPick,
  onBlur,
  onKeyDown,
}: ValueFieldProps) {
  const { t } = useTranslation("clients");
  const common = { "aria-label": label, disabled, ...(onBlur ? { onBlur } : {}), ...(onKeyDown ? { onKeyDown } : {}) };
  if (type === "list" && options.length > 0) {
    // A value from before the list was declared stays to be seen.
    const known = value === "" || options.includes(value) ? options : [value, ...options];
    return (
      <Select
        size="sm"
        aria-label={label}
        disabled={disabled}
        clearable
        searchable={options.length > 10}
        data={[...known]}
        value={value === "" ? null : value}
        error={error}
        onChange={(chosen) => onPick(chosen ?? "")}
      />
    );
  }
  if (type === "boolean") {
    return (
      <Switch
        size="sm"
        className={styles.switch ?? ""}
        label={value === "" ? t("variables.unset") : isYes(value) ? t("variables.yes") : t("variables.no")}
        aria-label={label}
        disabled={disabled}
        error={error}
        checked={isYes(value)}
        onChange={(event) => onPick(event.currentTarget.checked ? YES : NO)}
      />
    );
  }
  if (type === "date") {
    return (
      <DayField
        {...common}
        size="sm"
        calendar={t("variables.calendar")}
        placeholder={t("variables.date")}
        value={value}
        error={error}
        onChange={onChange}
        onPick={onPick}
      />
    );
  }
  if (type === "number") {
    return (
      <TextInput
        {...common}
        size="sm"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <div>
      <textarea
        {...common}
        rows={1}
        className={`${styles.text} scroll`}
        maxLength={VALUE_MAX}
        aria-invalid={error ? true : undefined}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {error ? (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
