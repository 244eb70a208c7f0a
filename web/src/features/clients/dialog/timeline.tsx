/**
 * The messages of one dialog: a virtual log that keeps its place when older pages come in above, follows new messages
 * only for a reader who is at the end, and reports what has really been on the screen.
 */
import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, memo, type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { typists } from "@/api/live-state";
import { useMe } from "@/api/session";
import type { Dialog, FileRef, Message } from "@/api/types";
import { useClock } from "@/components/clock";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { isShown } from "@/lib/shown";
import { useStore } from "@/lib/store";
import type { Outgoing } from "../composer/outbox";
import { useDesk } from "../desk";
import { finding } from "../find/found";
import { useScheduled } from "../scheduled/use-scheduled";
import { isPicture } from "./files";
import { Lightbox } from "./lightbox";
import { MessageItem } from "./message";
import { PendingItem } from "./pending";
import styles from "./timeline.module.css";
import { type Line, type Opened, timelineItems } from "./timeline-items";
import { DayPill, NewDivider, TimelineSkeleton, TypingBubble } from "./timeline-parts";
import { useFirstPlace, useJump, useWanted } from "./timeline-place";
import type { useMessages } from "./use-messages";

const ScheduledBubble = lazy(() => withWords(() => import("../scheduled/bubble"), "work"));

export interface TimelineProps {
  dialog: Dialog;
  window: ReturnType<typeof useMessages>;
  opened: Opened | null;
  /** The newest message that has been on the screen; sends carry it. */
  seenN: RefObject<number>;
  onAtEnd: (atEnd: boolean) => void;
  onReply: (message: Message) => void;
  onEdit: (message: Message) => void;
  onRestore: (entry: Outgoing) => void;
}

const NEAR_START = 8;
const END_PX = 48;

export function Timeline(props: TimelineProps) {
  const { t } = useTranslation("clients");
  const { window } = props;
  const slow = useDelayed(window.isPending, 300);
  if (window.isPending) return <div className={styles.box}>{slow ? <TimelineSkeleton /> : null}</div>;
  if (window.isError && window.messages.length === 0) {
    return (
      <div className={styles.box}>
        <ErrorNote error={window.error} onRetry={() => void window.refetch()} />
      </div>
    );
  }
  if (window.messages.length === 0 && !window.hasNextPage) return <EmptyLog {...props} title={t("message.none")} />;
  return <Log {...props} />;
}

/** No message yet, but something may already be on its way. */
function EmptyLog(props: TimelineProps & { title: string }) {
  const pending = usePending(props.dialog.client_id);
  if (pending.length > 0) return <Log {...props} />;
  return (
    <div className={styles.box}>
      <StateNote icon={null} title={props.title} />
    </div>
  );
}

function usePending(client: number): Outgoing[] {
  const all = useStore(useDesk().outbox.queue);
  return useMemo(() => all.filter((entry) => entry.client_id === client), [all, client]);
}

function useLines(props: TimelineProps): Line[] {
  const { dialog, window, opened } = props;
  const clock = useClock();
  const { id: me, hidden_notes: hidden } = useMe().employee;
  const pending = usePending(dialog.client_id);
  const who = useStore(typists, (all) => all.get(dialog.client_id)?.find((typist) => typist.who === "client"));
  const atTrueEnd = !window.hasNextPage;
  const scheduled = useScheduled(dialog.client_id, dialog.scheduled_count > 0).items;
  return useMemo(() => {
    const messages = hidden.length === 0 ? window.messages : window.messages.filter((message) => isShown(message, hidden));
    const lines: Line[] = timelineItems({ messages, pending: atTrueEnd ? pending : [], opened, clock, me });
    if (atTrueEnd) for (const one of scheduled) lines.push({ kind: "scheduled", key: `s-${one.id}`, one });
    if (who && atTrueEnd) lines.push({ kind: "typing", key: "typing", name: dialog.name.split(" ")[0] ?? who.name });
    return lines;
  }, [window.messages, hidden, pending, opened, clock, me, who, scheduled, atTrueEnd, dialog.name]);
}

