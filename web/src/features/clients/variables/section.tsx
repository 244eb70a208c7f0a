/** Переменные: those of this client, with their values open for editing, and a way to add one. */
import { TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useCan } from "@/api/session";
import type { Client } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { fold } from "@/lib/text";
import card from "../card/card.module.css";
import marks from "../labels/labels.module.css";
import { AddVariable } from "./add";
import { VariableRow } from "./row";
import { ownVariables } from "./system";
import styles from "./variables.module.css";

/** From so many on, one looks for a variable instead of reading all. */
const MANY = 10;

export default function VariablesSection({ client }: { client: Client }) {
  const { t } = useTranslation("clients");
  const mayWrite = useCan("clients.write");
  const [adding, setAdding] = useState(false);
  const [typed, setTyped] = useState("");
  const add = useRef<HTMLButtonElement>(null);
  const all = ownVariables(client);
  const owner = { client: client.id, deal: null };
  if (all.length === 0 && !mayWrite) return null;
  const shown = all.length < MANY ? all : all.filter((one) => fold(`${one.name} ${one.value}`).includes(fold(typed)));
  return (
    <section className={card.section}>
      <div className={marks.head}>
        <h3>
          {t("variables.title")}
          {all.length >= MANY ? <span className={styles.count}>{t("variables.own", { count: all.length })}</span> : null}
        </h3>
        {mayWrite ? (
          <button ref={add} type="button" className={marks.link} aria-expanded={adding} onClick={() => setAdding((now) => !now)}>
            <IconPlus size={14} stroke={2} aria-hidden />
            {t("variables.add")}
          </button>
        ) : null}
      </div>
      {all.length >= MANY ? (
        <TextInput
          size="xs"
          mb={4}
          placeholder={t("variables.find")}
          aria-label={t("variables.find")}
          leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      {adding ? (
        <AddVariable
          owner={owner}
          there={all}
          choosable
          onClose={() => {
            setAdding(false);
            add.current?.focus();
          }}
        />
      ) : null}
      {shown.length > 0 ? (
        <ul className={styles.list} aria-label={t("variables.title")}>
          {shown.map((variable) => (
            <VariableRow key={variable.name} owner={owner} variable={variable} mayWrite={mayWrite} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}
