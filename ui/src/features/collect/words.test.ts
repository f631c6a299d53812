import { describe, expect, it } from "vitest";
import { readCollectAddress } from "./address.ts";
import { canResume, chainText, durationText, readTime } from "./words.ts";

describe("who is asked", () => {
  it("stands in one line, in order, with what it costs and what stands against it", () =>
    expect(
      chainText([
        { service: "hometax", free: true, skipped: null },
        {
          service: "popbill",
          free: false,
          skipped: { service: "popbill", code: "remote.needs_consent", params: {} },
        },
      ]),
    ).toBe("홈택스(무료) → 팝빌(유료, 동의 필요)"));

  it("gives the code of a reason that this version has no words for", () =>
    expect(
      chainText([
        {
          service: "hometax",
          free: true,
          skipped: { service: "hometax", code: "remote.of_tomorrow", params: {} },
        },
      ]),
    ).toBe("홈택스(무료, remote.of_tomorrow)"));
});

describe("a run", () => {
  it("goes on unless it is done or still under way", () => {
    expect(
      (["interrupted", "failed", "cancelled", "partial"] as const).map((state) =>
        canResume({ state }),
      ),
    ).toEqual([true, true, true, true]);
    expect((["done", "running", "waiting"] as const).some((state) => canResume({ state }))).toBe(
      false,
    );
  });

  it("took seconds, or minutes and seconds", () => {
    expect(durationText(9)).toBe("9초");
    expect(durationText(125)).toBe("2분 5초");
  });
});

describe("a time of day", () => {
  it.each([
    ["730", "07:30"],
    ["0730", "07:30"],
    ["7:30", "07:30"],
    [" 19:05 ", "19:05"],
  ])("is read from %s", (typed, read) => expect(readTime(typed)).toBe(read));

  it.each(["", "24:00", "12:60", "7", "아침", "12:5"])("is not read from %s", (typed) =>
    expect(readTime(typed)).toBeNull(),
  );
});

describe("the address", () => {
  it("keeps what it understands", () => {
    expect(readCollectAddress({ run: 3, plan: true })).toEqual({ run: 3, plan: true });
    expect(readCollectAddress({ run: "x", plan: "yes" })).toEqual({});
  });
});
