/**
 * The command palette (design 24): clients, what can be done with one, where to go. A text field with a list that it commands:
 * the focus never leaves the field. Tab opens the actions of a client, Backspace in an empty field leaves them.
 */
import { Modal } from "@mantine/core";
import { IconMessageSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { knownDialog } from "@/api/dialog-cache";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useActionTime } from "@/features/clients/action-time";
import { focusComposer } from "@/features/clients/focus";
import { said } from "@/features/clients/search/use-found";
import { inAddress, usePlace } from "@/features/clients/use-list";
import { useTranslation } from "@/i18n/use-translation";
import { answering, type Group, type Item, type Line, SEARCH } from "./items";
import { wanted } from "./match";
import styles from "./palette.module.css";
import { shorten } from "./shorten";
import { useActionsOf } from "./use-actions-of";
import { useClients } from "./use-clients";
import { useCommands } from "./use-commands";
import { useMessages } from "./use-messages";
import { View } from "./view";

const MOST_CLIENTS = 6;
const MOST_ACTIONS = 5;
const MOST_COMMANDS = 6;
const ALL = 50;

export interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

/** Whose actions are offered; `alone`: nothing but these, for they were asked for. */
interface Context {
  dialog: Dialog;
  alone: boolean;
}

export default function Palette({ onClose, onHelp }: PaletteProps) {
  const { t } = useTranslation("palette");
  const queryClient = useQueryClient();
  const { clientId } = useParams({ strict: false });
  const open = clientId === undefined ? undefined : knownDialog(queryClient, Number(clientId));
  const [context, setContext] = useState<Context | null>(open ? { dialog: open, alone: false } : null);
  const [text, setText] = useState("");
  const before = useRef(document.activeElement);
  const back = () => before.current instanceof HTMLElement && before.current.focus({ preventScroll: true });
  const close = () => {
    onClose();
    requestAnimationFrame(back);
  };
  const common = {
    text,
    onText: setText,
    context,
    openClient: open?.client_id ?? null,
    onHelp,
    onClose: close,
    onContext: (dialog: Dialog | null) => {
      setContext(dialog ? { dialog, alone: true } : null);
      setText("");
    },
    onRun: (item: Item) => {
      onClose();
      // A window that the action opens gives the focus back to where it was taken from.
      if (!item.leads) back();
      item.run();
    },
  };
  return (
    <Modal.Root
      opened
      onClose={close}
      yOffset={84}
      size={680}
      padding={0}
      classNames={{ content: styles.window ?? "" }}
      closeOnEscape={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("title")} radius={16}>
        {context ? <WithActions key={context.dialog.client_id} {...common} context={context} /> : <Groups {...common} actions={[]} />}
      </Modal.Content>
    </Modal.Root>
  );
}

interface GroupsProps {
  text: string;
  onText: (text: string) => void;
  context: Context | null;
  openClient: number | null;
  onHelp: () => void;
  onClose: () => void;
  onContext: (dialog: Dialog | null) => void;
  onRun: (item: Item) => void;
  actions: Item[];
}

function WithActions(props: Omit<GroupsProps, "actions"> & { context: Context }) {
  const queryClient = useQueryClient();
  const { dialog } = props.context;
  // As it is now: what another window has changed meanwhile is not offered again.
  const now = knownDialog(queryClient, dialog.client_id) ?? dialog;
  const actions = useActionsOf(now, props.openClient === dialog.client_id);
  return <Groups {...props} actions={actions} />;
}

