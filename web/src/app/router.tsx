/**
 * The map of the page. Every section is its own chunk; the shell (rail, badges, live socket) stands around those
 * that need a signed-in employee.
 */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { readFilter } from "@/api/filter";
import { ProblemError } from "@/api/request";
import { meQuery } from "@/api/session";
import type { DialogFilter, Tab } from "@/api/types";
import { readAddress, type SearchAddress } from "@/features/clients/search/address";
import { withWords } from "@/i18n";
import { Crashed, NotFound } from "./dead-ends";
import { goLive } from "./go-live";
import { Shell } from "./shell/shell";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Crashed,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => withWords(() => import("@/features/entry/setup"))),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string } => (ownPath(search.to) ? { to: String(search.to) } : {}),
  component: lazyRouteComponent(() => withWords(() => import("@/features/entry/sign-in"))),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  component: lazyRouteComponent(() => withWords(() => import("@/features/entry/invitation"))),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ context, location, cause }) => {
    try {
      const me = await context.queryClient.ensureQueryData(meQuery);
      if (cause !== "preload") goLive(context.queryClient, me);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { to: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/clients" });
  },
});

const tabs: readonly string[] = ["all", "unanswered", "mine", "free", "others"] satisfies Tab[];
const clients = createRoute({
  getParentRoute: () => shell,
  path: "/clients",
  validateSearch: (search: Record<string, unknown>): { tab?: Tab; filter?: DialogFilter } => {
    const filter = readFilter(search.filter);
    return {
      ...(tabs.includes(String(search.tab)) && search.tab !== "all" ? { tab: search.tab as Tab } : {}),
      ...(Object.keys(filter).length > 0 ? { filter } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./clients-section")),
});
const client = createRoute({
  getParentRoute: () => clients,
  path: "$clientId",
  // A link to one message: the dialog opens there.
  validateSearch: (search: Record<string, unknown>): { message?: number } => (isId(search.message) ? { message: search.message } : {}),
});

const search = createRoute({
  getParentRoute: () => shell,
  path: "/search",
  validateSearch: (raw: Record<string, unknown>): SearchAddress => readAddress(raw),
  component: lazyRouteComponent(() => withWords(() => import("@/features/clients/search/page"))),
});

const channelTabs = ["state", "look", "access", "journal"] as const;
type ChannelTab = (typeof channelTabs)[number];
const channels = createRoute({
  getParentRoute: () => shell,
  path: "/channels",
  component: lazyRouteComponent(() => withWords(() => import("@/features/channels/list"))),
});
const connect = createRoute({
  getParentRoute: () => shell,
  path: "/channels/connect",
  validateSearch: (search: Record<string, unknown>): { kind?: "telegram" | "site_chat"; channel?: number; step?: "look" | "check" } => ({
    ...(search.kind === "telegram" || search.kind === "site_chat" ? { kind: search.kind } : {}),
    ...(isId(search.channel) ? { channel: search.channel } : {}),
    ...(search.step === "look" || search.step === "check" ? { step: search.step } : {}),
  }),
  component: lazyRouteComponent(() => withWords(() => import("@/features/channels/connect"))),
});
const channel = createRoute({
  getParentRoute: () => shell,
  path: "/channels/$channelId",
  validateSearch: (search: Record<string, unknown>): { tab?: ChannelTab } => {
    const tab = channelTabs.find((known) => known === search.tab);
    return tab && tab !== "state" ? { tab } : {};
  },
  component: lazyRouteComponent(() => withWords(() => import("@/features/channels/details"))),
});
const imports = createRoute({
  getParentRoute: () => shell,
  path: "/channels/$channelId/imports",
  component: lazyRouteComponent(() => withWords(() => import("@/features/channels/import/start"))),
});
const oneImport = createRoute({
  getParentRoute: () => shell,
  path: "/channels/$channelId/imports/$importId",
  component: lazyRouteComponent(() => withWords(() => import("@/features/channels/import/one"))),
});

const settingsHome = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => withWords(() => import("@/features/settings/page"))),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$pane",
  validateSearch: (search: Record<string, unknown>): { invite?: true } => (search.invite === true ? { invite: true } : {}),
  component: lazyRouteComponent(() => withWords(() => import("@/features/settings/page"))),
});

const tree = root.addChildren([
  setup,
  signIn,
  invitation,
  shell.addChildren([home, clients.addChildren([client]), search, channels, connect, channel, imports, oneImport, settingsHome, settings]),
]);

export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingMs: 300,
    scrollRestoration: false,
    defaultErrorComponent: Crashed,
    defaultNotFoundComponent: NotFound,
  });
}

/** Only a path of this page: `?to=` must not send anybody to another site after sign-in. */
function ownPath(to: unknown): boolean {
  return typeof to === "string" && to.startsWith("/") && !to.startsWith("//") && !to.startsWith("/\\") && to.length <= 500;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