function Log(props: TimelineProps) {
  const { t } = useTranslation("clients");
  const { dialog, window, seenN, onAtEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const lines = useLines(props);
  const [image, setImage] = useState<FileRef | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(0);
  const searching = useStore(finding, (now) => now !== null);
  // A new function for new lines, and only then: the places of all lines are reckoned anew by it.
  const keyAt = useCallback((index: number) => lines[index]?.key ?? index, [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    getItemKey: keyAt,
    // Drawn at its end from the first moment, by what the lines will probably measure; beginning at the top would draw twice as much.
    initialRect: { width: 0, height: globalThis.innerHeight },
    initialOffset: () => lines.reduce((height, line) => height + estimate(line), 0) - globalThis.innerHeight,
    estimateSize: (index) => estimate(lines[index]),
    anchorTo: "end",
    // Who looks at a place he has found is not carried away by what comes in.
    followOnAppend: !searching,
    scrollEndThreshold: END_PX,
    overscan: 6,
    paddingStart: 8,
    paddingEnd: 8,
  });
  const items = virtual.getVirtualItems();
  const jump = useJump(lines, window, virtual);
  const placed = useFirstPlace(lines, props.opened !== null, virtual);
  useWanted(dialog.client_id, placed, jump.to);

  const firstIndex = items[0]?.index ?? 0;
  const lastIndex = items.at(-1)?.index ?? 0;
  const { hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage, hasNextPage, isFetchingNextPage, fetchNextPage } = window;
  useEffect(() => {
    if (placed && hasPreviousPage && !isFetchingPreviousPage && firstIndex < NEAR_START) void fetchPreviousPage();
  }, [placed, firstIndex, hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage]);
  useEffect(() => {
    if (placed && hasNextPage && !isFetchingNextPage && lastIndex >= lines.length - NEAR_START) void fetchNextPage();
  }, [placed, lastIndex, hasNextPage, isFetchingNextPage, fetchNextPage, lines.length]);

  const look = () => {
    if (!placed) return;
    const end = virtual.isAtEnd(END_PX) && !hasNextPage;
    setAtEnd(end);
    onAtEnd(end);
    const n = newestSeen(lines, virtual.range?.endIndex ?? -1);
    if (n > seenN.current) seenN.current = n;
    setSeen(seenN.current);
  };
  const latestLook = useRef(look);
  latestLook.current = look;
  // After every change of what is drawn, and on scroll below: both move what is on the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawn lines are the reason to look again
  useEffect(() => {
    const frame = requestAnimationFrame(() => latestLook.current());
    return () => cancelAnimationFrame(frame);
  }, [lines, lastIndex, placed]);

  const below = lines.reduce(
    (count, line) => count + (line.kind === "message" && line.message.kind === "in" && line.message.n > seen ? 1 : 0),
    0,
  );
  const toEnd = async () => {
    if (hasNextPage) await window.showNewest();
    requestAnimationFrame(() => virtual.scrollToEnd());
  };
  const day = stickyDay(lines, virtual.range?.startIndex ?? 0);
  return (
    <div className={styles.box}>
      {day !== null ? (
        <div className={styles.sticky} aria-hidden>
          <DayPill at={day} />
        </div>
      ) : null}
      {/* Old messages are mounted while scrolling; only the announcer below speaks, so that they are not read aloud. */}
      <div
        ref={box}
        className={`${styles.log} scroll`}
        role="log"
        aria-live="off"
        aria-label={t("dialog.log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by the keyboard
        tabIndex={0}
        onScroll={() => latestLook.current()}
      >
        <div className={styles.sizer} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const line = lines[item.index];
            if (!line) return null;
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className={styles.item}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LineView
                  line={line}
                  dialog={dialog}
                  flash={line.kind === "message" && jump.flash === line.message.id}
                  onJump={jump.to}
                  onImage={setImage}
                  onReply={props.onReply}
                  onEdit={props.onEdit}
                  onRestore={props.onRestore}
                />
              </div>
            );
          })}
        </div>
      </div>
      {!atEnd || hasNextPage ? (
        <Button
          className={styles.toEnd ?? ""}
          variant="default"
          onClick={() => void toEnd()}
          aria-label={t("dialog.toEnd", { count: below })}
        >
          {below > 0 ? <span className={styles.below}>{below > 99 ? "99+" : below}</span> : null}
          <IconChevronDown size={20} stroke={1.75} aria-hidden />
        </Button>
      ) : null}
      <Announcer messages={window.messages} name={dialog.name} />
      {image ? <Lightbox images={pictures(window.messages)} start={image} onClose={() => setImage(null)} /> : null}
    </div>
  );
}

