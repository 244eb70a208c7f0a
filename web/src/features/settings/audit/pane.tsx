/** Who changed what, newest first, page by page. */
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { AuditEntry, AuditPage } from "@/api/types";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useMoment } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import { PaneFrame } from "../pane-frame";
import styles from "../settings.module.css";
import { type DetailWords, detailsText } from "./details";

const PAGE = 50;

export default function AuditPane() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const log = useInfiniteQuery({
    queryKey: keys.audit,
    queryFn: ({ pageParam, signal }) => get<AuditPage>("/api/v1/audit", { query: { before: pageParam, limit: PAGE }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  });
  const entries = log.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <PaneFrame title={t("nav.audit")} lead={t("audit.lead")}>
      {log.error && !log.data ? (
        <ErrorNote error={log.error} onRetry={() => void log.refetch()} />
      ) : log.isPending ? (
        <Box>
          <WaitingRows label={common("loading")} />
        </Box>
      ) : entries.length === 0 ? (
        <StateNote icon={<IconHistory size={28} stroke={1.5} />} title={t("audit.empty")} text={t("audit.emptyText")} />
      ) : (
        <Box>
          <table className={`${page.table} ${styles.people}`}>
            <thead>
              <tr>
                <th style={{ width: 170 }}>{t("audit.when")}</th>
                <th style={{ width: 220 }}>{t("audit.who")}</th>
                <th>{t("audit.what")}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
          {log.hasNextPage ? (
            <div className={styles.more}>
              <Button variant="subtle" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t("audit.more")}
              </Button>
            </div>
          ) : null}
        </Box>
      )}
    </PaneFrame>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("settings");
  const moment = useMoment();
  const details = detailsText(entry.details, useDetailWords());
  return (
    <tr>
      <td data-label={t("audit.when")}>
        <time dateTime={new Date(entry.at).toISOString()}>{moment(entry.at)}</time>
      </td>
      <td data-label={t("audit.who")}>{entry.employee_name ?? t("audit.system")}</td>
      <td className={styles.who}>
        {t(`audit.actions.${entry.action.replace(".", "_") as "project_created"}`, { defaultValue: entry.action })}
        {details ? <small className={styles.details}>{details}</small> : null}
      </td>
    </tr>
  );
}

function useDetailWords(): DetailWords {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  return {
    name: (name) => t(`audit.fields.${name as "name"}`, { defaultValue: name }),
    value: (name, value) => {
      if (name === "role" || name === "from" || name === "to") return common(`role.${value as "owner"}`, { defaultValue: value });
      if (name === "kind") return common(`channelKind.${value as "telegram"}`, { defaultValue: value });
      return value;
    },
  };
}
