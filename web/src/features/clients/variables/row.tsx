/** One variable: its value is edited in place. Enter or leaving the field saves, Esc gives the old value back. */
import { Menu } from "@mantine/core";
import { IconCheck, IconCopy, IconDotsVertical, IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { useTemplates } from "@/api/queries";
import type { ClientVariable, VariableType } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { LazyMenu } from "@/components/lazy-menu";
import { useTranslation } from "@/i18n/use-translation";
import { types } from "@/lib/variables";
import { useCopy } from "../dialog/message-actions";
import { type Owner, useDeleteVariable, useRefusal, useSetVariable } from "./use-variables";
import { ValueField } from "./value-field";
import { toValue } from "./values";
import styles from "./variables.module.css";

export function VariableRow({ owner, variable, mayWrite }: { owner: Owner; variable: ClientVariable; mayWrite: boolean }) {
  const { t } = useTranslation(["clients", "deals"]);
  const template = useTemplates().find((one) => one.name === variable.name);
  const set = useSetVariable(owner);
  const drop = useDeleteVariable(owner);
  const copy = useCopy();
  const ofDeal = owner.deal !== null;
  const refusal = useRefusal();
  /** Null: nothing is being typed, the value of the server shows. */
  const [typed, setTyped] = useState<string | null>(null);
  const [asType, setAsType] = useState<VariableType>(variable.type);
  const error = set.error ? refusal(set.error, asType).text : undefined;
  const send = (value: string, type: VariableType) => {
    setAsType(type);
    set.mutate({ name: variable.name, value, type }, { onSuccess: () => setTyped(null) });
  };
  const save = (text: string | null) => {
    if (text === null || set.isPending) return;
    const value = toValue(variable.type, text);
    if (value === variable.value) {
      set.reset();
      return setTyped(null);
    }
    send(value, variable.type);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      save(typed);
    }
    if (event.key === "Escape" && (typed !== null || set.isError)) {
      // The card may be a drawer that Esc would close.
      event.stopPropagation();
      set.reset();
      setTyped(null);
    }
  };
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <span
          className={styles.scope}
          data-deal={ofDeal || undefined}
          title={t(ofDeal ? "deals:dealVariable" : "card.clientVariable")}
          aria-hidden
        >
          {t(ofDeal ? "deals:letter" : "card.clientLetter")}
        </span>
        <span className="ellipsis" title={variable.name}>
          {variable.name}
        </span>
      </span>
      <div className={styles.value} data-typed={typed !== null || undefined}>
        <ValueField
          type={variable.type}
          options={template?.options}
          label={variable.name}
          value={typed ?? variable.value}
          error={error}
          disabled={!mayWrite}
          onChange={(value) => {
            // On its way to the server it waits; disabled, it would lose the focus.
            if (set.isPending) return;
            set.reset();
            setTyped(value);
          }}
          onPick={(value) => {
            setTyped(value);
            save(value);
          }}
          onBlur={() => {
            if (!set.isPending && !set.isError) save(typed);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {mayWrite ? (
        <LazyMenu
          position="bottom-end"
          width={220}
          button={
            <IconButton size="xs" label={t("variables.actions", { name: variable.name })}>
              <IconDotsVertical size={16} stroke={1.75} />
            </IconButton>
          }
        >
          <Menu.Dropdown>
            {(template ? [] : types).map((type) => (
              <Menu.Item
                key={type}
                rightSection={type === variable.type ? <IconCheck size={16} stroke={2} /> : null}
                onClick={() => send(variable.value, type)}
              >
                {t("variables.typeOf", { type: t(`variables.types.${type}`) })}
              </Menu.Item>
            ))}
            {template ? null : <Menu.Divider />}
            <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(variable.value)}>
              {t("variables.copy")}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={18} stroke={1.75} />} onClick={() => drop.mutate(variable)}>
              {t("variables.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </LazyMenu>
      ) : null}
    </li>
  );
}
