/**
 * Jobs that have a panel in this window. Those begun here are added by who begins them; after a reload, or in a second window,
 * the server names those still under way, and those that ended a moment ago, so that their end is seen and can be undone.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "@/api/keys";
import { get } from "@/api/request";
import type { Job, Jobs } from "@/api/types";
import { readStored, writeStored } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";

/** Newest last. */
export const jobs = createStore<readonly number[]>([]);
const SHOWN_MAX = 3;
/** An end that nobody has seen is news for so long. */
const NEWS_MS = 5 * 60_000;

/** Panels that were closed stay closed. */
const CLOSED = "beseda.closed-jobs";
const CLOSED_MAX = 20;

export function addJobs(more: readonly number[]): void {
  jobs.set((all) => [...all.filter((one) => !more.includes(one)), ...more].slice(-SHOWN_MAX));
}

export function closeJob(job: number): void {
  jobs.set((all) => all.filter((one) => one !== job));
  writeStored(CLOSED, [job, ...readStored<number[]>(CLOSED, [])].slice(0, CLOSED_MAX));
}

/** Which of the newest first belong on the screen, in the order of the panels. */
export function worthShowing(all: readonly Job[], closed: readonly number[], now: number): number[] {
  return all
    .filter((job) => job.finished_at === null || (job.finished_at > now - NEWS_MS && job.undone_by === null && !closed.includes(job.id)))
    .map((job) => job.id)
    .slice(0, SHOWN_MAX)
    .reverse();
}

/** Asked once for a session: what happens afterwards happens in this window, or comes as an event. */
export function useJobsUnderWay(): boolean {
  const known = useQuery({
    queryKey: keys.jobs,
    queryFn: ({ signal }) => get<Jobs>("/api/v1/jobs", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  }).data;
  useEffect(() => {
    if (!known) return;
    const already = jobs.get();
    addJobs(worthShowing(known.items, readStored<number[]>(CLOSED, []), Date.now()).filter((job) => !already.includes(job)));
  }, [known]);
  return useStore(jobs).length > 0;
}
