/** Messages of which nobody knows whether they arrived. They never go out again by themselves; three actions ask once. */

import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck, IconSend2 } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keys } from "@/api/keys";
import { channelKindsQuery } from "@/api/queries";
import { get, post, problemOf } from "@/api/request";
import { useCan } from "@/api/session";
import type { Changed, Channel, UnknownAction, UnknownMessage, UnknownOrder, UnknownPage } from "@/api/types";
import { Failure } from "@/components/form/failure";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { ErrorNote } from "@/components/state-note";
import { useMoment } from "@/components/use-moment";
import { Window, WindowFoot } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import windowStyles from "../channels.module.css";
import styles from "./details.module.css";

export function UnknownDeliveries({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useCan("channels.write");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [asked, ask] = useState<UnknownAction | null>(null);
  const list = useInfiniteQuery({
    queryKey: keys.unknown(channel.id),
    queryFn: ({ pageParam, signal }) =>
      get<UnknownPage>(`/api/v1/channels/${channel.id}/unknown`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is not read, its change is the signal
  useEffect(() => void client.invalidateQueries({ queryKey: keys.unknown(channel.id) }), [client, channel.id, channel.unknown]);
  const items = list.data?.pages.flatMap((one) => one.items) ?? [];
  // What has left the list meanwhile is no longer chosen.
  const selected = items.filter((item) => chosen.has(item.message_id)).map((item) => item.message_id);
  const toggle = (id: number) =>
    setChosen((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set(before).add(id)));
  return (
    <Box label={t("unknown.title")}>
      <div className={styles.listHead}>
        <h2 className={page.h2}>{t("unknown.title")}</h2>
        {channel.unknown > 0 ? <span className={page.count}>{channel.unknown}</span> : null}
        <p className="ellipsis">{items.length > 0 ? t("unknown.lead") : t("unknown.emptyText")}</p>
      </div>
      {items.length > 0 && mayWrite ? (
        <MassBar
          selected={selected.length}
          total={items.length}
          onAll={(on) => setChosen(on ? new Set(items.map((item) => item.message_id)) : new Set())}
          ask={ask}
        />
      ) : null}
      {list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <WaitingRows rows={2} label={common("loading")} />
      ) : (
        <ul className={styles.rows}>
          {items.map((item) => (
            <Row
              key={item.message_id}
              item={item}
              chosen={chosen.has(item.message_id)}
              toggle={mayWrite ? () => toggle(item.message_id) : null}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <div className={styles.more}>
          <Button size="xs" variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("unknown.more")}
          </Button>
        </div>
      ) : null}
      {items.length > 0 ? <Warning channel={channel} /> : null}
      <Confirm channel={channel} action={asked} messages={selected} onClose={() => ask(null)} onDone={() => setChosen(new Set())} />
    </Box>
  );
}

function MassBar(props: { selected: number; total: number; onAll: (on: boolean) => void; ask: (action: UnknownAction) => void }) {
  const { t } = useTranslation("channels");
  const none = props.selected === 0;
  return (
    <div className={styles.mass} data-on={!none || undefined}>
      <Checkbox
        size="xs"
        aria-label={t("unknown.selectAll")}
        checked={props.selected === props.total}
        indeterminate={!none && props.selected < props.total}
        onChange={() => props.onAll(props.selected < props.total)}
      />
      <span aria-live="polite">{none ? t("unknown.selectAll") : t("unknown.selected", { count: props.selected, total: props.total })}</span>
      {none ? null : (
        <>
          <Button size="xs" leftSection={<IconSend2 size={14} stroke={2} />} onClick={() => props.ask("repeat")}>
            {t("unknown.repeat")}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconCheck size={14} stroke={2} />} onClick={() => props.ask("delivered")}>
            {t("unknown.delivered")}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => props.ask("cancel")}>
            {t("unknown.cancel")}
          </Button>
        </>
      )}
    </div>
  );
}

function Row({ item, chosen, toggle }: { item: UnknownMessage; chosen: boolean; toggle: (() => void) | null }) {
  const { t } = useTranslation("channels");
  const moment = useMoment();
  const bot = item.author_kind === "bot";
  return (
    <li className={styles.unsure}>
      {toggle ? (
        <Checkbox size="xs" aria-label={t("unknown.select", { name: item.client_name })} checked={chosen} onChange={toggle} />
      ) : (
        <span />
      )}
      <div style={{ minWidth: 0 }}>
        <Link to="/clients/$clientId" params={{ clientId: String(item.client_id) }} style={{ color: "var(--text)" }}>
          <b>{item.client_name}</b>
        </Link>
        <small data-bot={bot || undefined} style={{ marginLeft: 8 }}>
          {item.author_name ?? (bot ? t("unknown.bot") : "")}
        </small>
        <p className="ellipsis">{item.text || t("unknown.file")}</p>
      </div>
      <time dateTime={new Date(item.at).toISOString()}>{moment(item.at)}</time>
    </li>
  );
}

function Warning({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  return (
    <div className={styles.listFoot}>
      <IconAlertCircle size={16} stroke={1.75} aria-hidden />
      {useIdempotent(channel) ? t("unknown.safe") : t("unknown.warning", { messenger: common(`channelKind.${channel.kind}`) })}
    </div>
  );
}

/** Does the messenger itself drop a message that comes twice? */
function useIdempotent(channel: Channel): boolean {
  return useQuery(channelKindsQuery).data?.items.find((info) => info.kind === channel.kind)?.capabilities.idempotent_send ?? false;
}

function Confirm(props: { channel: Channel; action: UnknownAction | null; messages: number[]; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const safe = useIdempotent(props.channel);
  const act = useMutation({
    mutationFn: (action: UnknownAction) => {
      const order: UnknownOrder = { action, message_ids: props.messages };
      return post<Changed>(`/api/v1/channels/${props.channel.id}/unknown`, order);
    },
    onSuccess: ({ changed }) => {
      notifications.show({ message: t("unknown.changed", { count: changed }) });
      props.onDone();
      props.onClose();
      return client.invalidateQueries({ queryKey: keys.channel(props.channel.id) });
    },
  });
  const action = props.action;
  const close = () => {
    act.reset();
    props.onClose();
  };
  return (
    <Window opened={action !== null} onClose={close} title={action ? t(`unknown.${action}Title`, { count: props.messages.length }) : ""}>
      {action ? (
        <>
          <p className={windowStyles.windowText}>
            {action === "repeat" ? t(safe ? "unknown.repeatSafe" : "unknown.repeatText") : t(`unknown.${action}Text`)}
          </p>
          <Failure problem={act.error ? problemOf(act.error) : null} onRetry={() => act.mutate(action)} busy={act.isPending} />
          <WindowFoot>
            <Button size="md" variant="default" onClick={close}>
              {common("cancel")}
            </Button>
            <Button size="md" loading={act.isPending} onClick={() => act.mutate(action)}>
              {t(`unknown.${action}`)}
            </Button>
          </WindowFoot>
        </>
      ) : null}
    </Window>
  );
}
