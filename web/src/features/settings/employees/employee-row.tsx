/** One employee: role, status, clients, when last seen, and the removal that asks who takes the clients. */

import { Menu, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconDotsVertical, IconKey, IconUserMinus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { patch, problemOf } from "@/api/request";
import { useMe } from "@/api/session";
import type { Employee, EmployeesPage, Role } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { backToOpener } from "@/components/menu-focus";
import { page } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { useMoment, useSince } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { Presence } from "../presence";
import styles from "../settings.module.css";
import { RemoveDialog } from "./remove-dialog";
import { mayChange, rolesFor } from "./roles";

export function EmployeeRow({ employee, others }: { employee: Employee; others: Employee[] }) {
  const { t, i18n } = useTranslation("settings");
  const moment = useMoment();
  const since = useSince();
  const me = useMe();
  const self = employee.id === me.employee.id;
  const mayRemove = mayChange(me, employee);
  const [removing, removal] = useDisclosure(false);
  return (
    <tr>
      <td className={styles.who}>
        <div className={styles.person}>
          <Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={36} />
          <div>
            <div className={`${page.name} ellipsis`}>
              {employee.name} {self ? <span className={styles.you}>{t("employees.you")}</span> : null}
            </div>
            <small>{employee.email}</small>
          </div>
        </div>
      </td>
      <td data-label={t("employees.role")}>
        <RoleField employee={employee} />
      </td>
      <td className={styles.state}>
        <Presence status={employee.status} />
        <small>{t("employees.since", { time: since(employee.status_since) })}</small>
      </td>
      <td data-label={t("employees.clients")}>{number(employee.clients, i18n.language)}</td>
      <td data-label={t("employees.seen")}>
        <span className={page.quiet}>
          {employee.online ? t("employees.now") : employee.last_seen_at === null ? t("employees.never") : moment(employee.last_seen_at)}
        </span>
      </td>
      <td className={styles.actions}>
        {mayRemove ? (
          <Menu position="bottom-end" width={232}>
            <Menu.Target>
              <IconButton label={t("employees.moreNamed", { name: employee.name })}>
                <IconDotsVertical size={20} stroke={1.75} />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown onClickCapture={backToOpener}>
              <Menu.Item color="red" leftSection={<IconUserMinus size={18} stroke={1.75} />} onClick={removal.open}>
                {t("employees.remove")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
        <RemoveDialog employee={employee} others={others} opened={removing} onClose={removal.close} />
      </td>
    </tr>
  );
}

function RoleField({ employee }: { employee: Employee }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const me = useMe();
  const change = useMutation({
    mutationFn: (role: Role) => patch<Employee>(`/api/v1/employees/${employee.id}`, { role }),
    onSuccess: (changed) => {
      client.setQueryData<EmployeesPage>(
        keys.employees,
        (all) => all && { ...all, items: all.items.map((one) => (one.id === changed.id ? changed : one)) },
      );
      notifications.show({ message: t("employees.roleChanged", { name: changed.name }) });
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  if (employee.role === "owner") {
    return (
      <span className={styles.owner}>
        <IconKey size={16} stroke={1.75} aria-hidden />
        {common("role.owner")}
      </span>
    );
  }
  if (!mayChange(me, employee)) return common(`role.${employee.role}`);
  return (
    <Select
      size="sm"
      aria-label={t("employees.roleOf", { name: employee.name })}
      value={change.isPending ? change.variables : employee.role}
      onChange={(role) => role && role !== employee.role && change.mutate(role as Role)}
      data={rolesFor(me.role).map((role) => ({ value: role, label: common(`role.${role}`) }))}
      allowDeselect={false}
      disabled={change.isPending}
    />
  );
}
