/** Choices of a form: segments, a switch with its explanation, radio cards. */
import { SegmentedControl, Switch } from "@mantine/core";
import { type ReactNode, useId } from "react";
import styles from "./form.module.css";

/** One of a few words side by side. `wide` fills the column like an input. */
export function Segments<Value extends string>(props: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
  wide?: boolean;
  disabled?: boolean;
}) {
  return (
    <SegmentedControl
      aria-label={props.label}
      value={props.value}
      onChange={(value) => props.onChange(value as Value)}
      data={props.options.map((option) => ({ value: option.value, label: option.label }))}
      disabled={props.disabled ?? false}
      fullWidth={props.wide ?? false}
      withItemsBorders={false}
      transitionDuration={120}
      data-wide={props.wide || undefined}
      classNames={{ root: styles.segments, label: styles.segment, indicator: styles.indicator }}
    />
  );
}

/** Segments under a label of the form. */
export function LabelledSegments<Value extends string>(props: Parameters<typeof Segments<Value>>[0] & { hint?: ReactNode }) {
  return (
    <div>
      <span className={styles.label} aria-hidden>
        {props.label}
      </span>
      <Segments {...props} wide />
      {props.hint ? <span className={styles.hint}>{props.hint}</span> : null}
    </div>
  );
}

export function SwitchRow(props: {
  label: string;
  text?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className={styles.switchRow}>
      <label htmlFor={id}>
        {props.label}
        {props.text ? <small>{props.text}</small> : null}
      </label>
      <PlainSwitch id={id} checked={props.checked} onChange={props.onChange} disabled={props.disabled ?? false} />
    </div>
  );
}

export function PlainSwitch(props: {
  id?: string;
  label?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <Switch
      {...(props.id ? { id: props.id } : {})}
      {...(props.label ? { "aria-label": props.label } : {})}
      checked={props.checked}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
      disabled={props.disabled ?? false}
      withThumbIndicator={false}
      classNames={{ root: styles.switch, track: styles.track, thumb: styles.thumb }}
    />
  );
}

export interface RadioCard<Value extends string> {
  value: Value;
  title: ReactNode;
  text?: ReactNode;
  disabled?: boolean;
}

/** Big radio buttons: two columns, or one list with `stack`. */
export function RadioCards<Value extends string>(props: {
  label: string;
  value: Value | null;
  onChange: (value: Value) => void;
  options: readonly RadioCard<Value>[];
  stack?: boolean;
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={props.label} className={styles.cards} data-stack={props.stack || undefined}>
      {props.options.map((option) => (
        <label key={option.value} className={styles.card}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={props.value === option.value}
            disabled={option.disabled ?? false}
            onChange={() => props.onChange(option.value)}
          />
          <span>
            <b>{option.title}</b>
            {option.text ? <small>{option.text}</small> : null}
          </span>
        </label>
      ))}
    </div>
  );
}
