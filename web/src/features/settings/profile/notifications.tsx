/** What tells of new messages in this browser: a note on the screen and a sound. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBell, IconBellOff, IconBellRinging } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { PlainSwitch, SwitchRow } from "@/components/form/choices";
import type { Editing } from "@/components/form/use-editing";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { type NoticeWay, noticeEvents, noticePrefs, setNoticePref } from "@/lib/notice-prefs";
import { useStore } from "@/lib/store";
import styles from "../settings.module.css";
import type { OwnFields } from "./pane";

type Permission = "granted" | "denied" | "default" | "absent";

export function Notifications({ own }: { own: Editing<OwnFields> }) {
  const { t } = useTranslation("settings");
  const { permission, ask } = usePermission();
  const { values, change } = own;
  const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;
  const words = { granted: t("profile.allowed"), denied: t("profile.denied"), default: t("profile.notAsked"), absent: t("profile.absent") };
  const test = () => {
    const shown = show(t("profile.testTitle"), t("profile.testText"));
    if (!shown) notifications.show({ color: "red", message: t("profile.testFailed") });
  };
  return (
    <Box pad label={t("profile.notifications")}>
      <div className={page.row} style={{ marginBottom: 8 }}>
        <h2 className={`${page.h2} ${page.grow}`}>{t("profile.notifications")}</h2>
        {permission === "granted" ? (
          <Button size="xs" variant="default" leftSection={<IconBell size={14} stroke={2} />} onClick={test}>
            {t("profile.test")}
          </Button>
        ) : null}
      </div>
      <div className={styles.permission} role="status">
        {permission === "granted" ? <IconBellRinging {...icon} /> : <IconBellOff {...icon} />}
        <span>{words[permission]}</span>
        {permission === "default" ? (
          <button type="button" className={page.link} onClick={ask}>
            {t("profile.allow")}
          </button>
        ) : null}
      </div>
      <div className={styles.switches}>
        <SwitchRow
          label={t("profile.desktop")}
          text={t("profile.desktopText")}
          checked={values.desktop_notifications}
          onChange={(on) => {
            change("desktop_notifications", on, "now");
            if (on && permission === "default") ask();
          }}
        />
        <SwitchRow
          label={t("profile.sound")}
          text={t("profile.soundText")}
          checked={values.sound}
          onChange={(on) => change("sound", on, "now")}
        />
      </div>
      <Events screen={values.desktop_notifications} sound={values.sound} />
    </Box>
  );
}

/** What this device tells of; a way that is off as a whole cannot be chosen for one event. */
function Events(ways: Record<NoticeWay, boolean>) {
  const { t } = useTranslation("settings");
  const prefs = useStore(noticePrefs);
  return (
    <table className={styles.events}>
      <caption>{t("profile.events.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("profile.events.event")}</th>
          <th scope="col">{t("profile.events.screen")}</th>
          <th scope="col">{t("profile.events.sound")}</th>
        </tr>
      </thead>
      <tbody>
        {noticeEvents.map((event) => (
          <tr key={event}>
            <th scope="row">{t(`profile.events.${event}`)}</th>
            {(["screen", "sound"] as const).map((way) => (
              <td key={way}>
                <PlainSwitch
                  label={`${t(`profile.events.${event}`)}: ${t(`profile.events.${way}`)}`}
                  checked={ways[way] && prefs[event][way]}
                  disabled={!ways[way]}
                  onChange={(on) => setNoticePref(event, way, on)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function usePermission(): { permission: Permission; ask: () => void } {
  const [permission, setPermission] = useState<Permission>(current);
  useEffect(() => {
    // The person may answer in the browser's own settings, in another tab.
    const look = () => setPermission(current());
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, []);
  return { permission, ask: () => void Notification.requestPermission().then(setPermission) };
}

function current(): Permission {
  return "Notification" in window ? Notification.permission : "absent";
}

/** False where the browser refuses: Android allows it only to a service worker. */
function show(title: string, body: string): boolean {
  try {
    new Notification(title, { body, icon: "/icon.svg", tag: "beseda-test" });
    return true;
  } catch {
    return false;
  }
}
