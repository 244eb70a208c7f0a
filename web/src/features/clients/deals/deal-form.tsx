/** The form of a deal: a new one, or what people write into one that is there. Its responsible and variables change outside of it. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { problemOf } from "@/api/request";
import { IconButton } from "@/components/icon-button";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import marks from "../labels/labels.module.css";
import styles from "./deals.module.css";
import { EmployeeSelect } from "./employee-select";
import { type DealFields, filled, type Mistakes, mistakesOf } from "./form";
import { currencies, rememberCurrency } from "./money";

const NAME_MAX = 200;
const DESCRIPTION_MAX = 10_000;
const VARIABLES_MAX = 100;

export interface DealFormProps {
  title: string;
  submit: string;
  fields: DealFields;
  /** A new deal has all its fields here. */
  fresh: boolean;
  busy: boolean;
  error: unknown;
  onChange: (fields: DealFields) => void;
  onSubmit: () => void;
  onClose: () => void;
}

export function DealForm({ title, submit, fields, fresh, busy, error, onChange, onSubmit, onClose }: DealFormProps) {
  const { t } = useTranslation(["deals", "clients", "common"]);
  const [described, setDescribed] = useState(fields.description !== "");
  const { textOf, general, check, reset } = useMistakes(fields, error);
  const change = (part: Partial<DealFields>) => {
    reset();
    onChange({ ...fields, ...part });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && check()) onSubmit();
  };
  return (
    <form
      noValidate
      className={styles.form}
      aria-label={title}
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.currentTarget.querySelector('[aria-expanded="true"]')) return;
        // The card may be a drawer that Esc would close.
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles.formHead}>
        <b>{title}</b>
        <IconButton size="sm" label={t("common:close")} onClick={onClose}>
          <IconX size={18} stroke={1.75} />
        </IconButton>
      </div>
      <TextInput
        size="sm"
        autoFocus
        required
        autoComplete="off"
        maxLength={NAME_MAX}
        label={t("name")}
        value={fields.name}
        error={textOf("name")}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {described ? (
        <Textarea
          size="sm"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={DESCRIPTION_MAX}
          label={t("description")}
          value={fields.description}
          error={textOf("description")}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      ) : (
        <button type="button" className={marks.link} onClick={() => setDescribed(true)}>
          <IconPlus size={14} stroke={2} aria-hidden />
          {t("addDescription")}
        </button>
      )}
      <div className={styles.budget}>
        <TextInput
          size="sm"
          inputMode="decimal"
          autoComplete="off"
          label={t("budget")}
          value={fields.sum}
          error={textOf("budget.amount")}
          onChange={(event) => change({ sum: event.currentTarget.value })}
        />
        <Select
          size="sm"
          label={t("currency")}
          allowDeselect={false}
          searchable
          data={currencies(fields.currency)}
          value={fields.currency}
          error={textOf("budget.currency")}
          onChange={(currency) => {
            if (currency === null) return;
            rememberCurrency(currency);
            change({ currency });
          }}
        />
      </div>
      {fresh ? (
        <>
          <EmployeeSelect
            label={t("responsible")}
            value={fields.responsible}
            error={textOf("responsible_id")}
            onChange={(responsible) => change({ responsible })}
          />
          <Variables fields={fields} textOf={textOf} onChange={(variables) => change({ variables })} />
        </>
      ) : null}
      {general ? (
        <p role="alert" className={styles.error}>
          {general}
        </p>
      ) : null}
      <div className={styles.foot}>
        <Button size="sm" type="submit" className={styles.main ?? ""} loading={busy}>
          {submit}
        </Button>
        <Button size="sm" variant="default" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}

interface VariablesProps {
  fields: DealFields;
  textOf: (field: string) => string | undefined;
  onChange: (variables: DealFields["variables"]) => void;
}

/** Names and values of the first variables; their types are chosen afterwards, in the deal. */
function Variables({ fields, textOf, onChange }: VariablesProps) {
  const { t } = useTranslation(["deals", "clients"]);
  const { variables } = fields;
  const sent = filled(fields);
  const set = (key: number, part: Partial<DealFields["variables"][number]>) =>
    onChange(variables.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <fieldset className={styles.variables}>
      <legend>{t("variables")}</legend>
      {variables.map((one) => {
        const place = sent.indexOf(one);
        const error = place < 0 ? undefined : (textOf(`variables[${place}].name`) ?? textOf(`variables[${place}].value`));
        return (
          <div key={one.key} className={styles.variable}>
            <TextInput
              size="sm"
              autoFocus={one.name === "" && one.value === ""}
              autoComplete="off"
              aria-label={t("clients:variables.name")}
              placeholder={t("clients:variables.name")}
              value={one.name}
              error={error}
              onChange={(event) => set(one.key, { name: event.currentTarget.value })}
            />
            <TextInput
              size="sm"
              autoComplete="off"
              aria-label={t("clients:variables.value")}
              placeholder={t("clients:variables.value")}
              value={one.value}
              onChange={(event) => set(one.key, { value: event.currentTarget.value })}
            />
            <IconButton size="sm" label={t("dropVariable")} onClick={() => onChange(variables.filter((other) => other !== one))}>
              <IconX size={16} stroke={1.75} />
            </IconButton>
          </div>
        );
      })}
      {variables.length < VARIABLES_MAX ? (
        <button
          type="button"
          className={marks.link}
          onClick={() => onChange([...variables, { key: (variables.at(-1)?.key ?? 0) + 1, name: "", value: "" }])}
        >
          <IconPlus size={14} stroke={2} aria-hidden />
          {t("addVariable")}
        </button>
      ) : null}
    </fieldset>
  );
}

/** Mistakes that the page sees itself, then those that the server has found. */
function useMistakes(fields: DealFields, error: unknown) {
  const { t } = useTranslation(["deals", "clients", "common"]);
  const fieldText = useFieldText();
  const problemText = useProblemText();
  const [wrong, setWrong] = useState<Mistakes>({});
  const [changed, setChanged] = useState<unknown>(null);
  // An answer about a former text says nothing about the present one.
  const problem = error && error !== changed ? problemOf(error) : null;
  const textOf = (field: string): string | undefined => {
    const code = wrong[field];
    if (code === "required") return t("common:field.required");
    if (code === "amount" || code === "amountWhole") return t(`error.${code}`);
    if (code) return t(`clients:variables.error.${code}`);
    const theirs = problem?.fields?.[field];
    if (field === "budget.amount" && theirs) return t("error.amount");
    if (field.endsWith(".name") && theirs?.code === "reserved") return t("clients:variables.error.name_reserved");
    return fieldText(theirs);
  };
  return {
    textOf,
    general: !problem || problem.fields ? null : problem.code === "limit_reached" ? t("error.limit_reached") : problemText(problem),
    check: () => {
      const found = mistakesOf(fields);
      setWrong(found);
      return Object.keys(found).length === 0;
    },
    reset: () => {
      setWrong({});
      setChanged(error);
    },
  };
}
