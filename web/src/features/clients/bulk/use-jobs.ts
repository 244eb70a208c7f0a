/** Jobs of this window: begun, watched by live events, stopped, undone. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { post, problemOf } from "@/api/request";
import type { Job, JobAction, Selection } from "@/api/types";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { NAMED_MAX, picked, selectionOf } from "./selection";
import { addJobs, closeJob } from "./under-way";

export function useJobActions() {
  const { t } = useTranslation("bulk");
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const onError = (error: unknown) => {
    const problem = problemOf(error);
    const message = problem.code === "limit_reached" ? t("error.limit_reached") : problemText(problem);
    notifications.show({ color: "red", message });
  };
  const watch = (job: Job) => {
    queryClient.setQueryData(keys.job(job.id), job);
    addJobs([job.id]);
    // Its first events may have come before this answer.
    void queryClient.invalidateQueries({ queryKey: keys.job(job.id) });
  };
  const begin = useMutation({ mutationFn: (body: object) => post<Job>("/api/v1/dialogs/bulk", body), onSuccess: watch, onError });
  const stop = useMutation({
    mutationFn: (job: number) => post<Job>(`/api/v1/jobs/${job}/stop`),
    onSuccess: (job) => queryClient.setQueryData(keys.job(job.id), job),
    onError,
  });
  const undo = useMutation({
    mutationFn: (job: number) => post<Job>(`/api/v1/jobs/${job}/undo`),
    onSuccess: (job, undone) => {
      closeJob(undone);
      watch(job);
    },
    onError,
  });
  return {
    busy: begin.isPending,
    /** For others than those who are chosen in the list. */
    beginWith: (action: JobAction, selection: Partial<Selection>, done: () => void) =>
      begin.mutate({ action, selection }, { onSuccess: done }),
    stop: stop.mutate,
    undo: undo.mutate,
    begin: (action: JobAction) => {
      const now = picked.get();
      if (now === null) return;
      if (now.ids.size > NAMED_MAX) return void notifications.show({ color: "red", message: t("error.tooMany") });
      begin.mutate({ action, selection: selectionOf(now) });
      // Who is deleted cannot be chosen for anything else.
      if (action.type === "delete") picked.set(null);
    },
  };
}
