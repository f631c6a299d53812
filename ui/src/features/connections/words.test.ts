import { describe, expect, it } from "vitest";
import type { RemoteSystemView } from "../../api/generated.ts";
import { readConnectionsAddress } from "./address.ts";
import { errorRate, millisText, remoteState } from "./words.ts";

const sums = (calls: number, failures = 0, p50_ms: number | null = null) => ({
  calls,
  failures,
  p50_ms,
  p95_ms: p50_ms,
});
const remote = (parts: Partial<RemoteSystemView>) =>
  ({
    configured: true,
    breaker: "closed",
    last_success_at: "2026-11-21T09:00:00+09:00",
    ...parts,
  }) as RemoteSystemView;

describe("a remote", () => {
  it("that misses a key is not set up, whatever its breaker says", () =>
    expect(remoteState(remote({ configured: false, breaker: "open" })).kind).toBe("waiting"));

  it("is left alone, not called yet, or answers", () => {
    expect(remoteState(remote({ breaker: "open" })).kind).toBe("bad");
    expect(remoteState(remote({})).kind).toBe("good");
    expect(remoteState(remote({ last_success_at: null })).kind).toBe("waiting");
  });
});

describe("figures", () => {
  it("of failures are a share of the calls, and nothing without calls", () => {
    expect(errorRate(sums(3, 1))).toBe("33.3%");
    expect(errorRate(sums(10, 0))).toBe("0%");
    expect(errorRate(sums(0))).toBe("");
  });

  it("of time change their unit at a second", () => {
    expect(millisText(240)).toBe("240 ms");
    expect(millisText(1_449)).toBe("1.4 s");
    expect(millisText(null)).toBe("");
  });
});

describe("the address", () => {
  it("keeps what it understands, and does not name the first tab", () => {
    expect(readConnectionsAddress({ tab: "calls", service: "nts", failures: true })).toEqual({
      tab: "calls",
      service: "nts",
      failures: true,
    });
    expect(readConnectionsAddress({ tab: "state", service: "bank", failures: 1 })).toEqual({});
  });
});
