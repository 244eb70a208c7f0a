/**
 * What can be done with a dialog as a whole: buttons as far as the header has room, and all of them in "Ещё".
 * One list for both, so that nothing can be in one and lack in the other.
 */
import { Menu } from "@mantine/core";
import {
  IconBan,
  IconCircleCheck,
  IconCopy,
  IconDotsVertical,
  IconMail,
  IconPin,
  IconPinnedOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconUserShare,
} from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useClock } from "@/components/clock";
import { IconButton } from "@/components/icon-button";
import { timeLeft } from "@/lib/time";
import { openFind } from "../find/found";
import { useDialogActions } from "../use-actions";
import styles from "./dialog.module.css";
import { useCopy } from "./message-actions";
import { useBlocking } from "./use-blocking";
import { useBotPause } from "./use-bot-pause";
import { TRANSFER_ID } from "./use-keys";

interface Tool {
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
  run: () => void;
}

function useTools(dialog: Dialog): Tool[] {
  const { t } = useTranslation("clients");
  const { locale } = useClock();
  const actions = useDialogActions(dialog.client_id);
  const blocking = useBlocking(dialog);
  const pause = useBotPause(dialog);
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
      reason: dialog.marked_unread ? t("action.alreadyUnread") : null,
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
  ];
}

export function Tools({ dialog }: { dialog: Dialog }) {
  const tools = useTools(dialog);
  return (
    <>
      {tools.map(({ name, from, icon: Icon, label, keys, reason, on, run }) => (
        <IconButton
          key={name}
          className={styles[from] ?? ""}
          label={label}
          {...(keys ? { keys } : {})}
          reason={reason ?? null}
          {...(on ? { variant: "light", color: "beseda" } : {})}
          onClick={run}
        >
          <Icon size={20} stroke={1.75} />
        </IconButton>
      ))}
      <MoreMenu dialog={dialog} tools={tools} />
    </>
  );
}

function MoreMenu({ dialog, tools }: { dialog: Dialog; tools: Tool[] }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const mayWrite = useCan("dialogs.write");
  const copy = useCopy();
  return (
    <Menu position="bottom-end" width={304} key={clock.locale}>
      <Menu.Target>
        <IconButton className={styles.narrow ?? ""} label={t("common:more")}>
          <IconDotsVertical size={20} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite ? (
          <Menu.Item
            leftSection={<IconUserShare size={18} stroke={1.75} />}
            onClick={() => requestAnimationFrame(() => document.getElementById(TRANSFER_ID)?.click())}
          >
            {t("action.transfer")}
          </Menu.Item>
        ) : null}
        {tools.map(({ name, icon: Icon, label, keys, hint, reason, apart, run }) =>
          mayWrite || !reason ? (
            <Fragment key={name}>
              {apart ? <Menu.Divider /> : null}
              <Menu.Item
                leftSection={<Icon size={18} stroke={1.75} />}
                rightSection={
                  keys ? (
                    <span className={styles.keys}>
                      {hint}
                      <kbd>{keys}</kbd>
                    </span>
                  ) : null
                }
                disabled={Boolean(reason)}
                title={reason ?? undefined}
                onClick={run}
              >
                {label}
              </Menu.Item>
            </Fragment>
          ) : null,
        )}
        <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(dialog.external_id)}>
          {t("dialog.copyId")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
