/** A new contact, or one that is changed; its kind stays what it was. */
import { Button, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ClientContact, ContactKind, NewContact } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./people.module.css";
import { useContactRefusal } from "./use-people";

const LABEL_MAX = 60;
const kinds: ContactKind[] = ["phone", "email"];

export interface ContactFormProps {
  contact?: ClientContact;
  busy: boolean;
  error: unknown;
  /** What the server said of a former text is not true of this one. */
  onChange: () => void;
  onSubmit: (contact: NewContact) => void;
  onClose: () => void;
}

export function ContactForm({ contact, busy, error, onChange, onSubmit, onClose }: ContactFormProps) {
  const { t } = useTranslation(["people", "common"]);
  const refusal = useContactRefusal();
  const [kind, setKind] = useState<ContactKind>(contact?.kind ?? "phone");
  const [value, setValue] = useState(contact?.value ?? "");
  const [label, setLabel] = useState(contact?.label ?? "");
  const [empty, setEmpty] = useState(false);
  const refused = error ? refusal(error, kind) : null;
  const change = (step: () => void) => {
    onChange();
    setEmpty(false);
    step();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() === "") return setEmpty(true);
    if (!busy) onSubmit({ kind, value: value.trim(), label: label.trim() });
  };
  return (
    <form
      noValidate
      className={styles.form}
      aria-label={contact ? t("contacts.edit", { value: contact.value }) : t("contacts.new")}
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.currentTarget.querySelector('[aria-expanded="true"]')) return;
        event.stopPropagation();
        onClose();
      }}
    >
      {contact ? null : (
        <Select
          size="sm"
          label={t("contacts.kind")}
          allowDeselect={false}
          data={kinds.map((one) => ({ value: one, label: t(`contacts.kinds.${one}`) }))}
          value={kind}
          onChange={(next) => change(() => setKind(next === "email" ? "email" : "phone"))}
        />
      )}
      <TextInput
        size="sm"
        autoFocus
        autoComplete="off"
        inputMode={kind === "phone" ? "tel" : "email"}
        className={contact ? (styles.wide ?? "") : ""}
        label={t(`contacts.value.${kind}`)}
        value={value}
        error={empty ? t("common:field.required") : refused?.field === "value" ? refused.text : undefined}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          change(() => setValue(typed));
        }}
      />
      <TextInput
        size="sm"
        autoComplete="off"
        className={styles.wide ?? ""}
        maxLength={LABEL_MAX}
        label={t("contacts.label")}
        placeholder={t("contacts.labelHint")}
        value={label}
        error={refused?.field === "label" ? refused.text : undefined}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          change(() => setLabel(typed));
        }}
      />
      <div className={styles.foot}>
        <Button size="xs" type="submit" loading={busy}>
          {contact ? t("common:save") : t("contacts.save")}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}
