/** Four figures and the half hours of the last day, as bars or as a table. */

import { IconCircleCheck, IconCircleX, IconPlayerPause } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Channel, ChannelHealth } from "@/api/types";
import { useClock } from "@/components/clock";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { ErrorNote } from "@/components/state-note";
import { useMoment, useSince } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import { bars } from "./bars";
import styles from "./details.module.css";
import { useHealth } from "./use-health";

export function Health({ channel }: { channel: Channel }) {
  const { t: common } = useTranslation();
  const health = useHealth(channel.id);
  if (health.data) return <Figures channel={channel} health={health.data} />;
  return (
    <Box>
      {health.error ? (
        <ErrorNote error={health.error} onRetry={() => void health.refetch()} />
      ) : (
        <WaitingRows rows={2} label={common("loading")} />
      )}
    </Box>
  );
}

function Figures({ channel, health }: { channel: Channel; health: ChannelHealth }) {
  const { t, i18n } = useTranslation("channels");
  const { t: common } = useTranslation();
  const moment = useMoment();
  const since = useSince();
  const errors = health.errors_24h.events + health.errors_24h.sends;
  const seconds =
    health.send_p50_ms === null
      ? null
      : new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(Math.max(0.1, health.send_p50_ms / 1000));
  const icon = { size: 20, stroke: 1.75, "aria-hidden": true } as const;
  const receive = {
    works: { icon: <IconCircleCheck {...icon} />, word: t("health.connected"), tone: "good" },
    paused: { icon: <IconPlayerPause {...icon} />, word: t("health.paused"), tone: undefined },
    attention: { icon: <IconCircleX {...icon} />, word: t("health.broken"), tone: "bad" },
  }[channel.state];
  const usual =
    channel.kind === "site_chat" ? t("health.usualVisitor") : t("health.usual", { messenger: common(`channelKind.${channel.kind}`) });
  return (
    <Box>
      <dl className={styles.health}>
        <Figure
          name={t("health.receive")}
          tone={receive.tone}
          note={health.last_event_at === null ? t("health.noEvents") : t("health.lastEvent", { ago: moment(health.last_event_at) })}
        >
          {receive.icon}
          {receive.word}
        </Figure>
        <Figure name={t("health.send")} note={seconds === null ? t("health.noSends") : usual}>
          {seconds === null ? "—" : t("health.seconds", { seconds })}
        </Figure>
        <Figure
          name={t("health.queue")}
          note={health.oldest_queued_at === null ? t("health.queueEmpty") : t("health.oldest", { time: since(health.oldest_queued_at) })}
        >
          {health.queued}
        </Figure>
        <Figure
          name={t("health.errors")}
          tone={errors > 0 ? "bad" : undefined}
          note={
            errors === 0
              ? t("health.noErrors")
              : `${t("health.events", { count: health.errors_24h.events })}, ${t("health.sends", { count: health.errors_24h.sends })}`
          }
        >
          {errors}
        </Figure>
        <div className={`${styles.figure} ${styles.chart}`}>
          <dt className="visually-hidden">{t("health.chart")}</dt>
          <dd>
            <Chart hours={health.hours} />
          </dd>
        </div>
      </dl>
    </Box>
  );
}

function Figure(props: { name: string; note: string; tone?: string | undefined; children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{props.name}</dt>
      <dd className={styles.value} data-tone={props.tone}>
        {props.children}
      </dd>
      <dd>{props.note}</dd>
    </div>
  );
}

function Chart({ hours }: { hours: ChannelHealth["hours"] }) {
  const { t } = useTranslation("channels");
  const [asTable, setAsTable] = useState(false);
  const moment = useMoment();
  const total = hours.reduce((sum, hour) => ({ ok: sum.ok + hour.ok, failed: sum.failed + hour.failed }), { ok: 0, failed: 0 });
  const axis = [hours[0], hours[Math.floor(hours.length / 2)], hours.at(-1)].filter((hour) => hour !== undefined);
  return (
    <>
      <div className={styles.chartHead}>
        <b aria-hidden>{t("health.chart")}</b>
        <span className={styles.legend}>{t("health.ok")}</span>
        <span className={styles.legend} data-bad>
          {t("health.failed")}
        </span>
        <button type="button" className={page.link} style={{ minHeight: 0 }} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? "health.bars" : "health.table")}
        </button>
      </div>
      {asTable ? (
        <HoursTable hours={[...hours].reverse()} />
      ) : (
        <>
          <div className={styles.bars} role="img" aria-label={t("health.chartLabel", total)}>
            {bars(hours).map((bar) => (
              <i
                key={bar.at}
                style={{ height: `${bar.height}%` }}
                title={`${moment(bar.at)} · ${t("health.ok")} ${bar.ok}, ${t("health.failed")} ${bar.failed}`}
              >
                {bar.bad > 0 ? <s style={{ height: `${(bar.bad / bar.height) * 100}%` }} /> : null}
              </i>
            ))}
          </div>
          <div className={styles.axis} aria-hidden>
            {axis.map((hour) => (
              <span key={hour.at}>{moment(hour.at)}</span>
            ))}
          </div>
        </>
      )}
    </>
  );
}

export function HoursTable({ hours }: { hours: ChannelHealth["hours"] }) {
  const { t } = useTranslation("channels");
  const clock = useClock();
  const moment = useMoment();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long table scrolls, and must scroll from the keyboard too
    <div className={`${styles.hours} scroll`} tabIndex={0} role="region" aria-label={t("health.chart")}>
      <table className={page.table}>
        <thead>
          <tr>
            <th>{t("health.time")}</th>
            <th>{t("journal.ok")}</th>
            <th>{t("journal.failed")}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.at}>
              <td>
                {moment(hour.at)}–{timeOfDay(hour.at + 1_800_000, clock)}
              </td>
              <td>{hour.ok}</td>
              <td style={hour.failed > 0 ? { color: "var(--danger)", fontWeight: 500 } : undefined}>{hour.failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
