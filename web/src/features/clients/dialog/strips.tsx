/** Strips between the header and the messages: no connection, the bot on pause, a blocked client, a colleague who answers. */

import { Button } from "@mantine/core";
import { IconBan, IconDatabaseOff, IconPlayerPlay, IconRobot, IconWifiOff } from "@tabler/icons-react";
import { memo } from "react";
import { connection, isLost, typists } from "@/api/live-state";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { moment, timeLeft } from "@/lib/time";
import { useDesk } from "../desk";
import { useDialogActions } from "../use-actions";
import styles from "./dialog.module.css";
import { useBlocking } from "./use-blocking";
import { useBotPause } from "./use-bot-pause";

export const Strips = memo(function Strips({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation(["clients", "common"]);
  const state = useStore(connection);
  const { outbox } = useDesk();
  const unstored = useStore(outbox.queue, (all) =>
    all.some((entry) => entry.client_id === dialog.client_id && entry.problem?.code === "storage_unavailable"),
  );
  const away = state === "away" || (state === "open" && unstored);
  const colleague = useStore(typists, (all) => all.get(dialog.client_id)?.find((typist) => typist.who === "employee"));
  return (
    <>
      {away || isLost(state) ? (
        <div className={`${styles.strip} ${styles.offline}`} role="status">
          {away ? <IconDatabaseOff size={18} stroke={1.75} aria-hidden /> : <IconWifiOff size={18} stroke={1.75} aria-hidden />}
          <span>{t(away ? "common:away" : "common:offline")}</span>
        </div>
      ) : null}
      <Paused dialog={dialog} />
      {dialog.blocked ? <Blocked dialog={dialog} /> : null}
      {colleague ? (
        <div className={`${styles.strip} ${styles.colleague}`} role="status">
          <Avatar id={colleague.employee_id ?? 0} name={colleague.name} size={24} />
          <span>{t("dialog.colleague", { name: colleague.name })}</span>
        </div>
      ) : null}
    </>
  );
});

function Paused({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const clock = useClock();
  const pause = useBotPause(dialog);
  const mayWrite = useCan("dialogs.write");
  const actions = useDialogActions(dialog.client_id);
  if (!pause) return null;
  return (
    <div className={`${styles.strip} ${styles.paused}`} role="status">
      <IconRobot size={18} stroke={1.75} aria-hidden />
      <span className={styles.grow}>
        <b>{t("pause.on")}</b> {t("pause.until", { left: timeLeft(pause.left, clock.locale), until: moment(pause.until, clock) })}
      </span>
      {mayWrite ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} stroke={1.75} aria-hidden />}
          onClick={() => actions.pauseBot(false)}
        >
          {t("pause.stop")}
        </Button>
      ) : null}
    </div>
  );
}

function Blocked({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const mayWrite = useCan("dialogs.write");
  const blocking = useBlocking(dialog);
  return (
    <div className={styles.strip} role="status">
      <IconBan size={18} stroke={1.75} aria-hidden />
      <span className={styles.grow}>{t("list.blocked")}</span>
      {mayWrite ? (
        <Button size="xs" variant="subtle" onClick={blocking.unblock}>
          {t("action.unblock")}
        </Button>
      ) : null}
    </div>
  );
}
