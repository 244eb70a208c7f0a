/** From one day to another, either end open. */
import { useEffect, useState } from "react";
import { useClock } from "@/components/clock";
import { DayField } from "@/components/form/day-field";
import { useTranslation } from "@/i18n/use-translation";
import { dayOf, readDay, startOf, writeDay } from "@/lib/dates";
import styles from "./panel.module.css";
import { endOf, lastDay } from "./periods";

export interface DayRangeProps {
  from: number | null;
  to: number | null;
  names: [from: string, to: string];
  onChange: (range: { from: number | null; to: number | null }) => void;
}

export function DayRange({ from, to, names, onChange }: DayRangeProps) {
  const { t } = useTranslation("clients");
  const { timeZone } = useClock();
  return (
    <div className={styles.range}>
      <End
        name={names[0]}
        placeholder={t("filters.from")}
        text={from === null ? "" : writeDay(dayOf(from, timeZone))}
        onDay={(day) => onChange({ from: day === null ? null : startOf(day, timeZone), to })}
      />
      <span aria-hidden>–</span>
      <End
        name={names[1]}
        placeholder={t("filters.to")}
        text={to === null ? "" : writeDay(lastDay(to, timeZone))}
        onDay={(day) => onChange({ from, to: day === null ? null : endOf(day, timeZone) })}
      />
    </div>
  );
}

interface EndProps {
  name: string;
  placeholder: string;
  text: string;
  onDay: (day: ReturnType<typeof readDay>) => void;
}

function End({ name, placeholder, text, onDay }: EndProps) {
  const { t } = useTranslation("clients");
  const [typed, setTyped] = useState(text);
  const [left, setLeft] = useState(false);
  // Reset, or another filter from the address: what was typed is no longer meant.
  useEffect(() => setTyped(text), [text]);
  const wrong = left && typed.trim() !== "" && readDay(typed) === null;
  const put = (next: string) => {
    setTyped(next);
    setLeft(false);
    const day = readDay(next);
    if (next.trim() === "" ? text !== "" : day !== null && writeDay(day) !== text) onDay(day);
  };
  return (
    <DayField
      size="sm"
      aria-label={name}
      calendar={`${name}: ${t("variables.calendar")}`}
      placeholder={placeholder}
      value={typed}
      error={wrong ? t("variables.error.bad_date") : undefined}
      onChange={put}
      onPick={put}
      onBlur={() => setLeft(true)}
    />
  );
}
