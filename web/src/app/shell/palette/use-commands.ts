/** Where one can go and what one can set, the same from every section. */
import { useMantineColorScheme } from "@mantine/core";
import {
  IconBuildingStore,
  IconDownload,
  IconHistory,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarRight,
  IconMoon,
  IconPlug,
  IconShieldLock,
  IconSun,
  IconSunMoon,
  IconUser,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMatchRoute, useNavigate } from "@tanstack/react-router";
import { narrows } from "@/api/filter";
import { patch } from "@/api/request";
import { setProfile, useCan, useMe } from "@/api/session";
import type { Profile } from "@/api/types";
import { setLayoutPref, useLayoutPrefs } from "@/features/clients/layout-prefs";
import { useExport } from "@/features/clients/list/use-export";
import { useList } from "@/features/clients/use-list";
import { setLanguage } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useSections } from "../sections";
import type { Item } from "./items";

const themes = [
  ["light", IconSun],
  ["dark", IconMoon],
  ["auto", IconSunMoon],
] as const;

export function useCommands(onHelp: () => void): Item[] {
  const { t } = useTranslation(["palette", "common", "settings"]);
  const navigate = useNavigate();
  const sections = useSections().map(
    (section, index): Item => ({
      id: `section-${section.name}`,
      label: t(`common:section.${section.name}`),
      icon: section.icon,
      keys: `G ${index + 1}`,
      leads: true,
      run: () => void navigate({ to: section.to }),
    }),
  );
  const { project, rights } = useMe();
  const panes = [
    ["profile", IconUser, true],
    ["security", IconShieldLock, true],
    ["project", IconBuildingStore, project !== null],
    ["employees", IconUsers, project !== null],
    ["audit", IconHistory, project !== null && rights.includes("audit.read")],
  ] as const;
  const settings = panes
    .filter(([, , there]) => there)
    .map(
      ([pane, icon]): Item => ({
        id: `settings-${pane}`,
        label: t("command.settings", { name: t(`settings:nav.${pane}`) }),
        icon,
        leads: true,
        run: () => void navigate({ to: "/settings/$pane", params: { pane } }),
      }),
    );
  const connect: Item = {
    id: "connect",
    label: t("command.connect"),
    icon: IconPlug,
    leads: true,
    run: () => void navigate({ to: "/channels/connect" }),
  };
  const invite: Item = {
    id: "invite",
    label: t("command.invite"),
    icon: IconUserPlus,
    leads: true,
    run: () => void navigate({ to: "/settings/$pane", params: { pane: "employees" }, search: { invite: true } }),
  };
  const file = useExport();
  const narrowed = narrows(useList().filter);
  const exportClients: Item = {
    id: "export",
    label: t("command.export"),
    hint: narrowed ? t("command.exportFiltered") : undefined,
    icon: IconDownload,
    run: file.run,
  };
  const help: Item = { id: "keys", label: t("command.keys"), icon: IconKeyboard, keys: "?", leads: true, run: onHelp };
  return [
    ...sections,
    ...usePanes(),
    ...(useCan("clients.export") && !file.busy ? [exportClients] : []),
    ...(useCan("channels.write") ? [connect] : []),
    ...(useCan("employees.write") ? [invite] : []),
    ...settings,
    ...useLook(),
    help,
  ];
}

/** The panes of Clients, where there is room for them side by side. */
function usePanes(): Item[] {
  const { t } = useTranslation("palette");
  const prefs = useLayoutPrefs();
  const inDialog = Boolean(useMatchRoute()({ to: "/clients/$clientId" }));
  if (!inDialog || !matchMedia("(min-width: 78em)").matches) return [];
  return [
    {
      id: "list",
      label: t(prefs.list ? "command.hideList" : "command.showList"),
      icon: IconLayoutSidebarLeftCollapse,
      keys: "[",
      run: () => setLayoutPref({ list: !prefs.list }),
    },
    {
      id: "card",
      label: t(prefs.card ? "command.hideCard" : "command.showCard"),
      icon: IconLayoutSidebarRight,
      keys: "]",
      run: () => setLayoutPref({ card: !prefs.card }),
    },
  ];
}

/** Theme and language: at once here, by the profile on every other device. */
function useLook(): Item[] {
  const { t } = useTranslation(["palette", "common"]);
  const queryClient = useQueryClient();
  const { employee } = useMe();
  const { setColorScheme } = useMantineColorScheme();
  const save = useMutation({
    mutationFn: (change: Partial<Pick<Profile, "theme" | "language">>) => patch<Profile>("/api/v1/me", change),
    onSuccess: (profile) => setProfile(queryClient, profile),
  });
  return [
    ...themes
      .filter(([theme]) => theme !== employee.theme)
      .map(
        ([theme, icon]): Item => ({
          id: `theme-${theme}`,
          label: t("command.theme", { name: t(`common:theme.${theme}`) }),
          icon,
          run: () => {
            setColorScheme(theme);
            save.mutate({ theme });
          },
        }),
      ),
    ...(["ru", "en"] as const)
      .filter((language) => language !== employee.language)
      .map(
        (language): Item => ({
          id: `language-${language}`,
          label: t("command.language", { name: t(`command.languages.${language}`) }),
          icon: IconLanguage,
          run: () => {
            void setLanguage(language);
            save.mutate({ language });
          },
        }),
      ),
  ];
}
