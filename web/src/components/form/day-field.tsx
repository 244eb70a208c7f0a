/** A day, typed as dd.mm.yyyy or chosen in the calendar of the browser. */
import { TextInput, type TextInputProps } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { useRef } from "react";
import { fromIso, isoDay, readDay, writeDay } from "@/lib/dates";
import { IconButton } from "../icon-button";
import styles from "./form.module.css";

export interface DayFieldProps extends Omit<TextInputProps, "onChange" | "value"> {
  value: string;
  onChange: (text: string) => void;
  /** A day chosen in the calendar is finished at once, a typed one when the field is left. */
  onPick: (text: string) => void;
  calendar: string;
}

export function DayField({ value, onChange, onPick, calendar, disabled, ...rest }: DayFieldProps) {
  const picker = useRef<HTMLInputElement>(null);
  const day = readDay(value);
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      maxLength={10}
      disabled={disabled ?? false}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={
        <span className={styles.calendar}>
          <IconButton
            size="xs"
            label={calendar}
            disabled={disabled ?? false}
            // The field keeps the focus: leaving it would save what is half typed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => picker.current?.showPicker()}
          >
            <IconCalendar size={16} stroke={1.75} />
          </IconButton>
          <input
            ref={picker}
            type="date"
            tabIndex={-1}
            aria-hidden
            value={day ? isoDay(day) : ""}
            onChange={(event) => {
              const picked = fromIso(event.currentTarget.value);
              if (picked) onPick(writeDay(picked));
            }}
          />
        </span>
      }
    />
  );
}
