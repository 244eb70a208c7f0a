/** Invited people who have not entered yet: how long the link works, a new link, revoking. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconMail } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { post, problemOf, remove } from "@/api/request";
import { useCan } from "@/api/session";
import type { Invitation } from "@/api/types";
import { useClock } from "@/components/clock";
import { Box, page } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { useMoment } from "@/components/use-moment";
import { Window, WindowFoot } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth } from "@/lib/time";
import styles from "../settings.module.css";
import { Links } from "./links";

const DAY = 86_400_000;

export function Invitations({ invitations }: { invitations: Invitation[] }) {
  const { t } = useTranslation("settings");
  if (invitations.length === 0) return null;
  return (
    <section aria-label={t("employees.invited")}>
      <h2 className={`${page.cap} ${styles.invited}`}>{t("employees.invited")}</h2>
      <Box>
        <table className={`${page.table} ${styles.people}`}>
          <thead className="visually-hidden">
            <tr>
              <th>{t("employees.employee")}</th>
              <th>{t("employees.role")}</th>
              <th>{t("employees.status")}</th>
              <th>{t("employees.actions")}</th>
            </tr>
          </thead>
          <tbody>
            {invitations.map((invitation) => (
              <Row key={invitation.id} invitation={invitation} />
            ))}
          </tbody>
        </table>
      </Box>
    </section>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const moment = useMoment();
  const mayWrite = useCan("employees.write");
  const { renew, revoke } = useInvitationActions(invitation);
  return (
    <tr>
      <td className={styles.who}>
        <div className={styles.person}>
          <span className={styles.letter} aria-hidden>
            <IconMail size={18} stroke={1.75} />
          </span>
          <div>
            <div className={`${page.name} ellipsis`}>{invitation.email}</div>
            <small>{t("employees.created", { date: moment(invitation.created_at) })}</small>
          </div>
        </div>
      </td>
      <td style={{ width: 196 }} data-label={t("employees.role")}>
        {common(`role.${invitation.role}`)}
      </td>
      <td style={{ width: 180 }} data-label={t("employees.status")}>
        <Life invitation={invitation} />
      </td>
      <td className={styles.actions} data-wide style={{ width: 230 }}>
        {mayWrite ? (
          <>
            <Button size="xs" variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
              {t("employees.renew")}
            </Button>
            <Button size="xs" variant="subtle" color="gray" loading={revoke.isPending} onClick={() => revoke.mutate()}>
              {t("employees.revoke")}
            </Button>
          </>
        ) : null}
        <Window title={t("invite.linkTitle")} lead={t("invite.linkLead")} opened={renew.data !== undefined} onClose={renew.reset} wide>
          {renew.data ? <Links items={[renew.data]} /> : null}
          <WindowFoot>
            <Button size="md" onClick={renew.reset}>
              {t("invite.close")}
            </Button>
          </WindowFoot>
        </Window>
      </td>
    </tr>
  );
}

function Life({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("settings");
  const clock = useClock();
  if (invitation.expired || invitation.expires_at <= clock.now) {
    return <span style={{ color: "var(--danger)" }}>{t("employees.expired", { date: dayAndMonth(invitation.expires_at, clock) })}</span>;
  }
  const days = Math.floor((invitation.expires_at - clock.now) / DAY);
  return days === 0 ? t("employees.lastDay") : t("employees.daysLeft", { count: days });
}

function useInvitationActions(invitation: Invitation) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const problemText = useProblemText();
  const path = `/api/v1/employees/invitations/${invitation.id}`;
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const refresh = () => client.invalidateQueries({ queryKey: keys.employees });
  const renew = useMutation({
    mutationFn: () => post<Invitation & { link: string }>(`${path}/renew`),
    onSuccess: () => void refresh(),
    onError,
  });
  const revoke = useMutation({
    mutationFn: () => remove(path),
    onSuccess: () => {
      notifications.show({ message: t("employees.revoked") });
      return refresh();
    },
    onError,
  });
  return { renew, revoke };
}
