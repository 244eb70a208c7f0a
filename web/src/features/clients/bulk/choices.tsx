/** What is chosen for many at once: a label or list to put on or take off, an employee to give them to. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useEmployees } from "@/api/queries";
import type { JobAction } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useTranslation } from "@/i18n/use-translation";
import { fold } from "@/lib/text";
import { Chip } from "../labels/chip";
import { found } from "../labels/find";
import { type MarkKind, useMarks } from "../labels/use-marks";
import styles from "./bulk.module.css";

export function MarkChoice({ kind, onChoose }: { kind: MarkKind; onChoose: (action: JobAction) => void }) {
  const { t } = useTranslation("bulk");
  const { all } = useMarks(kind);
  const [typed, setTyped] = useState("");
  const shown = found(all, typed);
  const put = (id: number): JobAction => (kind === "label" ? { type: "add_label", label_id: id } : { type: "add_list", list_id: id });
  const take = (id: number): JobAction =>
    kind === "label" ? { type: "remove_label", label_id: id } : { type: "remove_list", list_id: id };
  return (
    <>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={t("find")}
        placeholder={t("find")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className={`${styles.options} scroll`}>
        {shown.map((mark) => (
          <li key={mark.id}>
            <span className={styles.option}>
              <Chip name={mark.name} color={mark.color} list={kind === "list"} />
            </span>
            <Button size="xs" variant="light" aria-label={t("putOn", { name: mark.name })} onClick={() => onChoose(put(mark.id))}>
              {t("put")}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              aria-label={t("takeOff", { name: mark.name })}
              onClick={() => onChoose(take(mark.id))}
            >
              {t("take")}
            </Button>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? <p className={styles.note}>{t("noMarks")}</p> : null}
    </>
  );
}

export function EmployeeChoice({ onChoose }: { onChoose: (action: JobAction) => void }) {
  const { t } = useTranslation("bulk");
  const employees = useEmployees();
  const [typed, setTyped] = useState("");
  const shown = employees.filter((one) => fold(one.name).includes(fold(typed)));
  const give = (employee_id: number | null) => onChoose({ type: "set_responsible", employee_id });
  return (
    <>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={t("findEmployee")}
        placeholder={t("findEmployee")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className={`${styles.options} scroll`}>
        {shown.map((one) => (
          <li key={one.id}>
            <button type="button" className={styles.person} onClick={() => give(one.id)}>
              <Avatar id={one.id} name={one.name} url={one.avatar_url} size={24} />
              <span className="ellipsis">{one.name}</span>
            </button>
          </li>
        ))}
        <li>
          <button type="button" className={styles.person} onClick={() => give(null)}>
            {t("free")}
          </button>
        </li>
      </ul>
    </>
  );
}
