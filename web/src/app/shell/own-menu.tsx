/** The menu behind the own avatar: status, project, profile, sign out. */
import { Menu } from "@mantine/core";
import { IconCheck, IconCommand, IconKeyboard, IconLogout, IconMoon, IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { patch, post, put } from "@/api/request";
import { setProfile, signedOut, useMe } from "@/api/session";
import type { Profile } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./shell.module.css";
import { pageWindow } from "./use-page-keys";

const statuses: Profile["status"][] = ["on_shift", "break", "away"];

export function OwnMenu() {
  const { t } = useTranslation();
  const { employee } = useMe();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const setStatus = useMutation({
    mutationFn: (status: Profile["status"]) => put<Profile>("/api/v1/me/status", { status }),
    onSuccess: (profile) => setProfile(queryClient, profile),
  });
  const setTheme = useMutation({
    mutationFn: (theme: Profile["theme"]) => patch<Profile>("/api/v1/me", { theme }),
    onSuccess: (profile) => setProfile(queryClient, profile),
  });
  const signOut = useMutation({
    mutationFn: () => post<void>("/api/v1/auth/logout"),
    onSettled: async () => {
      await navigate({ to: "/sign-in" });
      signedOut(queryClient);
    },
  });
  return (
    <Menu position="right-end" width={232}>
      <Menu.Target>
        <button
          type="button"
          className={styles.me}
          aria-label={t("me.menu", { name: employee.name, status: t(`status.${employee.status}`) })}
        >
          <Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={36} />
          <i className={`${styles.status} ${styles[employee.status]}`} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{employee.name}</Menu.Label>
        {statuses.map((status) => (
          <Menu.Item
            key={status}
            role="menuitemradio"
            aria-checked={employee.status === status}
            leftSection={<i className={`${styles.status} ${styles.dot} ${styles[status]}`} />}
            rightSection={employee.status === status ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => setStatus.mutate(status)}
          >
            {t(`status.${status}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUser size={18} stroke={1.75} />}
          onClick={() => void navigate({ to: "/settings/$pane", params: { pane: "profile" } })}
        >
          {t("me.profile")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMoon size={18} stroke={1.75} />}
          onClick={() => setTheme.mutate(employee.theme === "dark" ? "light" : employee.theme === "light" ? "auto" : "dark")}
        >
          {t("theme.toggle")}: {t(`theme.${employee.theme}`)}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCommand size={18} stroke={1.75} />}
          rightSection={<kbd>Ctrl K</kbd>}
          onClick={() => pageWindow.set("palette")}
        >
          {t("me.palette")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={18} stroke={1.75} />}
          rightSection={<kbd>?</kbd>}
          onClick={() => pageWindow.set("help")}
        >
          {t("me.keys")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} stroke={1.75} />} onClick={() => signOut.mutate()}>
          {t("me.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
