/** Removing an employee asks who takes his clients. */
import { Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { remove } from "@/api/request";
import type { Employee } from "@/api/types";
import { Failure } from "@/components/form/failure";
import { fieldClasses } from "@/components/form/field";
import { useForm } from "@/components/form/use-form";
import { page } from "@/components/page/parts";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";

interface Props {
  employee: Employee;
  others: Employee[];
  opened: boolean;
  onClose: () => void;
}

const FREE = "free";

export function RemoveDialog(props: Props) {
  const { t } = useTranslation("settings");
  return (
    <Window
      title={t("removal.title", { name: props.employee.name })}
      lead={t("removal.lead")}
      opened={props.opened}
      onClose={props.onClose}
    >
      <RemoveForm {...props} />
    </Window>
  );
}

function RemoveForm({ employee, others, onClose }: Props) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const form = useForm<{ clientsTo: string }, void>({
    initial: { clientsTo: FREE },
    checks: {},
    submit: ({ clientsTo }) => remove(`/api/v1/employees/${employee.id}`, { query: { clients_to: clientsTo } }),
    done: () => {
      onClose();
      notifications.show({ message: t("removal.done", { name: employee.name }) });
      void client.invalidateQueries({ queryKey: keys.employees });
    },
  });
  const heirs = others.filter((one) => one.id !== employee.id).map((one) => ({ value: String(one.id), label: one.name }));
  return (
    <WindowForm onSubmit={() => void form.submit()} onCancel={onClose} busy={form.busy} submit={t("removal.submit")} danger>
      {employee.clients > 0 ? (
        <Select
          label={t("removal.clients", { count: employee.clients })}
          value={form.values.clientsTo}
          onChange={(heir) => heir && form.set("clientsTo", heir)}
          data={[{ value: FREE, label: t("removal.free") }, ...heirs]}
          searchable={heirs.length > 8}
          allowDeselect={false}
          classNames={fieldClasses}
        />
      ) : (
        <p className={page.quiet} style={{ fontSize: 13 }}>
          {t("removal.noClients")}
        </p>
      )}
      <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
    </WindowForm>
  );
}
