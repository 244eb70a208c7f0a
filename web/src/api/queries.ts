/** Snapshots that several sections read: counts of the tabs and the rail, names of employees, channels. */
import { queryOptions } from "@tanstack/react-query";
import { keys } from "./keys";
import { snapshot } from "./live-page";
import { get } from "./request";
import { useShared } from "./shared-query";
import type { ChannelKinds, Channels, Counts, Employee, EmployeesPage, Labels, Lists, VariableTemplate, VariableTemplates } from "./types";

export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: ({ signal }) => snapshot(() => get<Counts>("/api/v1/dialogs/counts", { signal })),
});

export const employeesQuery = queryOptions({
  queryKey: keys.employees,
  queryFn: ({ signal }) => snapshot(() => get<EmployeesPage>("/api/v1/employees", { signal })),
});

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: ({ signal }) => snapshot(() => get<Channels>("/api/v1/channels", { signal })),
});

export const channelKindsQuery = queryOptions({
  queryKey: keys.channelKinds,
  queryFn: ({ signal }) => get<ChannelKinds>("/api/v1/channel-kinds", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const labelsQuery = queryOptions({
  queryKey: keys.labels,
  queryFn: ({ signal }) => snapshot(() => get<Labels>("/api/v1/labels", { signal })),
});

export const listsQuery = queryOptions({
  queryKey: keys.lists,
  queryFn: ({ signal }) => snapshot(() => get<Lists>("/api/v1/lists", { signal })),
});

const nobody: Employee[] = [];

export function useEmployees(): Employee[] {
  return useShared(employeesQuery)?.items ?? nobody;
}

/** Variables that the project declares: their names are offered, their types and values are kept to. */
export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => snapshot(() => get<VariableTemplates>("/api/v1/variable-templates", { signal })),
});

const noTemplates: VariableTemplate[] = [];

export function useTemplates(): VariableTemplate[] {
  return useShared(templatesQuery)?.items ?? noTemplates;
}
