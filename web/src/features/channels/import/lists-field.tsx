/** The lists that the clients are put into: found by typing, and made when nobody has such a name. */
import { MultiSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { listsQuery } from "@/api/queries";
import { post, problemOf } from "@/api/request";
import { useCan } from "@/api/session";
import type { List } from "@/api/types";
import { fieldClasses, fieldOrder } from "@/components/form/field";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { fold } from "@/lib/text";
import { LISTS_MAX } from "./settings";

const NAME_MAX = 60;
const NEW = "new";

interface Props {
  ids: readonly number[];
  disabled: boolean;
  error: string | undefined;
  onChange: (ids: number[]) => void;
}

export function ListsField({ ids, disabled, error, onChange }: Props) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const mayMake = useCan("clients.write");
  const lists = useQuery(listsQuery).data?.items ?? [];
  const [typed, setTyped] = useState("");
  const make = useMutation({
    mutationFn: (name: string) => post<List>("/api/v1/lists", { name, color: null }),
    onSuccess: (made) => {
      onChange([...ids, made.id]);
      setTyped("");
      return client.invalidateQueries({ queryKey: keys.lists });
    },
  });
  const name = typed.trim();
  const offered = mayMake && name !== "" && !lists.some((list) => fold(list.name) === fold(name));
  // A list deleted meanwhile can be seen and taken out.
  const gone = ids.filter((id) => !lists.some((list) => list.id === id)).map((id) => ({ value: String(id), label: `#${id}` }));
  const refused = make.error ? problemOf(make.error) : null;
  return (
    <MultiSelect
      label={t("lists.label")}
      description={t("lists.hint")}
      inputWrapperOrder={fieldOrder}
      classNames={fieldClasses}
      searchable
      hidePickedOptions
      disabled={disabled || make.isPending}
      maxValues={LISTS_MAX}
      maxDropdownHeight={260}
      placeholder={ids.length === 0 ? t("lists.placeholder") : ""}
      nothingFoundMessage={t("lists.none")}
      data={[
        ...lists.map((list) => ({ value: String(list.id), label: list.name })),
        ...gone,
        ...(offered ? [{ value: NEW, label: t("lists.create", { name }) }] : []),
      ]}
      value={ids.map(String)}
      searchValue={typed}
      onSearchChange={(text) => {
        make.reset();
        setTyped(text.slice(0, NAME_MAX));
      }}
      filter={({ options, search }) =>
        options.filter((one) => "value" in one && (one.value === NEW || fold(one.label).includes(fold(search))))
      }
      error={error ?? (refused ? (fieldText(refused.fields?.name) ?? problemText(refused)) : undefined)}
      onChange={(values) => {
        if (values.includes(NEW)) make.mutate(name);
        else onChange(values.map(Number));
      }}
      comboboxProps={{ shadow: "md", radius: 12 }}
    />
  );
}
