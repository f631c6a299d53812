import { useSyncExternalStore } from "react";
import { call } from "../api/client.ts";
import type { HostEvent } from "../host/index.ts";

type Progress = Extract<HostEvent, { type: "progress" }>;

/** A running job as the status bar shows it. */
export interface Job {
  job: string;
  done: number;
  total: number;
  stage: string;
  what: string;
  cancelling: boolean;
}

interface Running {
  jobs: readonly Job[];
  /** Whether the channel to the core stands. */
  connected: boolean;
}

let running: Running = { jobs: [], connected: true };
const listeners = new Set<() => void>();

function publish(next: Running): void {
  running = next;
  for (const listener of listeners) listener();
}

/** The jobs after one more word about one of them. */
export function jobsAfter(jobs: readonly Job[], told: Progress): readonly Job[] {
  if (told.finished) return jobs.filter((job) => job.job !== told.job);
  const known = jobs.find((job) => job.job === told.job);
  const next: Job = {
    job: told.job,
    done: told.done,
    total: told.total,
    stage: told.stage,
    what: told.what,
    cancelling: known?.cancelling ?? false,
  };
  return known ? jobs.map((job) => (job === known ? next : job)) : [...jobs, next];
}

/** Keeps the running jobs and the connection true to the host's events. */
export function followJobs(event: HostEvent): void {
  if (event.type === "progress") publish({ ...running, jobs: jobsAfter(running.jobs, event) });
  if (event.type === "connection" && event.online !== running.connected) {
    publish({ ...running, connected: event.online });
  }
}

/** Marks a job as being cancelled until its last word comes. */
export function markCancelling(job: string): void {
  publish({
    ...running,
    jobs: running.jobs.map((known) => (known.job === job ? { ...known, cancelling: true } : known)),
  });
}

export function useRunning(): Running {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => running,
  );
}

/** One running job by its name; undefined before its first word and after its last. */
export function useJob(name: string | null): Job | undefined {
  return useRunning().jobs.find(({ job }) => job === name);
}

/** A name for a job that nobody else has. */
export function jobName(act: string): string {
  return `${act}-${crypto.randomUUID()}`;
}

/** Asks a job to stop; its last event takes it away. */
export function cancelJob(job: string): void {
  markCancelling(job);
  void call("job.cancel", { job }).catch(() => {
    // The job ended by itself before the word arrived.
  });
}
