import { describe, expect, it } from "vitest";
import { jobsAfter } from "./jobs.ts";

const told = (job: string, done: number, finished = false) =>
  ({ type: "progress", job, done, total: 10, stage: "read", what: "a.xml", finished }) as const;

describe("the running jobs", () => {
  it("appear with their first word and leave with their last", () => {
    const begun = jobsAfter([], told("a", 0));
    expect(begun).toEqual([
      { job: "a", done: 0, total: 10, stage: "read", what: "a.xml", cancelling: false },
    ]);
    expect(jobsAfter(begun, told("a", 10, true))).toEqual([]);
  });

  it("keep their order and the clerk's wish to stop", () => {
    const two = jobsAfter(jobsAfter([], told("a", 0)), told("b", 0));
    const stopping = two.map((job) => (job.job === "a" ? { ...job, cancelling: true } : job));
    const after = jobsAfter(stopping, told("a", 5));
    expect(after.map(({ job, done, cancelling }) => [job, done, cancelling])).toEqual([
      ["a", 5, true],
      ["b", 0, false],
    ]);
  });

  it("are not upset by the last word of a job that is gone", () =>
    expect(jobsAfter([], told("a", 10, true))).toEqual([]));
});
