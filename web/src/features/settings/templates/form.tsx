/** One declared variable in a window. */
import { Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { post, problemOf, put } from "@/api/request";
import type { VariableTemplate, VariableType } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { nameFits, types } from "@/lib/variables";

const NAME_MAX = 100;

export function TemplateWindow({ edited, onClose }: { edited: VariableTemplate | "new" | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Window opened={edited !== null} title={t(edited === "new" ? "templates.newTitle" : "templates.editTitle")} onClose={onClose}>
      {edited === null ? null : <TemplateForm template={edited === "new" ? null : edited} onClose={onClose} />}
    </Window>
  );
}

function TemplateForm({ template, onClose }: { template: VariableTemplate | null; onClose: () => void }) {
  const { t } = useTranslation(["settings", "clients", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const [name, setName] = useState(template?.name ?? "");
  const [type, setType] = useState<VariableType>(template?.type ?? "string");
  const [lines, setLines] = useState(template?.options.join("\n") ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (form: object) =>
      template
        ? put<VariableTemplate>(`/api/v1/variable-templates/${template.id}`, form)
        : post<VariableTemplate>("/api/v1/variable-templates", form),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.templates });
      onClose();
    },
  });
  const problem = save.error ? problemOf(save.error) : null;
  const refused = (field: string) => {
    const at = problem?.fields?.[field];
    if (!at) return undefined;
    if (field === "name" && at.code === "reserved") return t("clients:variables.error.name_reserved");
    if (field === "options" && at.code === "taken") return t("templates.twice");
    return fieldText(at);
  };
  const submit = () => {
    const own = name.trim();
    if (own === "") return setWrong(t("common:field.required"));
    if (!nameFits(own)) return setWrong(t("clients:variables.error.name_bad"));
    const options = lines.split("\n").map((line) => line.trim());
    save.mutate({ name: own, type, options: type === "list" ? options.filter((line) => line !== "") : [] });
  };
  const elsewhere = problem && !problem.fields?.name && !problem.fields?.options;
  return (
    <WindowForm submit={t("templates.save")} busy={save.isPending} onCancel={onClose} onSubmit={submit}>
      <Stack gap={12}>
        <TextInput
          data-autofocus
          autoComplete="off"
          label={t("templates.name")}
          description={t("templates.nameHint")}
          maxLength={NAME_MAX}
          value={name}
          error={wrong ?? refused("name")}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setWrong(null);
            save.reset();
          }}
        />
        <Select
          label={t("templates.type")}
          allowDeselect={false}
          data={types.map((one) => ({ value: one, label: t(`templates.types.${one}`) }))}
          value={type}
          onChange={(chosen) => setType(chosen as VariableType)}
        />
        {type === "list" ? (
          <Textarea
            label={t("templates.options")}
            description={t("templates.optionsHint")}
            autosize
            minRows={3}
            maxRows={10}
            value={lines}
            error={refused("options")}
            onChange={(event) => {
              setLines(event.currentTarget.value);
              save.reset();
            }}
          />
        ) : null}
        {elsewhere ? <p role="alert">{problemText(problem)}</p> : null}
      </Stack>
    </WindowForm>
  );
}
