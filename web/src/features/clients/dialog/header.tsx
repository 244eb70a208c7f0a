/** The header of a dialog. What does not fit its own width is in "Ещё"; nothing disappears. */

import { IconArrowLeft, IconCopy, IconLayoutSidebarLeftCollapse, IconLayoutSidebarRight } from "@tabler/icons-react";
import { memo } from "react";
import { typists, viewers } from "@/api/live-state";
import { useEmployees } from "@/api/queries";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { useActionTime } from "../action-time";
import type { DialogPaneProps } from "./dialog";
import styles from "./dialog.module.css";
import { Responsible } from "./header-take";
import { Tools } from "./header-tools";
import { useCopy } from "./message-actions";

const none: readonly number[] = [];

export const DialogHeader = memo(function DialogHeader({
  dialog,
  onBack,
  cardOpen,
  onCard,
  listOpen,
  onList,
}: Omit<DialogPaneProps, "client" | "onSent"> & { dialog: Dialog }) {
  const { t } = useTranslation(["clients", "common"]);
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
      {/* Their menus and windows are open for one client. */}
      <Responsible key={dialog.client_id} dialog={dialog} />
      <span className={`${styles.rule} ${styles.desk}`} />
      <Tools dialog={dialog} />
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
});

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
