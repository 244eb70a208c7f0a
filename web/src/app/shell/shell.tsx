/** The frame around every section: rail (a bottom bar on phones), strips about the connection, the section itself. */
import { Button, useMantineColorScheme } from "@mantine/core";
import { IconDatabaseOff, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useMatchRoute } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { keys } from "@/api/keys";
import { connection, isLost, serverVersion } from "@/api/live-state";
import { countsQuery } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Me } from "@/api/types";
import { setLanguage } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { goLive } from "../go-live";
import { useNotices } from "./notices";
import { Rail } from "./rail";
import styles from "./shell.module.css";
import { usePageKeys } from "./use-page-keys";

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const onList = usePhoneBar();
  useLive();
  useNotices();
  useProfileLook();
  useTitle();
  const opened = usePageKeys();
  return (
    <div className={styles.app} data-bar={onList || undefined}>
      <a href="#main" className={styles.skip}>
        {t("skipToMain")}
      </a>
      <Rail />
      <div className={styles.section}>
        <ConnectionStrip />
        <NewVersionStrip current={me.version} />
        <div className={styles.outlet}>
          <Outlet />
        </div>
      </div>
      {opened}
    </div>
  );
}

/** The route has started the connection before the first snapshot; leaving the shell ends it. */
function useLive(): void {
  const queryClient = useQueryClient();
  const project = useMe().project?.id;
  useEffect(() => {
    const me = queryClient.getQueryData<Me>(keys.me);
    return project !== undefined && me ? goLive(queryClient, me) : undefined;
  }, [queryClient, project]);
}

/** On phones the bottom bar belongs to lists; an open dialog, channel or pane has a back arrow instead. */
function usePhoneBar(): boolean {
  const match = useMatchRoute();
  return Boolean(match({ to: "/clients" }) || match({ to: "/search" }) || match({ to: "/channels" }) || match({ to: "/settings" }));
}

/** Language and theme follow the profile, on this device and the next. */
function useProfileLook(): void {
  const { language, theme } = useMe().employee;
  const scheme = useMantineColorScheme();
  const latest = useRef(scheme);
  latest.current = scheme;
  useEffect(() => void setLanguage(language), [language]);
  // Its setter is another one at every render and puts a sheet of styles into the page: only for a theme that is not there yet.
  useEffect(() => {
    if (latest.current.colorScheme !== theme) latest.current.setColorScheme(theme);
  }, [theme]);
}

/** "(3) Клиенты — Беседа" */
function useTitle(): void {
  const { t } = useTranslation();
  const match = useMatchRoute();
  const unread = useQuery(countsQuery).data?.unread_dialogs;
  const section = (["channels", "settings", "search"] as const).find((one) => match({ to: `/${one}`, fuzzy: true })) ?? "clients";
  const badge = unread && unread.count > 0 ? `(${unread.count}${unread.more ? "+" : ""}) ` : "";
  const title = `${badge}${t(`section.${section}`)} — ${t("product")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function ConnectionStrip() {
  const { t } = useTranslation();
  const state = useStore(connection);
  const inDialog = useMatchRoute()({ to: "/clients/$clientId" });
  // An open dialog shows the strip under its own header, where the promise about messages belongs.
  if (!isLost(state) || inDialog) return null;
  return (
    <div className={styles.lost} role="status">
      {state === "away" ? <IconDatabaseOff size={18} stroke={1.75} aria-hidden /> : <IconWifiOff size={18} stroke={1.75} aria-hidden />}
      <span>{t(state === "away" ? "awayShort" : "offlineShort")}</span>
    </div>
  );
}

function NewVersionStrip({ current }: { current: string }) {
  const { t } = useTranslation();
  const version = useStore(serverVersion);
  if (version === null || version === current) return null;
  return (
    <div className={styles.newer} role="status">
      <span>{t("updated")}</span>
      <Button size="xs" variant="subtle" leftSection={<IconRefresh size={16} />} onClick={() => location.reload()}>
        {t("reload")}
      </Button>
    </div>
  );
}
