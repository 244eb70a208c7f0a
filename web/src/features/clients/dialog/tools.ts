/**
 * What can be done with a dialog as a whole. One list for the header, its menu, the menu of a row and the command palette,
 * so that nothing can be in one and lack in the other.
 */
import {
  IconBan,
  IconCircleCheck,
  IconMail,
  IconPin,
  IconPinnedOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconTrash,
} from "@tabler/icons-react";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { timeLeft } from "@/lib/time";
import { openFind } from "../find/found";
import { useDialogActions } from "../use-actions";
import { useBlocking } from "./use-blocking";
import { useBotPause } from "./use-bot-pause";
import { useDeletion } from "./use-deletion";

export interface Tool {
  name: string;
  /** How wide the header must be for the button; narrower it is in the menu only. */
  from: "from540" | "from660" | "from880";
  icon: typeof IconPin;
  label: string;
  keys?: string;
  /** Said beside the key in the menu. */
  hint?: string;
  reason?: string | null;
  on?: boolean;
  apart?: boolean;
  danger?: boolean;
  run: () => void;
}

export function useTools(dialog: Dialog): Tool[] {
  const { t } = useTranslation("clients");
  const { locale } = useClock();
  const actions = useDialogActions(dialog.client_id);
  const blocking = useBlocking(dialog);
  const pause = useBotPause(dialog);
  const deletion = useDeletion(dialog);
  const mayDelete = useCan("clients.delete");
  const reason = useCan("dialogs.write") ? null : t("dialog.readOnly");
  const answer: Tool = {
    name: "answer",
    from: "from660",
    icon: IconCircleCheck,
    label: t("action.answerNotNeeded"),
    keys: "E",
    reason,
    run: actions.answerNotNeeded,
  };
  const erase: Tool = {
    name: "delete",
    from: "from880",
    icon: IconTrash,
    label: t("action.delete"),
    danger: true,
    run: deletion.ask,
  };
  return [
    ...(dialog.unanswered ? [answer] : []),
    {
      name: "pause",
      from: "from540",
      icon: pause ? IconPlayerPlay : IconPlayerPause,
      label: pause ? t("pause.stop") : t("pause.start"),
      hint: timeLeft(pause ? pause.left : 24 * 3_600_000, locale),
      keys: "B",
      reason,
      on: pause !== null,
      run: () => actions.pauseBot(pause === null),
    },
    {
      name: "find",
      from: "from540",
      icon: IconSearch,
      label: t("dialog.find"),
      keys: "Ctrl+F",
      run: () => openFind(dialog.client_id),
    },
    {
      name: "unread",
      from: "from660",
      icon: IconMail,
      label: t("action.markUnread"),
      keys: "U",
      reason: dialog.blocked ? t("list.blocked") : dialog.marked_unread ? t("action.alreadyUnread") : null,
      run: actions.markUnread,
    },
    {
      name: "pin",
      from: "from660",
      icon: dialog.pinned ? IconPinnedOff : IconPin,
      label: dialog.pinned ? t("action.unpin") : t("action.pin"),
      keys: "P",
      reason,
      run: () => actions.pin(!dialog.pinned),
    },
    {
      name: "block",
      from: "from880",
      icon: IconBan,
      label: dialog.blocked ? t("action.unblock") : t("action.block"),
      reason,
      on: dialog.blocked,
      apart: true,
      run: dialog.blocked ? blocking.unblock : blocking.ask,
    },
    ...(mayDelete ? [erase] : []),
  ];
}
