/** The ten colours as a row of radio buttons; a list may have none. */
import { IconCheck, IconX } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { colors } from "./colors";
import styles from "./labels.module.css";

export interface ColorChoiceProps {
  value: number | null;
  /** Whether "no colour" is among them. */
  none: boolean;
  onChange: (color: number | null) => void;
}

export function ColorChoice({ value, none, onChange }: ColorChoiceProps) {
  const { t } = useTranslation("clients");
  const name = useId();
  return (
    <div role="radiogroup" aria-label={t("labels.color")} className={styles.colors}>
      {none ? (
        <label className={styles.swatch} data-none title={t("labels.noColor")}>
          <input type="radio" name={name} checked={value === null} onChange={() => onChange(null)} aria-label={t("labels.noColor")} />
          <IconX size={14} stroke={2} aria-hidden />
        </label>
      ) : null}
      {colors.map((color, number) => (
        <label key={color} className={styles.swatch} style={{ background: `var(--d-${color})` }} title={t(`labels.colors.${color}`)}>
          <input
            type="radio"
            name={name}
            checked={value === number}
            onChange={() => onChange(number)}
            aria-label={t(`labels.colors.${color}`)}
          />
          {value === number ? <IconCheck size={14} stroke={2.5} aria-hidden /> : null}
        </label>
      ))}
    </div>
  );
}
