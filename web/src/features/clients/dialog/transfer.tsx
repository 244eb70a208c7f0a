/** A client given to a colleague with a word about him. The word is a comment of the dialog in which the colleague is named. */
import { Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { useDialogActions } from "../use-actions";

const COMMENT_MAX = 4_000;

export default function TransferWindow({ dialog, onClose }: { dialog: Dialog; onClose: () => void }) {
  const { t } = useTranslation("clients");
  const me = useMe().employee.id;
  const employees = useEmployees().filter((one) => one.id !== dialog.responsible_id);
  const actions = useDialogActions(dialog.client_id);
  const [to, setTo] = useState<string | null>(null);
  const [comment, setComment] = useState("");
  const submit = () => {
    if (to !== null) actions.transfer(Number(to), comment.trim(), onClose);
  };
  return (
    <Window opened title={t("action.transfer")} lead={dialog.name} onClose={onClose}>
      <WindowForm submit={t("transfer.submit")} busy={actions.busy} disabled={to === null} onCancel={onClose} onSubmit={submit}>
        <Select
          data-autofocus
          label={t("transfer.to")}
          searchable
          allowDeselect={false}
          value={to}
          onChange={setTo}
          data={employees.map((one) => ({
            value: String(one.id),
            label: one.id === me ? t("action.toMe", { name: one.name }) : one.name,
          }))}
        />
        <Textarea
          label={t("transfer.comment")}
          description={t("transfer.commentText")}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={COMMENT_MAX}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            submit();
          }}
        />
      </WindowForm>
    </Window>
  );
}
