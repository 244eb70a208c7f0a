/** The rail: only sections that work, what waits in them, the theme and the own menu. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMessages, IconMoon, IconSun } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import { countsQuery } from "@/api/queries";
import { patch } from "@/api/request";
import { setProfile } from "@/api/session";
import type { Profile } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { OwnMenu } from "./own-menu";
import { type Section, useSections } from "./sections";
import styles from "./shell.module.css";

/** Drawn anew by what it shows, not by every step through the section. */
export const Rail = memo(function Rail() {
  const { t } = useTranslation();
  const counts = useQuery(countsQuery).data;
  const sections = useSections();
  const unread = counts?.unread_dialogs;
  const attention = counts?.attention_channels ?? 0;
  const badges: Partial<Record<Section["name"], ReactNode>> = {
    clients:
      unread && unread.count > 0 ? (
        <Badge text={unread.more || unread.count > 99 ? "99+" : String(unread.count)} name={t("badge.unread", { count: unread.count })} />
      ) : null,
    channels: attention > 0 ? <Badge warn text={String(attention)} name={t("badge.attention", { count: attention })} /> : null,
  };
  return (
    <nav className={styles.rail} aria-label={t("nav")}>
      <Link to="/clients" className={styles.logo} aria-label={t("product")} tabIndex={-1}>
        <IconMessages size={22} stroke={2} aria-hidden />
      </Link>
      {sections.map(({ name, to, icon: Icon }) => (
        <Link key={name} to={to} className={styles.item}>
          <Icon size={20} stroke={1.75} aria-hidden />
          <span>{t(`section.${name}`)}</span>
          {badges[name]}
        </Link>
      ))}
      <span className={styles.grow} />
      <ThemeToggle />
      <OwnMenu />
    </nav>
  );
});

function Badge({ text, name, warn }: { text: string; name: string; warn?: boolean }) {
  return (
    <span className={`${styles.badge} ${warn ? styles.warn : ""}`}>
      <span aria-hidden>{text}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  );
}

/** Light ↔ dark at once; the choice goes to the profile so that the next device has it too. */
function ThemeToggle() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme("light");
  const next = now === "dark" ? "light" : "dark";
  const save = useMutation({
    mutationFn: () => patch<Profile>("/api/v1/me", { theme: next }),
    onMutate: () => setColorScheme(next),
    onSuccess: (profile) => setProfile(queryClient, profile),
  });
  const Icon = now === "dark" ? IconSun : IconMoon;
  return (
    <button
      type="button"
      className={`${styles.item} ${styles.toggle}`}
      aria-label={t("theme.toggle")}
      title={t("theme.toggle")}
      onClick={() => save.mutate()}
    >
      <Icon size={20} stroke={1.75} aria-hidden />
    </button>
  );
}
