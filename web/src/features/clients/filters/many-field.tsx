/** Several of many: labels, lists, channels, people. An excluded one has a dash, and the word for those who hear the page. */
import { MultiSelect, Pill } from "@mantine/core";
import { IconChevronDown, IconMinus } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { fold } from "@/lib/text";
import styles from "./panel.module.css";

const VALUES_MAX = 50;

export interface ManyFieldProps<Id extends number | null> {
  label: string;
  options: readonly { id: Id; name: string; face?: ReactNode }[];
  ids: readonly Id[];
  onChange: (ids: Id[]) => void;
  excluded?: boolean;
  /** "any of" or "all", where both can be asked. */
  mode?: { all: boolean; words: [any: string, all: string]; onChange: (all: boolean) => void };
}

export function ManyField<Id extends number | null>({ label, options, ids, onChange, excluded = false, mode }: ManyFieldProps<Id>) {
  const { t } = useTranslation("clients");
  const id = useId();
  const text = (one: Id) => String(one ?? "none");
  const known = options.map((option) => ({ value: text(option.id), label: option.name }));
  // What was deleted meanwhile still narrows the list: it can be seen and taken out.
  const gone = ids.filter((one) => !options.some((option) => option.id === one)).map((one) => ({ value: text(one), label: `#${one}` }));
  const faceOf = (value: string | undefined) => options.find((option) => text(option.id) === value)?.face;
  return (
    <div>
      <div className={styles.labelLine}>
        <label htmlFor={id}>{label}</label>
        {mode ? (
          <button
            type="button"
            className={styles.mode}
            aria-label={t("filters.mode", { field: label, mode: mode.words[mode.all ? 1 : 0] })}
            onClick={() => mode.onChange(!mode.all)}
          >
            {mode.words[mode.all ? 1 : 0]}
            <IconChevronDown size={12} stroke={2} aria-hidden />
          </button>
        ) : null}
      </div>
      <MultiSelect
        id={id}
        aria-label={label}
        size="sm"
        searchable
        maxValues={VALUES_MAX}
        maxDropdownHeight={260}
        placeholder={ids.length === 0 ? t("filters.choose") : ""}
        nothingFoundMessage={t("filters.nothing")}
        data={[...known, ...gone]}
        value={ids.map(text)}
        filter={({ options: all, search }) => all.filter((one) => "label" in one && fold(one.label).includes(fold(search)))}
        onChange={(values) => onChange(values.map((value) => (value === "none" ? null : Number(value)) as Id))}
        renderPill={({ option, onRemove }) => (
          <Pill
            size="sm"
            className={`${styles.pill} ${excluded ? styles.excluded : ""}`}
            withRemoveButton
            {...(onRemove ? { onRemove } : {})}
          >
            {excluded ? <IconMinus size={12} stroke={2} aria-hidden /> : null}
            {excluded ? <span className="visually-hidden">{t("filters.excluded")} </span> : null}
            {faceOf(String(option.value))}
            {option.label}
          </Pill>
        )}
        comboboxProps={{ shadow: "md", radius: 12 }}
      />
    </div>
  );
}
