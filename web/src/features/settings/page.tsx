/** Settings: navigation and one pane. On phones the navigation is a page of its own. */

import { useMediaQuery } from "@mantine/hooks";
import { IconBuildingStore, IconHistory, IconShieldLock, IconUser, IconUsers, IconVariable } from "@tabler/icons-react";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from "react";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Right } from "@/api/types";
import { page } from "@/components/page/parts";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./settings.module.css";

const PANES = ["profile", "security", "project", "employees", "templates", "audit"] as const;
export type Pane = (typeof PANES)[number];

const content: { [pane in Pane]: LazyExoticComponent<ComponentType> } = {
  profile: lazy(() => import("./profile/pane")),
  security: lazy(() => import("./security/pane")),
  project: lazy(() => import("./project/pane")),
  employees: lazy(() => import("./employees/pane")),
  templates: lazy(() => withWords(() => import("./templates/pane"), "work")),
  audit: lazy(() => import("./audit/pane")),
};
const icons = {
  profile: IconUser,
  security: IconShieldLock,
  project: IconBuildingStore,
  employees: IconUsers,
  templates: IconVariable,
  audit: IconHistory,
} as const;
const needs: { [pane in Pane]?: Right } = { audit: "audit.read" };
const groups: { title: "personal" | "projectGroup" | "data"; panes: Pane[] }[] = [
  { title: "personal", panes: ["profile", "security"] },
  { title: "projectGroup", panes: ["project", "employees", "templates"] },
  { title: "data", panes: ["audit"] },
];

export default function SettingsPage() {
  const { pane: asked } = useParams({ strict: false }) as { pane?: string };
  const { project, rights } = useMe();
  const wide = useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const open = PANES.filter((pane) => {
    const right = needs[pane];
    return (right === undefined || rights.includes(right)) && (project !== null || pane === "profile" || pane === "security");
  });
  const pane = open.find((known) => known === asked);
  if (pane === undefined && (wide || asked !== undefined)) return <Navigate to="/settings/$pane" params={{ pane: "profile" }} replace />;
  if (pane === undefined) {
    return (
      <main id="main" className={styles.frame}>
        <Nav open={open} />
      </main>
    );
  }
  const Content = content[pane];
  return (
    <div className={styles.frame} data-pane={pane}>
      <Nav open={open} />
      <Suspense fallback={<main id="main" className={page.main} aria-busy="true" />}>
        <Content />
      </Suspense>
    </div>
  );
}

function Nav({ open }: { open: readonly Pane[] }) {
  const { t } = useTranslation("settings");
  const employees = useEmployees().length;
  return (
    <nav className={`${styles.nav} scroll`} aria-label={t("title")}>
      <h1>{t("title")}</h1>
      {groups.map((group) => {
        const panes = group.panes.filter((pane) => open.includes(pane));
        if (panes.length === 0) return null;
        return (
          <div key={group.title}>
            <h2>{t(group.title)}</h2>
            {panes.map((pane) => {
              const Icon = icons[pane];
              return (
                <Link key={pane} to="/settings/$pane" params={{ pane }} className={styles.item}>
                  <Icon size={18} stroke={1.75} aria-hidden />
                  <span>{t(`nav.${pane}`)}</span>
                  {pane === "employees" && employees > 0 ? <span>{employees}</span> : null}
                </Link>
              );
            })}
          </div>
        );
      })}
    </nav>
  );
}
