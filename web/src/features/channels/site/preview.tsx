/** The real chat on a sample page, in a frame of a browser or of a phone. Opens anew when its settings have been saved. */
import { IconDeviceDesktop, IconDeviceMobile, IconExternalLink, IconLock, IconMoon, IconRefresh, IconSun } from "@tabler/icons-react";
import { useState } from "react";
import type { Channel, SiteChatSettings } from "@/api/types";
import { Segments } from "@/components/form/choices";
import { IconButton } from "@/components/icon-button";
import { page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./site.module.css";

/**
 * `savedAt` changes with every saved setting: the chat reads them when it starts. Light and dark reach the frame as the
 * device's own preference, so a chat whose theme is fixed stays as it is.
 */
export function Preview({ channel, settings, savedAt }: { channel: Channel; settings: SiteChatSettings; savedAt: number | null }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const [device, setDevice] = useState<"desktop" | "phone">("desktop");
  const [look, setLook] = useState<"light" | "dark">("light");
  const [round, setRound] = useState(0);
  const demo = `/chat/${encodeURIComponent(channel.key)}/demo`;
  const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;
  const named = (mark: React.ReactNode, name: string) => (
    <span title={name}>
      {mark}
      <span className="visually-hidden">{name}</span>
    </span>
  );
  return (
    <>
      <div className={styles.showTop}>
        <h2 className={page.cap}>{t("site.preview")}</h2>
        <Segments
          label={t("site.device")}
          value={device}
          onChange={setDevice}
          options={[
            {
              value: "desktop",
              label: (
                <>
                  {<IconDeviceDesktop {...icon} />} {t("site.desktop")}
                </>
              ),
            },
            {
              value: "phone",
              label: (
                <>
                  {<IconDeviceMobile {...icon} />} {t("site.phone")}
                </>
              ),
            },
          ]}
        />
        <Segments
          label={t("site.theme")}
          value={look}
          onChange={setLook}
          options={[
            { value: "light", label: named(<IconSun {...icon} />, common("theme.light")) },
            { value: "dark", label: named(<IconMoon {...icon} />, common("theme.dark")) },
          ]}
        />
        <IconButton label={t("site.reload")} onClick={() => setRound(round + 1)}>
          <IconRefresh size={18} stroke={1.75} />
        </IconButton>
        <IconButton label={t("site.openDemo")} onClick={() => window.open(demo, "_blank", "noreferrer")}>
          <IconExternalLink size={18} stroke={1.75} />
        </IconButton>
      </div>
      <div className={styles.stage}>
        <div className={styles.browser} data-phone={device === "phone" || undefined}>
          <div className={styles.bar} aria-hidden>
            <i />
            <i />
            <i />
            <span className="ellipsis">
              <IconLock size={12} stroke={2} />
              {settings.allowed_domains[0]?.replace(/^\*\./, "") ?? location.host}
            </span>
          </div>
          <iframe key={`${savedAt ?? 0}.${round}.${look}`} title={t("site.previewFrame")} src={demo} style={{ colorScheme: look }} />
        </div>
      </div>
    </>
  );
}
