/** The channels of the project with their state. Rows change live and do not move under the pointer. */
import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { channelsQuery } from "@/api/queries";
import { useCan } from "@/api/session";
import type { Channel } from "@/api/types";
import { useClock } from "@/components/clock";
import { Segments } from "@/components/form/choices";
import { Box, PageHead, page, SearchField, WaitingRows } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import { ChannelRow } from "./channel-row";
import styles from "./channels.module.css";
import { channelMatches, compareChannels, keepOrder } from "./order";

type Tab = "all" | Channel["state"];
const TABS: readonly Tab[] = ["all", "attention", "works", "paused"];

export default function ChannelsPage() {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const channels = useQuery(channelsQuery);
  const [typed, setTyped] = useState("");
  const mayWrite = useCan("channels.write");
  const navigate = useNavigate();
  const connect = () => void navigate({ to: "/channels/connect" });
  const all = useMemo(() => (channels.data?.items ?? []).filter((channel) => channel.kind !== "demo"), [channels.data]);
  return (
    <main id="main" className={page.main}>
      <PageHead title={common("section.channels")}>
        {all.length > 0 ? <SearchField label={t("search")} value={typed} onChange={setTyped} /> : null}
        {mayWrite ? (
          <Button leftSection={<IconPlus size={16} />} onClick={connect}>
            {t("connect")}
          </Button>
        ) : null}
      </PageHead>
      <div className={`${page.body} scroll`}>
        {channels.data ? (
          <Listed
            all={all}
            typed={typed}
            updatedAt={channels.dataUpdatedAt}
            connect={
              mayWrite ? (
                <Button leftSection={<IconPlus size={16} />} onClick={connect}>
                  {t("connect")}
                </Button>
              ) : null
            }
          />
        ) : channels.error ? (
          <ErrorNote error={channels.error} onRetry={() => void channels.refetch()} />
        ) : (
          <Box>
            <WaitingRows label={common("loading")} />
          </Box>
        )}
      </div>
    </main>
  );
}

function Listed({ all, typed, updatedAt, connect }: { all: Channel[]; typed: string; updatedAt: number; connect: ReactNode }) {
  const { t } = useTranslation("channels");
  const clock = useClock();
  const [tab, setTab] = useState<Tab>("all");
  const found = useMemo(
    () => all.filter((channel) => (tab === "all" || channel.state === tab) && channelMatches(channel, typed)),
    [all, tab, typed],
  );
  const { rows, still } = useStillRows(found);
  if (all.length === 0) {
    return <StateNote icon={<IconPlugConnected size={28} stroke={1.5} />} title={t("emptyTitle")} text={t("emptyText")} action={connect} />;
  }
  const count = (of: Tab) => (of === "all" ? all.length : all.filter((channel) => channel.state === of).length);
  return (
    <>
      <div className={page.tools}>
        <div className={page.scrollX}>
          <Segments
            label={t("tabs")}
            value={tab}
            onChange={setTab}
            options={TABS.map((value) => ({
              value,
              label: (
                <>
                  {value === "all" ? t("all") : t(`stateTab.${value}`)} <small>{count(value)}</small>
                </>
              ),
            }))}
          />
        </div>
        <span className={page.grow} />
        <span className={`${page.quiet} ${page.small} ${styles.wideOnly}`}>{t("updates", { time: timeOfDay(updatedAt, clock) })}</span>
      </div>
      {rows.length === 0 ? (
        <StateNote icon={<IconSearchOff size={28} stroke={1.5} />} title={t("noneTitle")} text={t("noneText")} />
      ) : (
        <Box>
          <table className={`${page.table} ${styles.list}`} {...still}>
            <thead>
              <tr>
                <th>{t("column.channel")}</th>
                <th style={{ width: "14%" }}>{t("column.state")}</th>
                <th style={{ width: "22%" }}>{t("column.last")}</th>
                <th style={{ width: "10%" }}>{t("column.queue")}</th>
                <th style={{ width: "10%" }}>{t("column.clients")}</th>
                <th style={{ width: 108 }}>
                  <span className="visually-hidden">{t("column.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} />
              ))}
            </tbody>
          </table>
        </Box>
      )}
    </>
  );
}

/** Sorted rows that keep their places while the pointer is over them. */
function useStillRows(found: Channel[]) {
  const { i18n } = useTranslation();
  const [over, setOver] = useState(false);
  const shown = useRef<number[]>([]);
  const rows = over ? keepOrder(shown.current, found) : [...found].sort(compareChannels(i18n.language));
  if (!over) shown.current = rows.map((channel) => channel.id);
  return { rows, still: { onPointerEnter: () => setOver(true), onPointerLeave: () => setOver(false) } };
}
