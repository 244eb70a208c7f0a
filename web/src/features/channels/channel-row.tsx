/** One channel of the list; under it, when something is wrong, the reason. */

import { Link } from "@tanstack/react-router";
import { useCan } from "@/api/session";
import type { Channel } from "@/api/types";
import { ChannelTile, page } from "@/components/page/parts";
import { useMoment } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { ChannelMenu, PauseButton } from "./channel-menu";
import styles from "./channels.module.css";
import { ReasonStrip } from "./reason-strip";
import { ChannelState } from "./state-tag";
import { addressOf } from "./words";

export function ChannelRow({ channel }: { channel: Channel }) {
  const { t, i18n } = useTranslation("channels");
  const moment = useMoment();
  const mayWrite = useCan("channels.write");
  return (
    <>
      <tr className={styles.row}>
        <td className={styles.who}>
          <div className={styles.whoIn}>
            <ChannelTile kind={channel.kind} />
            <div style={{ minWidth: 0 }}>
              <Link to="/channels/$channelId" params={{ channelId: String(channel.id) }} className={`${page.name} ${styles.open} ellipsis`}>
                {channel.name}
              </Link>
              <small className="ellipsis">{addressOf(channel, t)}</small>
            </div>
          </div>
        </td>
        <td className={styles.state}>
          <ChannelState channel={channel} />
        </td>
        <td data-label={t("column.last")}>
          {channel.last_event_at === null ? (
            <span className={page.quiet}>{t("nothingYet")}</span>
          ) : (
            <div>
              {t("came")}, {moment(channel.last_event_at)}
              {channel.last_sent_at === null ? null : <small>{t("sent", { time: moment(channel.last_sent_at) })}</small>}
            </div>
          )}
        </td>
        <td data-label={t("column.queue")}>
          {channel.queued === 0 ? (
            <span className={page.quiet}>0</span>
          ) : (
            <span className={styles.queued} data-bad={channel.state === "attention" || undefined}>
              {t("queueWaits", { count: channel.queued })}
            </span>
          )}
        </td>
        <td data-label={t("column.clients")}>{number(channel.clients, i18n.language)}</td>
        <td className={styles.actions}>
          {mayWrite ? (
            <span>
              <PauseButton channel={channel} />
              <ChannelMenu channel={channel} inList />
            </span>
          ) : null}
        </td>
      </tr>
      {channel.state === "attention" && channel.reason ? (
        <tr data-more className={styles.reasonRow}>
          <td colSpan={6}>
            <ReasonStrip channel={channel} reason={channel.reason} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
