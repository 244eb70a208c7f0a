/** The last steps of a site chat: its code and look, then the first signal from the site. */

import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Channel } from "@/api/types";
import { Box, ChannelTile } from "@/components/page/parts";
import { useMoment } from "@/components/use-moment";
import { useTranslation } from "@/i18n/use-translation";
import channelStyles from "../channels.module.css";
import { CodeForSite } from "../site/code-for-site";
import { SiteChatEditor } from "../site/editor";
import { Verdict } from "../token-field";
import { STEPS, WizardFrame } from "./frame";
import styles from "./wizard.module.css";

export function SiteChatLook({ channel, step }: { channel: Channel; step: "look" | "check" }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const navigate = useNavigate({ from: "/channels/connect" });
  const go = (to: "look" | "check") => void navigate({ search: { kind: "site_chat", channel: channel.id, step: to } });
  if (step === "check") return <Check channel={channel} onBack={() => go("look")} />;
  return (
    <WizardFrame title={common("channelKind.site_chat")} steps={STEPS.site_chat} now="look">
      <SiteChatEditor channel={channel}>
        <Button size="md" onClick={() => go("check")}>
          {t("site.next")}
        </Button>
      </SiteChatEditor>
    </WizardFrame>
  );
}

function Check({ channel, onBack }: { channel: Channel; onBack: () => void }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const moment = useMoment();
  const seen = channel.installed_at;
  return (
    <WizardFrame title={common("channelKind.site_chat")} steps={STEPS.site_chat} now={seen === null ? "check" : "end"} back={onBack}>
      <div className="scroll" style={{ flex: 1, minHeight: 0 }}>
        <Box className={styles.finish}>
          <div className={styles.finishHead}>
            <ChannelTile kind="site_chat" size={44} />
            <h2>{t("site.checkTitle")}</h2>
          </div>
          <CodeForSite channel={channel} />
          <ol className={styles.how} style={{ margin: "14px 0" }}>
            <li>{t("site.checkText1")}</li>
            <li>{t("site.checkText2")}</li>
            <li>{t("site.checkText3")}</li>
          </ol>
          <ul className={channelStyles.verdicts} aria-live="polite">
            {seen === null ? (
              <Verdict tone="wait">{t("site.checkWaiting")}</Verdict>
            ) : (
              <Verdict tone="good">{t("site.checkDone", { date: moment(seen) })}</Verdict>
            )}
          </ul>
          <div className={styles.finishFoot}>
            <Button
              variant={seen === null ? "default" : "filled"}
              onClick={() => void navigate({ to: "/channels/$channelId", params: { channelId: String(channel.id) } })}
            >
              {t(seen === null ? "site.later" : "site.finish")}
            </Button>
          </div>
        </Box>
      </div>
    </WizardFrame>
  );
}
