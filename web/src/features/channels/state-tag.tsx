/** State of a channel in an icon and a word; a site chat that nobody has seen yet waits for its signal. */
import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlayerPause } from "@tabler/icons-react";
import type { Channel } from "@/api/types";
import { StateTag } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";

const icon = { size: 14, stroke: 2, "aria-hidden": true } as const;

export function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  if (channel.state === "attention") {
    return (
      <StateTag tone="bad" icon={<IconAlertTriangle {...icon} />}>
        {t("state.attention")}
      </StateTag>
    );
  }
  if (channel.state === "paused") {
    return (
      <StateTag tone="quiet" icon={<IconPlayerPause {...icon} />}>
        {t("state.paused")}
      </StateTag>
    );
  }
  if (channel.kind === "site_chat" && channel.installed_at === null) return <InstallState channel={channel} />;
  return (
    <StateTag tone="good" icon={<IconCircleCheck {...icon} />}>
      {t("state.works")}
    </StateTag>
  );
}

/** Has the chat's code been seen on an allowed site? */
export function InstallState({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  return channel.installed_at === null ? (
    <StateTag tone="wait" icon={<IconClock {...icon} />}>
      {t("state.waiting")}
    </StateTag>
  ) : (
    <StateTag tone="good" icon={<IconCircleCheck {...icon} />}>
      {t("state.installed")}
    </StateTag>
  );
}
