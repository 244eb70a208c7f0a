/** Why a channel needs attention: one sentence, one button that repairs it, the messenger's own words under «Подробнее». */

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertCircle } from "@tabler/icons-react";
import { useCan } from "@/api/session";
import type { Channel, ChannelReason } from "@/api/types";
import { useSince } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./channels.module.css";
import { TokenDialog } from "./dialogs";
import { useChannelActions } from "./use-channel-actions";
import { reasonText, repairOf } from "./words";

export function ReasonStrip({ channel, reason }: { channel: Channel; reason: ChannelReason }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const since = useSince();
  const mayRepair = useCan("channels.write");
  const [detailed, details] = useDisclosure(false);
  const [asking, token] = useDisclosure(false);
  const { check } = useChannelActions(channel);
  return (
    <div className={styles.why}>
      <div className={styles.whyLine}>
        <IconAlertCircle size={18} stroke={1.75} aria-hidden />
        <p>{reasonText(channel, reason, since(reason.since), common(`channelKind.${channel.kind}`), t)}</p>
        <span className={styles.whyActions}>
          <Button size="xs" variant="subtle" color="gray" aria-expanded={detailed} onClick={details.toggle}>
            {t(detailed ? "hideDetails" : "details")}
          </Button>
          {mayRepair ? (
            repairOf(reason) === "token" ? (
              <Button size="xs" variant="default" onClick={token.open}>
                {t("newToken")}
              </Button>
            ) : (
              <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
                {t("checkNow")}
              </Button>
            )
          ) : null}
        </span>
      </div>
      {detailed ? (
        <div className={styles.whyMore}>
          <b>{t("providerText")}</b>
          <code>{reason.provider_text || t("noProviderText")}</code>
          <span>{t("since", { time: since(reason.since) })}</span>
        </div>
      ) : null}
      {mayRepair ? <TokenDialog channel={channel} opened={asking} onClose={token.close} /> : null}
    </div>
  );
}
