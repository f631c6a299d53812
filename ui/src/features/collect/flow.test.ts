import { describe, expect, it } from "vitest";
import type { CollectReport } from "../../api/generated.ts";
import { consentOf } from "./flow.ts";

function report(failure: string | null): CollectReport {
  const skipped = [{ service: "popbill", code: "remote.needs_consent", params: { count: "3" } }];
  return { run: { id: 7, failure }, answered: { skipped } } as unknown as CollectReport;
}

describe("a run that came to what costs", () => {
  it("asks for the clerk's word, with who and the figures", () =>
    expect(consentOf(report("remote.needs_consent"))?.params).toEqual({
      service: "popbill",
      count: "3",
    }));

  it("asks nothing when it ended well, or for another reason", () => {
    expect(consentOf(report(null))).toBeNull();
    expect(consentOf(report("remote.timed_out"))).toBeNull();
  });
});
