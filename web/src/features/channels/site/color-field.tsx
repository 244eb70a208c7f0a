/** The colour of the chat: six ready ones or an own one. It says what becomes of the text on it. */
import { useEffect, useId, useState } from "react";
import { TextField } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import { useTranslation } from "@/i18n/use-translation";
import { contrast, LIGHT_TEXT, parseColor, textOn } from "../contrast";
import styles from "./site.module.css";

const COLORS = [
  ["teal", "#0f766e"],
  ["blue", "#1f65a8"],
  ["violet", "#6a41c4"],
  ["pink", "#a42a86"],
  ["terracotta", "#94430a"],
  ["graphite", "#43504e"],
] as const;

export function ColorField({ value, onChange }: { value: string; onChange: (color: string) => void }) {
  const { t } = useTranslation("channels");
  const name = useId();
  const [typed, setTyped] = useState(value);
  const parsed = parseColor(typed);
  // A ready colour, or an answer of the server, fills the field of the own one.
  useEffect(() => setTyped((before) => (parseColor(before) === value ? before : value)), [value]);
  return (
    <div>
      <span className={form.label} aria-hidden>
        {t("site.color")}
      </span>
      <div className={styles.colors}>
        <div role="radiogroup" aria-label={t("site.color")} className={styles.colors}>
          {COLORS.map(([color, code]) => (
            <label key={color} className={styles.color} style={{ background: code }} title={t(`site.colors.${color}`)}>
              <input
                type="radio"
                name={name}
                value={code}
                checked={value === code}
                onChange={() => onChange(code)}
                aria-label={t(`site.colors.${color}`)}
              />
            </label>
          ))}
        </div>
        <div className={styles.own}>
          <TextField
            label={<span className="visually-hidden">{t("site.ownColor")}</span>}
            name="color"
            value={typed}
            onChange={(text) => {
              setTyped(text);
              const color = parseColor(text);
              if (color !== null && color !== value) onChange(color);
            }}
            onLeave={() => setTyped(value)}
            max={9}
            error={parsed === null ? { code: "color", message: t("site.badColor") } : undefined}
            mono
          />
        </div>
      </div>
      <ContrastNote color={value} />
    </div>
  );
}

function ContrastNote({ color }: { color: string }) {
  const { t, i18n } = useTranslation("channels");
  const ratio = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    contrast(color, LIGHT_TEXT),
  );
  const ink = textOn(color);
  return (
    <p className={styles.sample}>
      <i style={{ background: color, color: ink }} aria-hidden>
        Аа
      </i>
      {t(ink === LIGHT_TEXT ? "site.whiteText" : "site.darkText", { ratio })}
    </p>
  );
}
