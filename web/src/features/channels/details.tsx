/** One channel: its state, code or access, and journal. The tab is in the address. */
import { Button } from "@mantine/core";
import { IconActivity, IconPlayerPause, IconPlayerPlay, IconPlugConnectedX, IconTableImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keys } from "@/api/keys";
import { channelKindsQuery } from "@/api/queries";
import { get, ProblemError } from "@/api/request";
import { useCan } from "@/api/session";
import type { Channel } from "@/api/types";
import { useClock } from "@/components/clock";
import { ChannelTile, PageHead, page } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth } from "@/lib/time";
import { ChannelMenu } from "./channel-menu";
import { AccessTab } from "./details/access-tab";
import styles from "./details/details.module.css";
import { JournalTab } from "./details/journal-tab";
import { StateTab } from "./details/state-tab";
import { ReasonStrip } from "./reason-strip";
import { SiteChatEditor } from "./site/editor";
import { ChannelState } from "./state-tag";
import { useChannelActions } from "./use-channel-actions";
import { addressOf } from "./words";

type Tab = "state" | "look" | "access" | "journal";

export default function ChannelPage() {
  const { t } = useTranslation("channels");
  const { channelId } = useParams({ from: "/shell/channels/$channelId" });
  const navigate = useNavigate();
  const id = Number(channelId);
  const channel = useQuery({
    queryKey: keys.channel(id),
    queryFn: ({ signal }) => get<Channel>(`/api/v1/channels/${id}`, { signal }),
    enabled: Number.isSafeInteger(id) && id > 0,
  });
  if (channel.data) return <ChannelDetails channel={channel.data} />;
  const gone = !Number.isSafeInteger(id) || (channel.error instanceof ProblemError && channel.error.status === 404);
  return (
    <main id="main" className={page.main}>
      <PageHead title="" back={{ label: t("back"), go: () => void navigate({ to: "/channels" }) }} />
      {gone ? (
        <StateNote icon={<IconPlugConnectedX size={28} stroke={1.5} />} title={t("gone")} text={t("goneText")} />
      ) : channel.error ? (
        <ErrorNote error={channel.error} onRetry={() => void channel.refetch()} />
      ) : null}
    </main>
  );
}

function ChannelDetails({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const mayWrite = useCan("channels.write");
  const tabs = tabsOf(channel, mayWrite);
  const asked = useSearch({ from: "/shell/channels/$channelId" }).tab ?? "state";
  const tab = tabs.includes(asked) ? asked : "state";
  return (
    <main id="main" className={page.main}>
      <PageHead title={<Title channel={channel} />} back={{ label: t("back"), go: () => void navigate({ to: "/channels" }) }}>
        <ImportAction channel={channel} />
        {mayWrite ? <Actions channel={channel} /> : null}
      </PageHead>
      <Tabs channel={channel} tabs={tabs} tab={tab} />
      <div className={styles.panel} role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === "look" ? <SiteChatEditor channel={channel} key={channel.id} /> : <Body channel={channel} tab={tab} />}
      </div>
    </main>
  );
}

function Body({ channel, tab }: { channel: Channel; tab: Exclude<Tab, "look"> }) {
  const panes: { [name in Exclude<Tab, "look">]: () => ReactNode } = {
    state: () => <StateTab channel={channel} />,
    access: () => <AccessTab channel={channel} />,
    journal: () => <JournalTab channel={channel} />,
  };
  return (
    <div className={`${page.body} ${styles.body} scroll`}>
      {channel.state === "attention" && channel.reason ? (
        <div style={{ marginLeft: -52, fontSize: 13, lineHeight: "18px" }}>
          <ReasonStrip channel={channel} reason={channel.reason} />
        </div>
      ) : null}
      {panes[tab]()}
    </div>
  );
}

function Title({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const clock = useClock();
  return (
    <div className={styles.title}>
      <ChannelTile kind={channel.kind} size={36} />
      <div>
        <div className={styles.titleLine}>
          <h1>{channel.name}</h1>
          <ChannelState channel={channel} />
        </div>
        <p className="ellipsis">
          {addressOf(channel, t)} · {t("connectedAt", { date: dayAndMonth(channel.created_at, clock) })}
        </p>
      </div>
    </div>
  );
}

/** Only where people have ids of their own before they write, and only for those who may. */
function ImportAction({ channel }: { channel: Channel }) {
  const { t } = useTranslation("imports");
  const may = useCan("clients.import");
  const kinds = useQuery({ ...channelKindsQuery, enabled: may });
  const takes = kinds.data?.items.find((kind) => kind.kind === channel.kind)?.capabilities.imports ?? false;
  if (!may || !takes) return null;
  return (
    <Button
      variant="default"
      style={{ color: "var(--button-color)" }}
      leftSection={<IconTableImport size={16} stroke={1.75} />}
      renderRoot={(props) => <Link to="/channels/$channelId/imports" params={{ channelId: String(channel.id) }} {...props} />}
    >
      {t("action")}
    </Button>
  );
}

function Actions({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const { pause, check } = useChannelActions(channel);
  const paused = channel.state === "paused";
  return (
    <>
      {channel.kind === "telegram" ? (
        <Button
          variant="default"
          leftSection={<IconActivity size={16} stroke={1.75} />}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          {t("checkNow")}
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={paused ? <IconPlayerPlay size={16} stroke={1.75} /> : <IconPlayerPause size={16} stroke={1.75} />}
        loading={pause.isPending}
        onClick={() => pause.mutate(!paused)}
      >
        {t(paused ? "resumeShort" : "pauseShort")}
      </Button>
      <ChannelMenu channel={channel} onRemoved={() => void navigate({ to: "/channels" })} />
    </>
  );
}

/** Which tabs a channel has: a site chat has a look. */
function tabsOf(channel: Channel, mayWrite: boolean): Tab[] {
  if (!mayWrite) return ["state", "journal"];
  return channel.kind === "site_chat" ? ["state", "look", "access", "journal"] : ["state", "access", "journal"];
}

function Tabs({ channel, tabs, tab }: { channel: Channel; tabs: Tab[]; tab: Tab }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const open = (name: Tab) =>
    void navigate({
      to: "/channels/$channelId",
      params: { channelId: String(channel.id) },
      search: name === "state" ? {} : { tab: name },
      replace: true,
    });
  return (
    <div className={styles.tabs} role="tablist" aria-label={channel.name}>
      {tabs.map((name, at) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          className={styles.tab}
          aria-selected={name === tab}
          aria-controls={name === tab ? `panel-${name}` : undefined}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => open(name)}
          onKeyDown={(event) => {
            const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
            const next = tabs[(at + step + tabs.length) % tabs.length];
            if (step === 0 || next === undefined) return;
            open(next);
            document.getElementById(`tab-${next}`)?.focus();
          }}
        >
          {t(`tab.${name}`)}
        </button>
      ))}
    </div>
  );
}
