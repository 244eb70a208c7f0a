/** What came in but did not become a message: the reason, the raw text in place, and another try. */

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconChevronRight, IconRefresh, IconShieldCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "@/api/keys";
import { get, post, problemOf } from "@/api/request";
import { useCan } from "@/api/session";
import type { Channel, DeadLetter, DeadLettersPage, Replayed } from "@/api/types";
import { CodeBlock, jsonParts } from "@/components/page/code-block";
import { Box, page, WaitingRows } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { ErrorNote } from "@/components/state-note";
import { useMoment } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./details.module.css";

export function DeadLetters({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useCan("channels.write");
  const letters = useInfiniteQuery({
    queryKey: keys.deadLetters(channel.id),
    queryFn: ({ pageParam, signal }) =>
      get<DeadLettersPage>(`/api/v1/channels/${channel.id}/dead-letters`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is not read, its change is the signal
  useEffect(() => void client.invalidateQueries({ queryKey: keys.deadLetters(channel.id) }), [client, channel.id, channel.dead_letters]);
  const { replay, replayAll } = useReplay(channel);
  const items = letters.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <Box label={t("dead.title")}>
      <div className={styles.listHead}>
        <h2 className={page.h2}>{t("dead.title")}</h2>
        {channel.dead_letters > 0 ? <span className={page.count}>{channel.dead_letters}</span> : null}
        <p className="ellipsis">{items.length > 0 ? t("dead.lead") : t("dead.emptyText")}</p>
        {mayWrite && items.length > 1 ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} stroke={2} />}
            loading={replayAll.isPending}
            onClick={() => replayAll.mutate()}
          >
            {t("dead.replayAll")}
          </Button>
        ) : null}
      </div>
      {letters.error ? (
        <ErrorNote error={letters.error} onRetry={() => void letters.refetch()} />
      ) : letters.isPending ? (
        <WaitingRows rows={2} label={common("loading")} />
      ) : (
        <ul className={styles.rows}>
          {items.map((letter) => (
            <Letter
              key={letter.id}
              letter={letter}
              busy={replay.isPending && replay.variables === letter.id}
              replay={mayWrite ? () => replay.mutate(letter.id) : null}
            />
          ))}
        </ul>
      )}
      {letters.hasNextPage ? (
        <div className={styles.more}>
          <Button size="xs" variant="subtle" loading={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
            {t("dead.more")}
          </Button>
        </div>
      ) : null}
      {items.length > 0 ? (
        <div className={styles.listFoot}>
          <IconShieldCheck size={16} stroke={1.75} aria-hidden />
          {t("dead.safe")}
        </div>
      ) : null}
    </Box>
  );
}

function Letter({ letter, busy, replay }: { letter: DeadLetter; busy: boolean; replay: (() => void) | null }) {
  const { t } = useTranslation("channels");
  const moment = useMoment();
  const [open, setOpen] = useState(false);
  const kind = t(`dead.kinds.${letter.kind as "message"}`, { defaultValue: letter.kind });
  const parts = open ? jsonParts(letter.raw) : null;
  const Mark = open ? IconChevronDown : IconChevronRight;
  return (
    <li className={styles.dead}>
      <div>
        <b>{kind}</b>
        <small className="ellipsis">
          {[moment(letter.received_at), letter.thread].filter(Boolean).join(" · ")}
          {letter.attempts > 1 ? ` · ${t("dead.attempts", { count: letter.attempts })}` : null}
        </small>
      </div>
      <div className={styles.why}>
        <p>{letter.reason}</p>
        <button type="button" className={page.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Mark size={14} stroke={2} aria-hidden />
          {t(open ? "dead.hideRaw" : "dead.showRaw")}
        </button>
      </div>
      {replay ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} stroke={2} />}
          aria-label={t("dead.replayNamed", { kind })}
          loading={busy}
          onClick={replay}
        >
          {t("dead.replay")}
        </Button>
      ) : (
        <span />
      )}
      {parts ? (
        <div className={styles.raw}>
          <CodeBlock parts={parts} label={kind} copy={{ text: parts.map((part) => part.text).join(""), label: t("dead.copyRaw") }} wrap />
        </div>
      ) : null}
    </li>
  );
}

function useReplay(channel: Channel) {
  const { t } = useTranslation("channels");
  const problemText = useProblemText();
  const client = useQueryClient();
  const path = `/api/v1/channels/${channel.id}/dead-letters`;
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const refresh = () => client.invalidateQueries({ queryKey: keys.channel(channel.id) });
  const replay = useMutation({
    mutationFn: (letter: number) => post<void>(`${path}/${letter}/replay`),
    onSuccess: () => {
      notifications.show({ message: t("dead.replayed") });
      return refresh();
    },
    onError,
  });
  const replayAll = useMutation({
    mutationFn: () => post<Replayed>(`${path}/replay`),
    onSuccess: ({ replayed }) => {
      notifications.show({ message: t("dead.replayedAll", { count: replayed }) });
      return refresh();
    },
    onError,
  });
  return { replay, replayAll };
}
