/** The name, and a pencil that changes it in place: Enter or leaving the field saves, Esc gives the old one back. */
import { TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { problemOf } from "@/api/request";
import { useCan } from "@/api/session";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useRename } from "../use-actions";
import styles from "./card.module.css";

const NAME_MAX = 120;

export function NameField({ client, name }: { client: number; name: string }) {
  const { t } = useTranslation("clients");
  const mayWrite = useCan("clients.write");
  const problemText = useProblemText();
  const rename = useRename(client);
  const [typed, setTyped] = useState<string | null>(null);
  const save = () => {
    const next = typed?.trim() ?? "";
    if (next === "" || next === name) return setTyped(null);
    rename.mutate(next, { onSuccess: () => setTyped(null) });
  };
  if (typed === null) {
    return (
      <div className={styles.name}>
        <b>{name}</b>
        {mayWrite ? (
          <IconButton size="xs" label={t("card.rename")} onClick={() => setTyped(name)}>
            <IconPencil size={18} stroke={1.75} />
          </IconButton>
        ) : null}
      </div>
    );
  }
  return (
    <TextInput
      size="sm"
      autoFocus
      aria-label={t("card.name")}
      maxLength={NAME_MAX}
      value={typed}
      disabled={rename.isPending}
      error={rename.isError ? problemText(problemOf(rename.error)) : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        if (event.key === "Escape") {
          event.stopPropagation();
          rename.reset();
          setTyped(null);
        }
      }}
    />
  );
}
