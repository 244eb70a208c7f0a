/** Variables that are declared before anybody has them: name, type, and the values of a list. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPencil, IconPlus, IconTrash, IconVariable } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { templatesQuery } from "@/api/queries";
import { problemOf, remove } from "@/api/request";
import { useCan } from "@/api/session";
import type { VariableTemplate } from "@/api/types";
import { useAsk } from "@/components/ask";
import { IconButton } from "@/components/icon-button";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { PaneFrame } from "../pane-frame";
import styles from "../settings.module.css";
import { TemplateWindow } from "./form";

export default function TemplatesPane() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const mayWrite = useCan("project.write");
  const templates = useQuery(templatesQuery);
  const [edited, setEdited] = useState<VariableTemplate | "new" | null>(null);
  const items = templates.data?.items ?? [];
  const add = mayWrite ? (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited("new")}>
      {t("templates.add")}
    </Button>
  ) : null;
  return (
    <PaneFrame title={t("nav.templates")} lead={t("templates.lead")} head={items.length > 0 ? add : null}>
      {templates.error && !templates.data ? (
        <ErrorNote error={templates.error} onRetry={() => void templates.refetch()} />
      ) : templates.isPending ? (
        <Box>
          <WaitingRows label={common("loading")} />
        </Box>
      ) : items.length === 0 ? (
        <StateNote
          icon={<IconVariable size={28} stroke={1.5} />}
          title={t("templates.empty")}
          text={t("templates.emptyText")}
          action={add}
        />
      ) : (
        <Box>
          <table className={`${page.table} ${styles.people}`}>
            <thead>
              <tr>
                <th>{t("templates.name")}</th>
                <th style={{ width: 140 }}>{t("templates.type")}</th>
                <th>{t("templates.options")}</th>
                <th style={{ width: 96 }}>
                  <span className="visually-hidden">{t("templates.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <Row key={one.id} template={one} mayWrite={mayWrite} onEdit={() => setEdited(one)} />
              ))}
            </tbody>
          </table>
        </Box>
      )}
      <TemplateWindow edited={edited} onClose={() => setEdited(null)} />
    </PaneFrame>
  );
}

function Row({ template, mayWrite, onEdit }: { template: VariableTemplate; mayWrite: boolean; onEdit: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const drop = useMutation({
    mutationFn: () => remove(`/api/v1/variable-templates/${template.id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.templates }),
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  const ask = useAsk();
  const askDrop = () =>
    ask({ title: t("templates.deleteTitle", { name: template.name }), text: t("templates.deleteText"), onConfirm: () => drop.mutate() });
  return (
    <tr>
      <td data-label={t("templates.name")}>{template.name}</td>
      <td data-label={t("templates.type")}>{t(`templates.types.${template.type}`)}</td>
      <td data-label={t("templates.options")}>{template.options.join(", ")}</td>
      <td>
        {mayWrite ? (
          <>
            <IconButton size="sm" label={t("templates.edit", { name: template.name })} onClick={onEdit}>
              <IconPencil size={18} stroke={1.75} />
            </IconButton>
            <IconButton size="sm" label={t("templates.delete", { name: template.name })} onClick={askDrop}>
              <IconTrash size={18} stroke={1.75} />
            </IconButton>
          </>
        ) : null}
      </td>
    </tr>
  );
}