function Groups(props: GroupsProps) {
  const { text, context, actions, openClient } = props;
  const { t } = useTranslation("palette");
  const words = wanted(text);
  const alone = context?.alone ?? false;
  const clients = useClientItems(words);
  const messages = useMessageItems(alone ? "" : text);
  const commands = useCommands(props.onHelp);
  const navigate = useNavigate();
  const place = usePlace();
  const openIt: Item | null =
    context && openClient !== context.dialog.client_id
      ? {
          id: "open",
          label: t("command.open"),
          dialog: context.dialog,
          leads: true,
          run: () =>
            void navigate({
              to: "/clients/$clientId",
              params: { clientId: String(context.dialog.client_id) },
              search: inAddress(place),
            }).then(focusComposer),
        }
      : null;
  const groups: (Omit<Group, "items"> & { items: Line[] })[] = [
    {
      key: "clients",
      title: t(words.length === 0 ? "recent" : "clients"),
      // The open one is there already.
      items: alone
        ? []
        : answering(
            words.length > 0 ? clients.items : clients.items.filter((one) => one.dialog?.client_id !== openClient),
            words,
            MOST_CLIENTS,
          ),
    },
    {
      key: "actions",
      title: t("withClient", { name: context?.dialog.name ?? "" }),
      items: answering(alone && openIt ? [openIt, ...actions] : actions, words, alone || words.length > 0 ? ALL : MOST_ACTIONS),
    },
    { key: "commands", title: t("goTo"), items: alone ? [] : answering(commands, words, words.length > 0 ? ALL : MOST_COMMANDS) },
    // Last, as they come last: nothing above moves under the pointer or the Enter key when they are there.
    { key: "messages", title: t("messages"), items: messages.items },
  ].filter((group) => group.items.length > 0);
  return <View {...props} groups={groups} failed={clients.failed} silent={messages.failed} pending={messages.pending} />;
}

/** What was written, and behind it the search with everything it knows. */
function useMessageItems(text: string): { items: Line[]; pending: boolean; failed: boolean } {
  const { t } = useTranslation("palette");
  const navigate = useNavigate();
  const place = usePlace();
  const actionTime = useActionTime();
  const { hits, count, pending, failed } = useMessages(text);
  const q = text.trim();
  if (q === "") return { items: [], pending: false, failed: false };
  const items = hits.map(({ hit, dialog }): Line => {
    const { text: label, marks } = shorten(hit.snippet, hit.marks);
    return {
      id: `message-${hit.message_id}`,
      label,
      marks,
      hint: `${dialog.name} · ${actionTime(hit.sent_at)}`,
      dialog,
      hit: null,
      leads: true,
      run: () =>
        void navigate({
          to: "/clients/$clientId",
          params: { clientId: String(hit.client_id) },
          search: { ...inAddress(place), message: hit.message_id },
        }),
    };
  });
  const all: Line = {
    id: SEARCH,
    label: t("searchFor", { q }),
    hint: count && count.count > 0 ? t("matches", { count: count.count, shown: said(count) }) : undefined,
    icon: IconMessageSearch,
    keys: "Ctrl+Enter",
    hit: null,
    leads: true,
    run: () => void navigate({ to: "/search", search: { q } }),
  };
  return { items: [...items, all], pending, failed };
}

function useClientItems(words: readonly string[]): { items: Item[]; failed: boolean } {
  const { t } = useTranslation(["palette", "common"]);
  const navigate = useNavigate();
  const place = usePlace();
  const me = useMe().employee.id;
  const employees = useEmployees();
  const { dialogs, sure, failed } = useClients(words);
  const whose = (dialog: Dialog) => {
    if (dialog.responsible_id === null) return t("free");
    if (dialog.responsible_id === me) return t("own");
    return t("responsible", { name: employees.find((one) => one.id === dialog.responsible_id)?.name ?? "…" });
  };
  const items = dialogs.map(
    (dialog): Item => ({
      id: `client-${dialog.client_id}`,
      label: dialog.name,
      hint: `${t(`common:channelKind.${dialog.channel_kind}`)} · ${whose(dialog)}`,
      dialog,
      sure: sure.has(dialog.client_id),
      leads: true,
      run: () =>
        void navigate({ to: "/clients/$clientId", params: { clientId: String(dialog.client_id) }, search: inAddress(place) }).then(
          focusComposer,
        ),
    }),
  );
  return { items, failed };
}
