/** The header of a dialog. What does not fit its own width is in "Ещё"; nothing disappears. */
import { Button, Menu } from "@mantine/core";
import {
  IconArrowLeft,
  IconChevronDown,
  IconCircleCheck,
  IconCopy,
  IconDotsVertical,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarRight,
  IconPin,
  IconPinnedOff,
  IconUserOff,
  IconUserShare,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { typists, viewers } from "@/api/live-state";
import { useEmployees } from "@/api/queries";
import { useCan, useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { IconButton } from "@/components/icon-button";
import { useStore } from "@/lib/store";
import { useActionTime } from "../action-time";
import { useDialogActions } from "../use-actions";
import type { DialogPaneProps } from "./dialog";
import styles from "./dialog.module.css";
import { useCopy } from "./message-actions";
import { TRANSFER_ID } from "./use-keys";

const none: readonly number[] = [];

export function DialogHeader({ dialog, onBack, cardOpen, onCard, listOpen, onList }: DialogPaneProps & { dialog: Dialog }) {
  const { t } = useTranslation(["clients", "common"]);
  const actions = useDialogActions(dialog.client_id);
  const mayWrite = useCan("dialogs.write");
  const reason = mayWrite ? null : t("dialog.readOnly");
  return (
    <header className={styles.header}>
      <IconButton className={styles.phone ?? ""} size="xl" label={t("dialog.back")} onClick={onBack}>
        <IconArrowLeft size={22} stroke={1.75} />
      </IconButton>
      <IconButton className={styles.desk ?? ""} label={listOpen ? t("dialog.hideList") : t("dialog.showList")} keys="[" onClick={onList}>
        <IconLayoutSidebarLeftCollapse size={20} stroke={1.75} style={listOpen ? undefined : { transform: "scaleX(-1)" }} />
      </IconButton>
      <button type="button" className={styles.who} onClick={onCard} aria-label={t("dialog.openCard", { name: dialog.name })}>
        <Avatar id={dialog.client_id} name={dialog.name} url={dialog.avatar_url} size={36} channel={dialog.channel_kind} />
      </button>
      <Title dialog={dialog} />
      <Viewers client={dialog.client_id} />
      <Responsible dialog={dialog} />
      <span className={`${styles.rule} ${styles.desk}`} />
      {dialog.unanswered ? (
        <IconButton
          className={styles.wide ?? ""}
          label={t("action.answerNotNeeded")}
          keys="E"
          reason={reason}
          onClick={actions.answerNotNeeded}
        >
          <IconCircleCheck size={20} stroke={1.75} />
        </IconButton>
      ) : null}
      <IconButton
        className={styles.wide ?? ""}
        label={dialog.pinned ? t("action.unpin") : t("action.pin")}
        keys="P"
        reason={reason}
        onClick={() => actions.pin(!dialog.pinned)}
      >
        {dialog.pinned ? <IconPinnedOff size={20} stroke={1.75} /> : <IconPin size={20} stroke={1.75} />}
      </IconButton>
      <MoreMenu dialog={dialog} />
      <IconButton
        className={styles.desk ?? ""}
        label={cardOpen ? t("dialog.hideCard") : t("dialog.showCard")}
        keys="]"
        pressed={cardOpen}
        onClick={onCard}
      >
        <IconLayoutSidebarRight size={20} stroke={1.75} />
      </IconButton>
    </header>
  );
}

function Title({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const actionTime = useActionTime();
  const copy = useCopy();
  const typing = useStore(typists, (all) => all.get(dialog.client_id)?.some((typist) => typist.who === "client") ?? false);
  return (
    <div className={styles.title}>
      <h1 className="ellipsis">{dialog.name}</h1>
      <small>
        <span className={typing ? styles.typing : undefined} title={t("dialog.lastAction")}>
          {typing
            ? t("list.typing")
            : dialog.online
              ? t("dialog.online")
              : dialog.last_action_at
                ? actionTime(dialog.last_action_at)
                : t("dialog.noAction")}
        </span>
        <span className={styles.id} aria-hidden>
          ·
        </span>
        <button
          type="button"
          className={`${styles.id} ${styles.copy}`}
          title={t("dialog.copyId")}
          aria-label={t("dialog.copyIdOf", { id: dialog.external_id })}
          onClick={() => void copy(dialog.external_id)}
        >
          <span className="ellipsis">ID {dialog.external_id}</span>
          <IconCopy size={14} stroke={2} aria-hidden />
        </button>
      </small>
    </div>
  );
}

/** Colleagues who have the same dialog open. */
function Viewers({ client }: { client: number }) {
  const { t } = useTranslation("clients");
  const ids = useStore(viewers, (all) => all.get(client) ?? none);
  const employees = useEmployees();
  const here = employees.filter((employee) => ids.includes(employee.id)).slice(0, 3);
  if (here.length === 0) return null;
  return (
    <span className={`${styles.viewers} ${styles.desk}`}>
      {here.map((employee) => (
        <Avatar
          key={employee.id}
          id={employee.id}
          name={employee.name}
          url={employee.avatar_url}
          size={24}
          title={t("dialog.viewing", { name: employee.name })}
        />
      ))}
    </span>
  );
}

function Responsible({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const employees = useEmployees();
  const actions = useDialogActions(dialog.client_id);
  if (!mayWrite) return null;
  const own = dialog.responsible_id === me;
  return (
    <Button.Group className={styles.take ?? ""}>
      <Button
        variant={own ? "default" : "light"}
        onClick={own ? undefined : actions.take}
        aria-keyshortcuts="A"
        data-own={own || undefined}
        title={own ? undefined : `${t("action.take")}  A`}
      >
        {own ? (
          t("action.own")
        ) : (
          <>
            {t("action.takeShort")}
            <span className={styles.takeWord}>{t("action.takeRest")}</span>
          </>
        )}
      </Button>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            id={TRANSFER_ID}
            className={styles.caret ?? ""}
            variant={own ? "default" : "light"}
            aria-label={t("action.transfer")}
            title={`${t("action.transfer")}  Shift+A`}
          >
            <IconChevronDown size={18} stroke={1.75} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={`${styles.people} scroll`}>
          <Menu.Label>{t("action.transfer")}</Menu.Label>
          {employees
            .filter((employee) => employee.id !== dialog.responsible_id)
            .map((employee) => (
              <Menu.Item
                key={employee.id}
                leftSection={<Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={24} />}
                onClick={() => actions.transfer(employee.id)}
              >
                {employee.id === me ? t("action.toMe", { name: employee.name }) : employee.name}
              </Menu.Item>
            ))}
          {dialog.responsible_id !== null ? (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconUserOff size={18} stroke={1.75} />} onClick={actions.free}>
                {t("action.free")}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

/** Only on narrow headers: there the buttons of the wide one live here. */
function MoreMenu({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const mayWrite = useCan("dialogs.write");
  const actions = useDialogActions(dialog.client_id);
  const copy = useCopy();
  return (
    <Menu position="bottom-end" width={280} key={clock.locale}>
      <Menu.Target>
        <IconButton className={styles.narrow ?? ""} label={t("common:more")}>
          <IconDotsVertical size={20} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite ? (
          <>
            <Menu.Item
              leftSection={<IconUserShare size={18} stroke={1.75} />}
              onClick={() => requestAnimationFrame(() => document.getElementById(TRANSFER_ID)?.click())}
            >
              {t("action.transfer")}
            </Menu.Item>
            {dialog.unanswered ? (
              <Menu.Item
                leftSection={<IconCircleCheck size={18} stroke={1.75} />}
                rightSection={<kbd>E</kbd>}
                onClick={actions.answerNotNeeded}
              >
                {t("action.answerNotNeeded")}
              </Menu.Item>
            ) : null}
            <Menu.Item
              leftSection={dialog.pinned ? <IconPinnedOff size={18} stroke={1.75} /> : <IconPin size={18} stroke={1.75} />}
              rightSection={<kbd>P</kbd>}
              onClick={() => actions.pin(!dialog.pinned)}
            >
              {dialog.pinned ? t("action.unpin") : t("action.pin")}
            </Menu.Item>
          </>
        ) : null}
        <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => void copy(dialog.external_id)}>
          {t("dialog.copyId")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
