/** The opened deal: description, its own responsible (S28), how it ends, its variables (also of a closed one, S27). */
import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArchive, IconCircleCheck, IconCircleX, IconDots, IconPencil, IconRotate, IconTarget, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useCan } from "@/api/session";
import type { Deal } from "@/api/types";
import { useAsk } from "@/components/ask";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { DealForm } from "./deal-form";
import { DealVariables } from "./deal-variables";
import styles from "./deals.module.css";
import { EmployeeSelect } from "./employee-select";
import { fieldsOf, toPatch } from "./form";
import { ReasonForm } from "./reason-form";
import { useDealActions } from "./use-deals";

type Form = "edit" | "lost" | "archived" | null;

export default function DealBody({ deal }: { deal: Deal }) {
  const { t } = useTranslation(["deals", "common"]);
  const mayWrite = useCan("deals.write");
  const [form, setForm] = useState<Form>(null);
  const { change, onError } = useDealActions(deal);
  if (form === "edit") return <EditDeal deal={deal} onClose={() => setForm(null)} />;
  return (
    <div className={styles.body}>
      {deal.description ? <p className={styles.description}>{deal.description}</p> : null}
      <EmployeeSelect
        label={t("responsible")}
        value={deal.responsible_id}
        disabled={!mayWrite || change.isPending}
        onChange={(responsible_id) => change.mutate({ responsible_id }, { onError })}
      />
      {form === "lost" || form === "archived" ? (
        <ReasonForm deal={deal} state={form} onClose={() => setForm(null)} />
      ) : (
        <Actions deal={deal} onForm={setForm} />
      )}
      <DealVariables deal={deal} mayWrite={mayWrite} />
    </div>
  );
}

function EditDeal({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t, i18n } = useTranslation(["deals", "common"]);
  const { change } = useDealActions(deal);
  const [before] = useState(() => fieldsOf(deal, i18n.language));
  const [fields, setFields] = useState(before);
  const save = () => {
    const todo = toPatch(fields, before);
    if (Object.keys(todo).length === 0) return onClose();
    change.mutate(todo, { onSuccess: onClose });
  };
  return (
    <DealForm
      fresh={false}
      title={t("change")}
      submit={t("common:save")}
      fields={fields}
      busy={change.isPending}
      error={change.error}
      onChange={setFields}
      onSubmit={save}
      onClose={onClose}
    />
  );
}

function Actions({ deal, onForm }: { deal: Deal; onForm: (form: Form) => void }) {
  const { t } = useTranslation(["deals", "common"]);
  const mayWrite = useCan("deals.write");
  const mayDelete = useCan("deals.delete");
  const { state, current, erase, onError } = useDealActions(deal);
  const ask = useAsk();
  if (!mayWrite && !mayDelete) return null;
  const open = deal.state === "open";
  const set = (next: "won" | "open") => state.mutate({ state: next }, { onError });
  const askErase = () =>
    ask({
      title: t("deleteTitle", { name: deal.name }),
      text: t("deleteText"),
      onConfirm: () =>
        erase.mutate(undefined, { onSuccess: () => void notifications.show({ message: t("deleted", { name: deal.name }) }) }),
    });
  return (
    <div className={styles.actions}>
      {mayWrite && open ? (
        <>
          <Button
            size="xs"
            variant="default"
            loading={state.isPending}
            leftSection={<IconCircleCheck size={16} stroke={1.75} color="var(--success)" aria-hidden />}
            onClick={() => set("won")}
          >
            {t("win")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCircleX size={16} stroke={1.75} color="var(--danger)" aria-hidden />}
            onClick={() => onForm("lost")}
          >
            {t("lose")}
          </Button>
        </>
      ) : mayWrite ? (
        <Button
          size="xs"
          variant="default"
          loading={state.isPending}
          leftSection={<IconRotate size={16} stroke={1.75} aria-hidden />}
          onClick={() => set("open")}
        >
          {t("reopen")}
        </Button>
      ) : null}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <IconButton size="sm" className={styles.dots} label={t("actions", { name: deal.name })}>
            <IconDots size={18} stroke={1.75} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {mayWrite ? (
            <Menu.Item leftSection={<IconPencil size={18} stroke={1.75} />} onClick={() => onForm("edit")}>
              {t("edit")}
            </Menu.Item>
          ) : null}
          {mayWrite && open && !deal.current ? (
            <Menu.Item leftSection={<IconTarget size={18} stroke={1.75} />} onClick={() => current.mutate()}>
              {t("makeCurrent")}
            </Menu.Item>
          ) : null}
          {mayWrite && open ? (
            <Menu.Item leftSection={<IconArchive size={18} stroke={1.75} />} onClick={() => onForm("archived")}>
              {t("archive")}
            </Menu.Item>
          ) : null}
          {mayWrite && (deal.state === "lost" || deal.state === "archived") ? (
            <Menu.Item leftSection={<IconPencil size={18} stroke={1.75} />} onClick={() => onForm(deal.state as "lost" | "archived")}>
              {t("changeReason")}
            </Menu.Item>
          ) : null}
          {mayDelete ? (
            <Menu.Item color="red" leftSection={<IconTrash size={18} stroke={1.75} />} onClick={askErase}>
              {t("common:delete")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
