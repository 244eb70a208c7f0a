/** What went wrong in the last day: the reason that holds now, and the half hours with errors. */

import { Button } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Channel } from "@/api/types";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useSince } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import { reasonText } from "../words";
import { failures } from "./bars";
import styles from "./details.module.css";
import { HoursTable } from "./health";
import { useHealth } from "./use-health";

export function JournalTab({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const health = useHealth(channel.id);
  const failed = failures(health.data?.hours ?? []);
  return (
    <div className={styles.column}>
      <Box pad label={t("journal.now")}>
        <h2 className={page.h2}>{t("journal.now")}</h2>
        <Now channel={channel} />
      </Box>
      <Box label={t("journal.title")}>
        <div className={styles.listHead}>
          <h2 className={page.h2}>{t("journal.title")}</h2>
          <p>{t("journal.lead")}</p>
        </div>
        {health.error && !health.data ? (
          <ErrorNote error={health.error} onRetry={() => void health.refetch()} />
        ) : !health.data ? (
          <WaitingRows rows={2} label={common("loading")} />
        ) : failed.length === 0 ? (
          <div style={{ borderTop: "1px solid var(--line)" }}>
            <StateNote icon={<IconChecks size={28} stroke={1.5} />} title={t("journal.empty")} text={t("journal.emptyText")} />
          </div>
        ) : (
          <HoursTable hours={failed} />
        )}
      </Box>
    </div>
  );
}

function Now({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const since = useSince();
  const toState = () => void navigate({ to: "/channels/$channelId", params: { channelId: String(channel.id) }, search: {}, replace: true });
  const line = (text: string, note: ReactNode, link: boolean) => (
    <div className={styles.fact} key={text}>
      <span>
        {text}
        {note ? <small>{note}</small> : null}
      </span>
      {link ? (
        <Button size="xs" variant="default" onClick={toState}>
          {t("journal.show")}
        </Button>
      ) : null}
    </div>
  );
  const reason = channel.state === "attention" ? channel.reason : null;
  return (
    <>
      {reason
        ? line(reasonText(channel, reason, since(reason.since), common(`channelKind.${channel.kind}`), t), reason.provider_text, false)
        : line(t(channel.state === "paused" ? "journal.statePaused" : "journal.stateOk"), null, false)}
      {channel.dead_letters > 0 ? line(t("journal.dead", { count: channel.dead_letters }), null, true) : null}
      {channel.unknown > 0 ? line(t("journal.unknown", { count: channel.unknown }), null, true) : null}
    </>
  );
}
