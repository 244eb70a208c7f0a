/** Name and colour of a label or list in place: a new one, or an existing one with the way to delete it. */
import { Button, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { problemOf } from "@/api/request";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { ColorChoice } from "./color-choice";
import styles from "./labels.module.css";
import { type Mark, type MarkForm, type MarkKind, useMarkChanges } from "./use-marks";

const NAME_MAX = 60;

export interface MarkFormProps {
  kind: MarkKind;
  /** The one that is changed; without it a new one is made. */
  mark?: Mark | undefined;
  start: MarkForm;
  onDone: (mark: Mark) => void;
  onClose: () => void;
}

export function MarkFormBox({ kind, mark, start, onDone, onClose }: MarkFormProps) {
  const { t } = useTranslation(["clients", "common"]);
  const words = kind === "label" ? ("labels" as const) : ("lists" as const);
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const { make, change, drop } = useMarkChanges(kind);
  const [name, setName] = useState(start.name);
  const [color, setColor] = useState(start.color);
  const [asked, setAsked] = useState(false);
  const step = mark ? change : make;
  const problem = step.error ? problemOf(step.error) : null;
  const save = () => {
    const form = { name: name.trim(), color };
    if (mark) change.mutate({ id: mark.id, ...form }, { onSuccess: onDone });
    else make.mutate(form, { onSuccess: onDone });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Esc leaves the form; the next one closes the whole popover.
    event.stopPropagation();
    onClose();
  };
  if (asked && mark) return <Deletion kind={kind} mark={mark} drop={drop} onDone={onClose} onBack={() => setAsked(false)} />;
  return (
    <form
      noValidate
      className={styles.form}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        size="sm"
        data-autofocus
        autoFocus
        aria-label={t(`${words}.name`)}
        placeholder={t(`${words}.name`)}
        maxLength={NAME_MAX}
        value={name}
        error={problem ? (fieldText(problem.fields?.name) ?? problemText(problem)) : undefined}
        onChange={(event) => {
          step.reset();
          setName(event.currentTarget.value);
        }}
      />
      <ColorChoice value={color} none={kind === "list"} onChange={setColor} />
      <div className={styles.formFoot}>
        {mark ? (
          <Button size="xs" variant="subtle" color="red" leftSection={<IconTrash size={14} stroke={2} />} onClick={() => setAsked(true)}>
            {t("common:delete")}
          </Button>
        ) : kind === "list" ? (
          <span className={styles.hint}>{t("lists.colorHint")}</span>
        ) : null}
        <Button size="xs" variant="subtle" color="gray" ml="auto" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button size="xs" type="submit" loading={step.isPending} disabled={name.trim() === ""}>
          {mark ? t("common:save") : t("labels.create")}
        </Button>
      </div>
    </form>
  );
}

interface DeletionProps {
  kind: MarkKind;
  mark: Mark;
  drop: ReturnType<typeof useMarkChanges>["drop"];
  onDone: () => void;
  onBack: () => void;
}

/** Deleting reaches every client at once, so it says how many before it asks. */
function Deletion({ kind, mark, drop, onDone, onBack }: DeletionProps) {
  const { t, i18n } = useTranslation(["clients", "common"]);
  const words = kind === "label" ? ("labels" as const) : ("lists" as const);
  const problemText = useProblemText();
  const { count, more } = mark.clients;
  const shown = `${number(count, i18n.language)}${more ? "+" : ""}`;
  return (
    <div
      role="alertdialog"
      aria-label={t(`${words}.deleteTitle`, { name: mark.name })}
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onBack();
      }}
    >
      <b className={styles.formTitle}>{t(`${words}.deleteTitle`, { name: mark.name })}</b>
      <span className={styles.hint}>{count === 0 ? t(`${words}.deleteNobody`) : t(`${words}.deleteText`, { count, shown })}</span>
      {drop.error ? (
        <span role="alert" className={styles.error}>
          {problemText(problemOf(drop.error))}
        </span>
      ) : null}
      <div className={styles.formFoot}>
        <Button size="xs" variant="subtle" color="gray" ml="auto" autoFocus onClick={onBack}>
          {t("common:cancel")}
        </Button>
        <Button size="xs" color="red" loading={drop.isPending} onClick={() => drop.mutate(mark.id, { onSuccess: onDone })}>
          {t("common:delete")}
        </Button>
      </div>
    </div>
  );
}
