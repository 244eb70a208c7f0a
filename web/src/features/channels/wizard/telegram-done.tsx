/** The bot is connected: waits for the first message and says when it has come. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Channel } from "@/api/types";
import { Box, ChannelTile } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import channelStyles from "../channels.module.css";
import { Verdict } from "../token-field";
import { STEPS, WizardFrame } from "./frame";
import styles from "./wizard.module.css";

export function TelegramDone({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  return (
    <WizardFrame title="Telegram" steps={STEPS.telegram} now="end">
      <div className="scroll" style={{ flex: 1, minHeight: 0 }}>
        <Box className={styles.finish}>
          <div className={styles.finishHead}>
            <ChannelTile kind="telegram" size={44} />
            <div>
              <h2>{t("telegram.doneTitle")}</h2>
              {channel.account ? <p>{t("telegram.doneLead", channel.account)}</p> : null}
            </div>
          </div>
          <ul className={channelStyles.verdicts} aria-live="polite">
            {channel.last_event_at === null ? (
              <Verdict tone="wait">{t("telegram.waiting")}</Verdict>
            ) : (
              <Verdict tone="good">{t("telegram.works")}</Verdict>
            )}
          </ul>
          <div className={styles.finishFoot}>
            {channel.account ? (
              <Button
                component="a"
                href={`https://t.me/${encodeURIComponent(channel.account.username)}`}
                target="_blank"
                rel="noreferrer"
                variant={channel.last_event_at === null ? "filled" : "default"}
              >
                {t("telegram.write")}
              </Button>
            ) : null}
            {channel.last_event_at === null ? null : (
              <Button onClick={() => void navigate({ to: "/clients" })}>{t("telegram.toClients")}</Button>
            )}
            <Button
              variant="default"
              onClick={() => void navigate({ to: "/channels/$channelId", params: { channelId: String(channel.id) } })}
            >
              {t("telegram.toChannel")}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => void navigate({ to: "/channels" })}>
              {t("telegram.toList")}
            </Button>
          </div>
        </Box>
      </div>
    </WizardFrame>
  );
}