interface LineViewProps extends Pick<TimelineProps, "dialog" | "onReply" | "onEdit" | "onRestore"> {
  line: Line;
  flash: boolean;
  onJump: (id: number) => void;
  onImage: (file: FileRef) => void;
}

const LineView = memo(function LineView({ line, dialog, flash, onJump, onImage, onReply, onEdit, onRestore }: LineViewProps) {
  switch (line.kind) {
    case "day":
      return (
        <div className={styles.day}>
          <DayPill at={line.at} />
        </div>
      );
    case "new":
      return <NewDivider count={line.count} />;
    case "typing":
      return <TypingBubble name={line.name} />;
    case "scheduled":
      return (
        <Suspense fallback={<div style={{ height: estimate(line) }} />}>
          <ScheduledBubble one={line.one} />
        </Suspense>
      );
    case "pending":
      return <PendingItem entry={line.entry} first={line.first} last={line.last} onRestore={onRestore} />;
    case "message":
      return (
        <MessageItem
          message={line.message}
          dialog={dialog}
          first={line.first}
          last={line.last}
          flash={flash}
          onImage={onImage}
          onJump={onJump}
          onReply={onReply}
          onEdit={onEdit}
        />
      );
  }
});

/** New messages of the client in words, for those who do not see them appear. */
function Announcer({ messages, name }: { messages: readonly Message[]; name: string }) {
  const { t } = useTranslation("clients");
  const last = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  const newest = messages.at(-1);
  useEffect(() => {
    if (!newest) return;
    const before = last.current;
    last.current = newest.id;
    if (before === null || newest.id <= before || newest.kind !== "in") return;
    setSaid(`${name}: ${newest.text || t("list.media")}`);
  }, [newest, name, t]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {said}
    </div>
  );
}

function newestSeen(lines: Line[], upTo: number): number {
  let n = 0;
  for (let index = Math.min(upTo, lines.length - 1); index >= 0 && index > upTo - 60; index -= 1) {
    const line = lines[index];
    if (line?.kind === "message") n = Math.max(n, line.message.n);
  }
  return n;
}

/** The day of the topmost message once its own pill has scrolled away. */
function stickyDay(lines: Line[], first: number): number | null {
  const line = lines[first];
  if (!line || line.kind === "day") return null;
  if (line.kind === "message") return line.message.sent_at;
  return line.kind === "pending" ? line.entry.at : null;
}

function pictures(messages: readonly Message[]): FileRef[] {
  return messages.flatMap((message) => (message.deleted_at ? [] : message.files.filter(isPicture)));
}

function estimate(line: Line | undefined): number {
  if (!line) return 48;
  if (line.kind === "day") return 28;
  if (line.kind === "new") return 26;
  if (line.kind === "typing") return 32;
  if (line.kind === "pending") return 48;
  if (line.kind === "scheduled") return 96 + Math.floor(line.one.text.length / 60) * 20;
  const pictured = line.message.files.some(isPicture) ? 200 : line.message.files.length * 52;
  return 44 + Math.floor(line.message.text.length / 60) * 20 + pictured;
}
