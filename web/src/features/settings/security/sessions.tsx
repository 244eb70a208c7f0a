/** Where the employee is signed in; any place but this one can be signed out. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { get, problemOf, remove } from "@/api/request";
import type { Session, SessionsPage } from "@/api/types";
import { Box, page, StateTag, WaitingRows } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { ErrorNote } from "@/components/state-note";
import { useMoment } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import styles from "../settings.module.css";
import { describeDevice } from "./devices";

export function Sessions() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const sessions = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => get<SessionsPage>("/api/v1/me/sessions", { signal }),
    staleTime: 0,
  });
  return (
    <Box pad label={t("security.sessions")}>
      <h2 className={page.h2}>{t("security.sessions")}</h2>
      {sessions.data ? (
        sessions.data.items.map((session) => <Row key={session.id} session={session} />)
      ) : sessions.error ? (
        <ErrorNote error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <WaitingRows rows={2} label={common("loading")} />
      )}
    </Box>
  );
}

function Row({ session }: { session: Session }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const problemText = useProblemText();
  const moment = useMoment();
  const end = useMutation({
    mutationFn: () => remove(`/api/v1/me/sessions/${session.id}`),
    onSuccess: () => {
      notifications.show({ message: t("security.ended") });
      return client.invalidateQueries({ queryKey: keys.sessions });
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
  const { browser, system } = describeDevice(session.user_agent);
  const device = browser && system ? t("security.onSystem", { browser, system }) : (browser ?? system ?? t("security.unknownDevice"));
  const Icon = system === "iPhone" || system === "Android" || system === "iPad" ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <div className={styles.fact}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <div>
        {device}
        <small>
          {[session.address, moment(session.last_used_at), t("security.signedInAt", { date: moment(session.created_at) })]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
      {session.current ? (
        <StateTag tone="good" icon={null}>
          {t("security.here")}
        </StateTag>
      ) : (
        <Button
          size="xs"
          variant="default"
          aria-label={t("security.endNamed", { device })}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t("security.end")}
        </Button>
      )}
    </div>
  );
}
