/** A new variable: whose, name, type, value. */
import { Autocomplete, Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTemplates } from "@/api/queries";
import type { ClientVariable, VariableType } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { nameFits, types } from "@/lib/variables";
import { useCurrentDeal, useWholeDeal } from "../deals/use-deals";
import { OwnerChoice } from "./owner-choice";
import { type Owner, useRefusal, useSetVariable } from "./use-variables";
import { ValueField } from "./value-field";
import { toValue } from "./values";
import styles from "./variables.module.css";

export interface AddVariableProps {
  owner: Owner;
  there: readonly ClientVariable[];
  /** It may become the current deal's instead. */
  choosable?: boolean;
  onClose: () => void;
}

export function AddVariable({ owner: given, there: taken, choosable = false, onClose }: AddVariableProps) {
  const { t } = useTranslation(["clients", "common"]);
  const [toDeal, setToDeal] = useState(false);
  const current = useCurrentDeal(given.client);
  const deal = choosable && toDeal ? current : undefined;
  const owner = deal ? { client: given.client, deal: deal.id } : given;
  const whole = useWholeDeal(deal).deal;
  const there = deal ? whole?.variables : taken;
  const set = useSetVariable(owner);
  const refusal = useRefusal();
  const [name, setName] = useState("");
  const templates = useTemplates();
  const template = templates.find((one) => one.name === name.trim());
  const free = templates.map((one) => one.name).filter((one) => !there?.some((taken) => taken.name === one));
  const [type, setType] = useState<VariableType>("string");
  const [value, setValue] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const refused = set.error ? refusal(set.error, type) : null;
  const save = () => {
    const own = name.trim();
    if (own === "") return setWrong(t("common:field.required"));
    if (!nameFits(own)) return setWrong(t("variables.error.name_bad"));
    // Which variables the deal has is still being asked for.
    if (!there) return;
    // Setting a variable that is there would change it without a word.
    if (there.some((one) => one.name === own)) return setWrong(t("variables.error.name_there"));
    set.mutate({ name: own, type, value: toValue(type, value) }, { onSuccess: onClose });
  };
  const change = (step: () => void) => {
    set.reset();
    setWrong(null);
    step();
  };
  return (
    <form
      noValidate
      className={styles.add}
      aria-label={t("variables.new")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.currentTarget.querySelector('[aria-expanded="true"]')) return;
        event.stopPropagation();
        onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {choosable ? (
        <OwnerChoice client={given.client} deal={current} toDeal={deal !== undefined} onChange={(next) => change(() => setToDeal(next))} />
      ) : null}
      <NameField
        names={free}
        value={name}
        error={wrong ?? (refused?.field === "name" ? refused.text : undefined)}
        onChange={(typed) =>
          change(() => {
            setName(typed);
            const known = templates.find((one) => one.name === typed.trim());
            if (known && known.type !== type) {
              setType(known.type);
              setValue("");
            }
          })
        }
      />
      <Select
        size="sm"
        label={t("variables.type")}
        allowDeselect={false}
        disabled={template !== undefined}
        data={types.map((one) => ({ value: one, label: t(`variables.types.${one}`) }))}
        value={type}
        onChange={(chosen) =>
          change(() => {
            setType(chosen as VariableType);
            setValue("");
          })
        }
      />
      <div className={styles.addValue}>
        <span className={styles.label} aria-hidden>
          {t("variables.value")}
        </span>
        <ValueField
          type={type}
          options={template?.options}
          label={t("variables.value")}
          value={value}
          error={refused?.field === "value" ? refused.text : undefined}
          onChange={(typed) => change(() => setValue(typed))}
          onPick={(picked) => change(() => setValue(picked))}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            save();
          }}
        />
      </div>
      <p className={styles.hint}>{t("variables.hint")}</p>
      <div className={styles.foot}>
        <Button size="xs" type="submit" loading={set.isPending}>
          {t("variables.save")}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}

interface NameFieldProps {
  names: string[];
  value: string;
  error: string | undefined;
  onChange: (typed: string) => void;
}

/** Offers the declared names; where there are none it is a field like any other. */
function NameField({ names, value, error, onChange }: NameFieldProps) {
  const { t } = useTranslation("clients");
  const common = { size: "sm", autoFocus: true, autoComplete: "off", label: t("variables.name"), value, error } as const;
  if (names.length === 0) return <TextInput {...common} onChange={(event) => onChange(event.currentTarget.value)} />;
  return <Autocomplete {...common} data={names} onChange={onChange} />;
}
