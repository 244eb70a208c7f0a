/** Saved filters (S04): one's own and the team's. The server says who may change which. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get, post, problemOf, put, remove } from "@/api/request";
import type { FilterForm, SavedFilter, SavedFilters } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { showUndo } from "@/components/undo";
import { useTranslation } from "@/i18n/use-translation";

const path = "/api/v1/saved-filters";

export function useSavedFilters() {
  return useQuery({
    queryKey: keys.savedFilters,
    queryFn: ({ signal }) => snapshot(() => get<SavedFilters>(path, { signal })),
  });
}

/** Without an id a new one is made. */
export function useSaveFilter() {
  const keep = usePut();
  const failed = useFailed();
  return useMutation({
    mutationFn: ({ id, form }: { id: number | null; form: FilterForm }) =>
      id === null ? post<SavedFilter>(path, form) : put<SavedFilter>(`${path}/${id}`, form),
    onSuccess: (saved) => keep((all) => [...all.filter((one) => one.id !== saved.id), saved]),
    onError: failed,
  });
}

/** Deleted at once; taken back it is a new one with the same name and conditions. */
export function useDeleteFilter() {
  const { t } = useTranslation(["clients", "common"]);
  const keep = usePut();
  const failed = useFailed();
  const again = useMutation({
    mutationFn: ({ name, shared, filter }: SavedFilter) => post<SavedFilter>(path, { name, shared, filter }),
    onSuccess: (saved) => keep((all) => [...all, saved]),
    onError: failed,
  });
  return useMutation({
    mutationFn: ({ id }: SavedFilter) => remove(`${path}/${id}`),
    onSuccess: (_, gone) => {
      keep((all) => all.filter((one) => one.id !== gone.id));
      showUndo({
        message: t("filters.saved.deleted", { name: gone.name }),
        undo: t("common:undo"),
        close: t("common:close"),
        onUndo: () => again.mutate(gone),
      });
    },
    onError: failed,
  });
}

function usePut() {
  const queryClient = useQueryClient();
  return (change: (all: SavedFilter[]) => SavedFilter[]) =>
    queryClient.setQueryData<SavedFilters>(keys.savedFilters, (known) =>
      known ? { ...known, items: change(known.items).toSorted((a, b) => a.name.localeCompare(b.name) || a.id - b.id) } : known,
    );
}

function useFailed() {
  const { t } = useTranslation("clients");
  const problemText = useProblemText();
  return (error: unknown) => {
    const problem = problemOf(error);
    notifications.show({ color: "red", message: problem.code === "limit_reached" ? t("filters.saved.tooMany") : problemText(problem) });
  };
}
