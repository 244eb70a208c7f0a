/** Who answers for a deal. Another field than the client's responsible, and never one control for both. */
import { Select } from "@mantine/core";
import { useEmployees } from "@/api/queries";
import { Avatar } from "@/components/avatar";
import { useTranslation } from "@/i18n/use-translation";

export interface EmployeeSelectProps {
  label: string;
  value: number | null;
  disabled?: boolean;
  error?: string | undefined;
  onChange: (employee: number | null) => void;
}

const NOBODY = "nobody";

export function EmployeeSelect({ label, value, disabled = false, error, onChange }: EmployeeSelectProps) {
  const { t } = useTranslation(["deals", "clients"]);
  const employees = useEmployees();
  const chosen = employees.find((employee) => employee.id === value);
  return (
    <Select
      size="sm"
      label={label}
      searchable
      disabled={disabled}
      allowDeselect={false}
      nothingFoundMessage={t("clients:list.nothingFound")}
      maxDropdownHeight={280}
      data={[{ value: NOBODY, label: t("nobody") }, ...employees.map((employee) => ({ value: String(employee.id), label: employee.name }))]}
      value={value === null ? NOBODY : String(value)}
      error={error}
      onChange={(next) => next !== null && onChange(next === NOBODY ? null : Number(next))}
      leftSection={chosen ? <Avatar id={chosen.id} name={chosen.name} url={chosen.avatar_url} size={18} /> : null}
    />
  );
}
