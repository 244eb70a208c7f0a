/** One job: how far it is, stop; at its end how many, whom it could do nothing to and why, undo. */
import { Button, Progress } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { useEmployees } from "@/api/queries";
import { get } from "@/api/request";
import type { Job, SkippedClients } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { ErrorNote } from "@/components/state-note";
import { Window } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { useMarks } from "../labels/use-marks";
import styles from "./bulk.module.css";
import { closeJob } from "./under-way";
import { useJobActions } from "./use-jobs";

export function JobPanel({ id }: { id: number }) {
  const { t, i18n } = useTranslation(["bulk", "common"]);
  const { stop, undo } = useJobActions();
  const [listed, setListed] = useState(false);
  const job = useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => snapshot(() => get<Job>(`/api/v1/jobs/${id}`, { signal })),
  }).data;
  const what = useWhat(job);
  if (!job) return null;
  const say = (count: number) => number(count, i18n.language);
  const over = job.state === "done" || job.state === "stopped";
  const seen = job.done + job.skipped;
  return (
    <section className={styles.job} aria-label={what}>
      <div className={styles.jobHead}>
        <b role="status">{t(job.state, { what, shown: say(job.total), done: say(over ? job.done : seen), of: say(job.total) })}</b>
        {over ? null : (
          <Button size="xs" variant="subtle" onClick={() => stop(id)}>
            {t("stop")}
          </Button>
        )}
        {over && job.undoable && job.undone_by === null ? (
          <Button size="xs" variant="subtle" onClick={() => undo(id)}>
            {t("common:undo")}
          </Button>
        ) : null}
        {over ? (
          <IconButton size="sm" label={t("common:close")} onClick={() => closeJob(id)}>
            <IconX size={18} stroke={1.75} />
          </IconButton>
        ) : null}
      </div>
      {over ? null : (
        <Progress
          size="sm"
          value={job.total === 0 ? 0 : (seen / job.total) * 100}
          animated={job.state === "gathering"}
          aria-label={t("progress")}
        />
      )}
      {job.skipped > 0 ? (
        <p className={styles.note}>
          {t("skipped", { count: job.skipped, shown: say(job.skipped) })} ·{" "}
          <button type="button" className={styles.all} onClick={() => setListed(true)}>
            {t("show")}
          </button>
        </p>
      ) : null}
      <Window opened={listed} title={t("skippedTitle")} lead={what} onClose={() => setListed(false)}>
        {listed ? <Skipped id={id} /> : null}
      </Window>
    </section>
  );
}

function Skipped({ id }: { id: number }) {
  const { t, i18n } = useTranslation("bulk");
  const list = useInfiniteQuery({
    queryKey: keys.skipped(id),
    queryFn: ({ pageParam, signal }) => get<SkippedClients>(`/api/v1/jobs/${id}/skipped`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const reason = (code: string) => {
    const key = `reason.${code}` as "reason.not_found";
    return i18n.exists(key, { ns: "bulk" }) ? String(t(key)) : t("reason.other", { code });
  };
  if (list.isError && !list.data) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <>
      <ul className={`${styles.options} scroll`} aria-label={t("skippedTitle")} aria-busy={list.isPending}>
        {list.data?.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <li key={one.client_id}>
              <span className={styles.option}>{one.name ?? t("nameless", { id: one.client_id })}</span>
              <span className={styles.note}>{reason(one.reason)}</span>
            </li>
          ))}
      </ul>
      {list.hasNextPage ? (
        <Button size="xs" variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("moreSkipped")}
        </Button>
      ) : null}
    </>
  );
}

/** The action in words, with the name its label, list or employee has today. */
function useWhat(job: Job | undefined): string {
  const { t } = useTranslation("bulk");
  const labels = useMarks("label").all;
  const lists = useMarks("list").all;
  const employees = useEmployees();
  const action = job?.action;
  if (!action) return "";
  const called = (all: readonly { id: number; name: string }[], id: number) => all.find((one) => one.id === id)?.name ?? "…";
  if (action.type === "add_label" || action.type === "remove_label")
    return t(`did.${action.type}`, { name: called(labels, action.label_id) });
  if (action.type === "add_list" || action.type === "remove_list") return t(`did.${action.type}`, { name: called(lists, action.list_id) });
  if (action.type === "set_responsible")
    return action.employee_id === null ? t("did.free") : t("did.set_responsible", { name: called(employees, action.employee_id) });
  return t(`did.${action.type}`);
}
