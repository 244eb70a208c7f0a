/** What a bot answers to «Старт». */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch } from "@/api/request";
import type { Channel, TelegramSettings } from "@/api/types";
import { SwitchRow } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import { useForm } from "@/components/form/use-form";
import { Box } from "@/components/page/parts";
import { putChannel } from "../cache";
import { WelcomeText } from "../wizard/telegram";
import styles from "./details.module.css";

export function WelcomeTab({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const stored = (channel.settings as TelegramSettings).welcome ?? "";
  const [on, setOn] = useState(stored !== "");
  const form = useForm<{ welcome: string }, Channel>({
    initial: { welcome: stored || t("telegram.welcomeSample") },
    checks: {},
    submit: ({ welcome }) => patch<Channel>(`/api/v1/channels/${channel.id}`, { settings: on ? { welcome: welcome.trim() } : {} }),
    done: (changed) => {
      putChannel(client, changed);
      notifications.show({ message: common("saved") });
    },
  });
  const now = on ? form.values.welcome.trim() : "";
  return (
    <Box pad className={styles.column}>
      <form
        className={styles.stack}
        style={{ marginTop: 0 }}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <SwitchRow label={t("telegram.welcomeOn")} text={t("telegram.welcomeOff")} checked={on} onChange={setOn} />
        {on ? <WelcomeText value={form.values.welcome} onChange={(welcome) => form.set("welcome", welcome)} /> : null}
        <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
        <div className={styles.stackFoot}>
          <Button type="submit" loading={form.busy} disabled={now === stored || (on && now === "")}>
            {common("save")}
          </Button>
        </div>
      </form>
    </Box>
  );
}
