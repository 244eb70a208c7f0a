/** Imports as the server has them, and what is done with one: tried, begun, stopped, deleted. Live events keep them fresh. */
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get, post, problemOf, remove } from "@/api/request";
import { download } from "@/api/transfer";
import type { Import, ImportPreview, Imports, StartImport } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { type Delimiter, type Encoding, keepTried, type Settings } from "./settings";
import { useImportWords } from "./words";

export function useImports(channel: number) {
  return useQuery({
    queryKey: keys.imports(channel),
    queryFn: ({ signal }) => snapshot(() => get<Imports>(`/api/v1/channels/${channel}/imports`, { signal })),
    staleTime: 0,
  });
}

export function useImport(id: number) {
  return useQuery({
    queryKey: keys.import(id),
    queryFn: ({ signal }) => snapshot(() => get<Import>(`/api/v1/imports/${id}`, { signal })),
    staleTime: 0,
  });
}

/** The beginning of the file, read this way; null: as it most likely is. */
export function usePreview(id: number, encoding: Encoding | null, delimiter: Delimiter | null) {
  return useQuery({
    queryKey: keys.importPreview(id, encoding ?? "", delimiter ?? ""),
    queryFn: ({ signal }) => get<ImportPreview>(`/api/v1/imports/${id}/preview`, { query: { encoding, delimiter }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useImportActions() {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const { problemText } = useImportWords();
  const onError = (error: unknown) => void notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const put = (changed: Import) => {
    client.setQueryData(keys.import(changed.id), changed);
    // Its first events may have come before this answer.
    void client.invalidateQueries({ queryKey: keys.import(changed.id) });
  };
  const start = useMutation({
    mutationFn: ({ id, ...wanted }: Settings & { id: number; trial: boolean }) =>
      post<Import>(`/api/v1/imports/${id}/start`, wanted satisfies StartImport),
    onSuccess: (begun, { id, trial: _, ...settings }) => {
      keepTried(id, settings);
      put(begun);
    },
  });
  const stop = useMutation({ mutationFn: (id: number) => post<Import>(`/api/v1/imports/${id}/stop`), onSuccess: put, onError });
  const drop = useMutation({
    mutationFn: (one: Import) => remove(`/api/v1/imports/${one.id}`),
    onSuccess: (_, one) => {
      notifications.show({ message: t("history.deleted") });
      client.removeQueries({ queryKey: keys.import(one.id) });
      return client.invalidateQueries({ queryKey: keys.imports(one.channel_id) });
    },
    onError,
  });
  const errors = useMutation({
    mutationFn: (one: Import) => download(`/api/v1/imports/${one.id}/errors`, errorsName(t("run.errorsName", { name: one.file_name }))),
    onError,
  });
  return { start, stop, drop, errors };
}

function errorsName(name: string): string {
  return /\.csv$/i.test(name) ? name : `${name}.csv`;
}
