/**
 * One dialog: header, strips, timeline, composer. All but the header, which keeps nothing of its own, is mounted anew for every
 * client, so nothing of one reaches another.
 */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconMoodEmpty } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { unread } from "@/api/dialogs";
import { tellViewing } from "@/api/live-page";
import { ProblemError } from "@/api/request";
import { useCan, useMe } from "@/api/session";
import type { Dialog, Message } from "@/api/types";
import { useShortcuts } from "@/components/shortcuts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useSteadyCallback } from "@/components/use-steady-callback";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { Composer } from "../composer/composer";
import type { Outgoing, ReplyPreview } from "../composer/outbox";
import { useDesk } from "../desk";
import { finding } from "../find/found";
import { useFindKey } from "../find/use-find-key";
import { focusComposer } from "../focus";
import { showMessage } from "../jump";
import { noteOpened } from "../opened";
import { scheduledAsked } from "../scheduled/asked";
import { useDialog } from "../use-dialogs";
import styles from "./dialog.module.css";
import { DialogHeader } from "./header";
import { PinnedBar } from "./pinned-bar";
import { Strips } from "./strips";
import { Timeline } from "./timeline";
import type { Opened } from "./timeline-items";
import { useActionsOf } from "./use-keys";
import { useMessages } from "./use-messages";
import { useSeen } from "./use-seen";

const ScheduledWindow = lazy(() => withWords(() => import("../scheduled/window"), "work"));
const FindBar = lazy(() => withWords(() => import("../find/bar")));

export interface DialogPaneProps {
  client: number;
  onBack: () => void;
  onSent: () => void;
  cardOpen: boolean;
  onCard: () => void;
  listOpen: boolean;
  onList: () => void;
}

