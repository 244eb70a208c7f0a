/** Employees of the project and those who have been invited. */

import { Button, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUserOff, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { keys } from "@/api/keys";
import { employeesQuery } from "@/api/queries";
import { problemOf, put } from "@/api/request";
import { setProfile, useCan, useMe } from "@/api/session";
import type { Employee, Profile } from "@/api/types";
import { Segments } from "@/components/form/choices";
import { Box, page, SearchField, WaitingRows } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { PaneFrame } from "../pane-frame";
import { Presence } from "../presence";
import styles from "../settings.module.css";
import { EmployeeRow } from "./employee-row";
import { Invitations } from "./invitations";
import { InviteDialog } from "./invite-dialog";

type Tab = "all" | Profile["status"];
const TABS: { value: Tab; word: "all" | "onShift" | "onBreak" | "away" }[] = [
  { value: "all", word: "all" },
  { value: "on_shift", word: "onShift" },
  { value: "break", word: "onBreak" },
  { value: "away", word: "away" },
];

export default function EmployeesPane() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const employees = useQuery(employeesQuery);
  const mayInvite = useCan("employees.write");
  const [typed, setTyped] = useState("");
  const { inviting, open, close } = useInviteAddress();
  return (
    <PaneFrame
      title={t("nav.employees")}
      head={
        <>
          <SearchField label={t("employees.search")} value={typed} onChange={setTyped} />
          {mayInvite ? (
            <Button leftSection={<IconUserPlus size={16} stroke={1.75} />} onClick={open}>
              {t("employees.invite")}
            </Button>
          ) : null}
        </>
      }
    >
      {employees.data ? (
        <>
          <People employees={employees.data.items} typed={typed} />
          <Invitations invitations={employees.data.invitations} />
        </>
      ) : employees.error ? (
        <ErrorNote error={employees.error} onRetry={() => void employees.refetch()} />
      ) : (
        <Box>
          <WaitingRows label={common("loading")} />
        </Box>
      )}
      {mayInvite ? <InviteDialog opened={inviting} onClose={close} /> : null}
    </PaneFrame>
  );
}

/** The first steps lead here with the dialog open: `?invite=true`. */
function useInviteAddress() {
  const navigate = useNavigate();
  const inviting = useSearch({ strict: false }).invite === true;
  const go = (invite: boolean) =>
    void navigate({ to: "/settings/$pane", params: { pane: "employees" }, search: invite ? { invite: true } : {}, replace: true });
  return { inviting, open: () => go(true), close: () => go(false) };
}

function People({ employees, typed }: { employees: Employee[]; typed: string }) {
  const { t } = useTranslation("settings");
  const [tab, setTab] = useState<Tab>("all");
  const found = useMemo(() => {
    const words = typed.trim().toLowerCase();
    return employees.filter(
      (one) => (tab === "all" || one.status === tab) && (words === "" || `${one.name} ${one.email}`.toLowerCase().includes(words)),
    );
  }, [employees, tab, typed]);
  const count = (of: Tab) => (of === "all" ? employees.length : employees.filter((one) => one.status === of).length);
  return (
    <>
      <div className={page.tools}>
        <div className={page.scrollX}>
          <Segments
            label={t("employees.tabs")}
            value={tab}
            onChange={setTab}
            options={TABS.map(({ value, word }) => ({
              value,
              label: (
                <>
                  {t(`employees.${word}`)} <small>{count(value)}</small>
                </>
              ),
            }))}
          />
        </div>
        <span className={page.grow} />
        <MyStatus />
      </div>
      {found.length === 0 ? (
        <StateNote icon={<IconUserOff size={28} stroke={1.5} />} title={t("employees.nobody")} text={t("employees.nobodyText")} />
      ) : (
        <Box>
          <table className={`${page.table} ${styles.people}`}>
            <thead>
              <tr>
                <th>{t("employees.employee")}</th>
                <th style={{ width: 196 }}>{t("employees.role")}</th>
                <th style={{ width: 160 }}>{t("employees.status")}</th>
                <th style={{ width: 112 }}>{t("employees.clients")}</th>
                <th style={{ width: 132 }}>{t("employees.seen")}</th>
                <th style={{ width: 60 }}>
                  <span className="visually-hidden">{t("employees.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((employee) => (
                <EmployeeRow key={employee.id} employee={employee} others={employees} />
              ))}
            </tbody>
          </table>
        </Box>
      )}
    </>
  );
}

function MyStatus() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const problemText = useProblemText();
  const { employee } = useMe();
  const change = useMutation({
    mutationFn: (status: Profile["status"]) => put<Profile>("/api/v1/me/status", { status }),
    onSuccess: (profile) => {
      setProfile(client, profile);
      return client.invalidateQueries({ queryKey: keys.employees });
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  const statuses = ["on_shift", "break", "away"] as const;
  return (
    <div className={page.row} style={{ fontSize: 13 }}>
      <span className={page.quiet} aria-hidden>
        {t("employees.myStatus")}
      </span>
      <Select
        size="sm"
        w={170}
        aria-label={t("employees.myStatus")}
        value={change.isPending ? change.variables : employee.status}
        onChange={(status) => status && change.mutate(status as Profile["status"])}
        data={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        renderOption={({ option }) => <Presence status={option.value as Profile["status"]} />}
        leftSection={<PresenceDot status={employee.status} />}
        allowDeselect={false}
      />
    </div>
  );
}

function PresenceDot({ status }: { status: Profile["status"] }) {
  return (
    <span className={styles.presence} data-status={status} aria-hidden>
      <i />
    </span>
  );
}
