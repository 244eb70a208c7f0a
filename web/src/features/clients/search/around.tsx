/** The dialog around what was found, to read: from here one goes on to the dialog itself. */
import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { useEmployees } from "@/api/queries";
import { get } from "@/api/request";
import { useMe } from "@/api/session";
import type { Dialog, MessagesPage } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { IconButton } from "@/components/icon-button";
import { ErrorNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { useTranslation } from "@/i18n/use-translation";
import { MessageItem } from "../dialog/message";
import { timelineItems } from "../dialog/timeline-items";
import { DayPill, TimelineSkeleton } from "../dialog/timeline-parts";
import { found } from "../find/found";
import { step } from "../find/step";
import { usePlaces } from "../find/use-places";
import { useDialog } from "../use-dialogs";
import type { Chosen } from "./results";
import styles from "./search.module.css";

const NEAR = 30;

export interface AroundProps {
  chosen: Chosen;
  q: string;
  exact: boolean;
  onBack: () => void;
  onChoose: (hit: Chosen) => void;
  onOpen: (hit: Chosen) => void;
}

export function Around(props: AroundProps) {
  const { t } = useTranslation("search");
  const { chosen, onBack, onOpen } = props;
  const dialog = useDialog(chosen.client);
  return (
    <aside className={styles.around} aria-label={t("around", { name: dialog.data?.name ?? "" })}>
      <header className={styles.aroundHead}>
        <IconButton className={styles.back ?? ""} label={t("back")} onClick={onBack}>
          <IconArrowLeft size={22} stroke={1.75} />
        </IconButton>
        {dialog.data ? <Who dialog={dialog.data} /> : <span className={styles.grow} />}
        <Button variant="light" rightSection={<IconArrowRight size={16} stroke={2} aria-hidden />} onClick={() => onOpen(chosen)}>
          {t("open")}
        </Button>
      </header>
      {dialog.data ? (
        <Log key={chosen.client} {...props} dialog={dialog.data} />
      ) : dialog.isError ? (
        <ErrorNote error={dialog.error} onRetry={() => void dialog.refetch()} />
      ) : null}
    </aside>
  );
}

function Who({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("search");
  const me = useMe().employee.id;
  const name = useEmployees().find((one) => one.id === dialog.responsible_id)?.name;
  const whose =
    dialog.responsible_id === null ? t("free") : dialog.responsible_id === me ? t("own") : t("responsible", { name: name ?? "…" });
  return (
    <>
      <Avatar id={dialog.client_id} name={dialog.name} url={dialog.avatar_url} size={36} channel={dialog.channel_kind} />
      <div className={styles.title}>
        <b className="ellipsis">{dialog.name}</b>
        <small className="ellipsis">
          {dialog.channel_name} · {whose}
        </small>
      </div>
    </>
  );
}

function Log({ chosen, q, exact, dialog, onChoose, onOpen }: AroundProps & { dialog: Dialog }) {
  const clock = useClock();
  const me = useMe().employee.id;
  const box = useRef<HTMLDivElement>(null);
  const { client, message } = chosen;
  const places = usePlaces(client, q, exact, "");
  useEffect(() => found.set((now) => ({ ...now, current: message })), [message]);
  const page = useQuery({
    queryKey: [...keys.search, "around", client, message],
    queryFn: ({ signal }) => get<MessagesPage>(`/api/v1/dialogs/${client}/messages`, { query: { around: message, limit: NEAR }, signal }),
    staleTime: 0,
  });
  const messages = page.data?.items;
  const lines = useMemo(() => timelineItems({ messages: messages ?? [], pending: [], opened: null, clock, me }), [messages, clock, me]);
  useLayoutEffect(() => {
    const log = box.current;
    if (!log || !messages) return;
    const target = message === null ? log.lastElementChild : log.querySelector(`[data-message="${message}"]`);
    target?.scrollIntoView({ block: message === null ? "end" : "center" });
  }, [messages, message]);
  const slow = useDelayed(page.isPending, 300);
  const at = message === null ? -1 : places.ids.indexOf(message);
  const go = (by: 1 | -1) => {
    const next = step(places.ids, message, by, places.more);
    if (typeof next === "object") onChoose({ client, message: next.to });
    else if (next === "load") void places.load();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by the keyboard */}
      <div ref={box} className={`${styles.log} scroll`} tabIndex={0} role="group" aria-label={dialog.name}>
        {page.isPending && slow ? <TimelineSkeleton /> : null}
        {page.isError ? <ErrorNote error={page.error} onRetry={() => void page.refetch()} /> : null}
        {lines.map((line) => (
          <Fragment key={line.key}>
            {line.kind === "day" ? (
              <div className={styles.day}>
                <DayPill at={line.at} />
              </div>
            ) : line.kind === "message" ? (
              <MessageItem
                readOnly
                message={line.message}
                dialog={dialog}
                first={line.first}
                last={line.last}
                flash={line.message.id === message}
                onImage={nothing}
                onJump={(id) => onChoose({ client, message: id })}
                onReply={nothing}
                onEdit={nothing}
              />
            ) : null}
          </Fragment>
        ))}
      </div>
      <Steps place={at < 0 ? null : at + 1} of={places.count} onStep={go} onShow={() => onOpen(chosen)} />
    </>
  );
}

interface StepsProps {
  place: number | null;
  of: { count: number; more: boolean } | null;
  onStep: (by: 1 | -1) => void;
  onShow: () => void;
}

function Steps({ place, of, onStep, onShow }: StepsProps) {
  const { t } = useTranslation("search");
  const off = of === null || of.count === 0 ? t("find.none") : of.count === 1 && place === 1 ? t("find.only") : null;
  return (
    <footer className={styles.steps}>
      <IconButton label={t("find.older")} reason={off} onClick={() => onStep(1)}>
        <IconChevronUp size={20} stroke={1.75} />
      </IconButton>
      <IconButton label={t("find.newer")} reason={off} onClick={() => onStep(-1)}>
        <IconChevronDown size={20} stroke={1.75} />
      </IconButton>
      <span className={styles.grow} role="status">
        {of && place !== null ? t("inDialog", { place, of: `${of.count}${of.more ? "+" : ""}` }) : ""}
      </span>
      <Button variant="subtle" size="xs" onClick={onShow}>
        {t("show")}
      </Button>
    </footer>
  );
}

function nothing(): void {
  // To read only.
}
