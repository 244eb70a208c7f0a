/** One line or several lines of text with a label, a limit, a hint and the error beside it. */
import { Textarea, TextInput } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { HTMLInputTypeAttribute, ReactNode, Ref } from "react";
import { useFieldText } from "@/components/problem-text";
import styles from "./form.module.css";
import type { FieldError } from "./use-form";

/** Class names that every Mantine input of a form takes. */
export const fieldClasses = {
  label: styles.label,
  required: styles.required,
  description: styles.hint,
  error: styles.error,
  input: styles.input,
};

export const fieldOrder: ("label" | "input" | "description" | "error")[] = ["label", "input", "error", "description"];

export interface TextFieldProps {
  label: ReactNode;
  name: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  /** The most characters the field takes; a longer text cannot be typed. */
  max: number;
  error?: FieldError | undefined;
  hint?: ReactNode;
  required?: boolean;
  type?: HTMLInputTypeAttribute;
  autoComplete?: string;
  placeholder?: string;
  readOnly?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  mono?: boolean;
  /** Shows the green check: the server has agreed. */
  good?: boolean;
  right?: ReactNode;
  inputMode?: "text" | "email" | "tel" | "numeric";
  ref?: Ref<HTMLInputElement>;
  span?: boolean;
}

export function TextField({ label, onChange, onLeave, max, error, hint, mono, good, right, span, ...rest }: TextFieldProps) {
  const fieldText = useFieldText();
  return (
    <TextInput
      {...rest}
      label={label}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
      maxLength={max}
      error={fieldText(error)}
      description={error ? undefined : hint}
      inputWrapperOrder={fieldOrder}
      classNames={{ ...fieldClasses, input: `${styles.input} ${styles.good} ${mono ? styles.mono : ""}` }}
      data-good={good || undefined}
      rightSection={right ?? (good ? <IconCircleCheck size={18} stroke={1.75} color="var(--success)" aria-hidden /> : null)}
      spellCheck={mono ? false : undefined}
      wrapperProps={span ? { "data-span": true } : {}}
    />
  );
}

export interface TextAreaProps {
  label: ReactNode;
  name: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  max: number;
  error?: FieldError | undefined;
  hint?: ReactNode;
  disabled?: boolean;
  rows?: number;
}

export function TextArea({ label, onChange, onLeave, max, error, hint, rows = 3, ...rest }: TextAreaProps) {
  const fieldText = useFieldText();
  return (
    <Textarea
      {...rest}
      label={label}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
      maxLength={max}
      rows={rows}
      autosize
      minRows={rows}
      maxRows={10}
      error={fieldText(error)}
      description={error ? undefined : hint}
      inputWrapperOrder={fieldOrder}
      classNames={fieldClasses}
    />
  );
}