export function DialogPane(props: DialogPaneProps) {
  const { t } = useTranslation("clients");
  const query = useDialog(props.client);
  if (query.data) {
    const { client, onSent, ...header } = props;
    return (
      <main id="main" className={styles.pane} aria-label={t("dialog.with", { name: query.data.name })}>
        <DialogHeader dialog={query.data} {...header} />
        <OpenDialog key={client} client={client} dialog={query.data} exact={!query.isPlaceholderData} onSent={onSent} />
      </main>
    );
  }
  const gone = query.error instanceof ProblemError && query.error.status === 404;
  return (
    <main id="main" className={styles.pane}>
      {gone ? (
        <StateNote
          icon={<IconMoodEmpty size={28} stroke={1.5} />}
          title={t("dialog.gone")}
          text={t("dialog.goneText")}
          action={
            <Button component={Link} to="/clients" variant="default" size="xs">
              {t("dialog.toList")}
            </Button>
          }
        />
      ) : query.isError ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
    </main>
  );
}

interface OpenDialogProps {
  client: number;
  dialog: Dialog;
  exact: boolean;
  onSent: () => void;
}

function OpenDialog({ client, dialog, exact, onSent }: OpenDialogProps) {
  const { t } = useTranslation("clients");
  const window = useMessages(client);
  const opened = useOpened(dialog, exact, window.messages, window.isSuccess);
  const seenN = useRef(0);
  const [atEnd, setAtEnd] = useState(false);
  const [editing, setEditing] = useState<Message | null>(null);
  const { drafts } = useDesk();
  const mayWrite = useCan("dialogs.write");
  useSeen(opened ? dialog : undefined, atEnd);
  useViewing(client);
  const searching = useFind(client);
  useLinked(client);

  const reply = useCallback(
    (message: Message) => {
      setEditing(null);
      const now = drafts.of(client);
      // Words for the team do not turn into an answer by a reply: only the switch under the field does that.
      const comment = now.comment && now.text.trim() !== "";
      drafts.set(client, { ...now, reply_to: previewOf(message, dialog.name), comment, at: Date.now() });
      if (comment) notifications.show({ message: t("comment.quoteWaits") });
      focusComposer();
    },
    [client, dialog.name, drafts, t],
  );
  const edit = useCallback((message: Message) => {
    setEditing(message);
    focusComposer();
  }, []);
  const restore = useCallback(
    (entry: Outgoing) => {
      const now = drafts.of(client);
      const text = now.text.trim() === "" ? entry.text : `${entry.text}\n${now.text}`;
      // Where words for the team and for the client meet in one field, all of them are for the team.
      const comment = entry.kind === "comment" || (now.comment && now.text.trim() !== "");
      drafts.set(client, {
        text,
        reply_to: entry.reply_to ?? now.reply_to,
        files: [...entry.files, ...now.files],
        comment,
        at: Date.now(),
      });
      focusComposer();
    },
    [client, drafts],
  );
  const sent = useSteadyCallback(async (kind: "message" | "comment") => {
    if (window.hasNextPage) await window.showNewest();
    if (kind === "message") onSent();
  });
  useActionsOf(dialog);
  useShortcuts({
    KeyR: () => {
      const message = focusedMessage(window.messages) ?? window.messages.findLast((one) => one.kind === "in") ?? window.messages.at(-1);
      if (message && mayWrite) reply(message);
    },
  });
  return (
    <>
      {searching ? (
        <Suspense fallback={null}>
          <FindBar client={client} version={versionOf(dialog, window.messages)} />
        </Suspense>
      ) : null}
      <Strips dialog={dialog} />
      <Scheduled dialog={dialog} />
      <PinnedBar client={client} />
      <Timeline
        dialog={dialog}
        window={window}
        opened={opened}
        seenN={seenN}
        onAtEnd={setAtEnd}
        onReply={reply}
        onEdit={edit}
        onRestore={restore}
      />
      <Composer
        dialog={dialog}
        editing={editing}
        onEditing={setEditing}
        lastOwn={window.messages.findLast((one) => one.can_edit && one.kind === "out" && one.deleted_at === null)}
        seenN={seenN}
        onSend={sent}
      />
    </>
  );
}

/** The window of what waits comes when it is asked for, and stays for its closing to be seen. */
function Scheduled({ dialog }: { dialog: Dialog }) {
  const asked = useStore(scheduledAsked) === dialog.client_id;
  const [needed, setNeeded] = useState(asked);
  if (asked && !needed) setNeeded(true);
  if (!needed) return null;
  return (
    <Suspense fallback={null}>
      <ScheduledWindow dialog={dialog} />
    </Suspense>
  );
}

/** Fixed when the dialog is opened and its first messages are there; later messages do not move the divider. */
function useOpened(dialog: Dialog, exact: boolean, messages: readonly Message[], loaded: boolean): Opened | null {
  const me = useMe().employee.id;
  const [opened, setOpened] = useState<Opened | null>(null);
  if (opened === null && exact && loaded) {
    const first = { unread: unread(dialog, me), lastN: messages.reduce((n, message) => Math.max(n, message.n), 0) };
    setOpened(first);
    return first;
  }
  return opened;
}

/** The search belongs to the dialog it was opened in: leaving closes it. */
function useFind(client: number): boolean {
  useFindKey(client);
  useEffect(() => () => finding.set(null), []);
  return useStore(finding, (now) => now?.client === client);
}

/** A link to one message: it is shown once, and what stands in the address afterwards is the dialog. */
function useLinked(client: number): void {
  const { message } = useSearch({ strict: false });
  const navigate = useNavigate();
  useEffect(() => {
    if (message === undefined) return;
    showMessage(client, message);
    void navigate({ to: ".", search: (now) => ({ ...now, message: undefined }), replace: true });
  }, [client, message, navigate]);
}

/** Another one for every message that comes, is changed or goes: its words may have become a place of the search or none. */
function versionOf(dialog: Dialog, messages: readonly Message[]): string {
  const changed = messages.reduce((at, message) => Math.max(at, message.edited_at ?? 0, message.deleted_at ?? 0), 0);
  return `${dialog.last_n}.${changed}`;
}

function useViewing(client: number): void {
  useEffect(() => {
    tellViewing(client);
    noteOpened(client);
    return () => tellViewing(null);
  }, [client]);
}

function previewOf(message: Message, client: string): ReplyPreview {
  return {
    id: message.id,
    n: message.n,
    kind: message.kind,
    author_name: message.author_name ?? (message.kind === "in" ? client : null),
    text: message.text.slice(0, 160) || message.files[0]?.name || "",
  };
}

function focusedMessage(messages: readonly Message[]): Message | undefined {
  const id = document.activeElement?.closest<HTMLElement>("[data-message]")?.dataset.message;
  return id === undefined ? undefined : messages.find((message) => message.id === Number(id));
}
