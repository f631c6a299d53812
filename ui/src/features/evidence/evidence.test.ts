import { describe, expect, it } from "vitest";
import { valueText } from "../../shared/ChangeList.tsx";
import { filterOf, periodOf, readEvidenceAddress } from "./address.ts";
import { deductionText } from "./columns.tsx";
import { listText } from "./flow.ts";

const today = "2026-11-21";

describe("the address of the purchases", () => {
  it("keeps what it understands", () => {
    const address = { period: "last_month", kind: "card_purchase", from: "2026-10-01" };
    expect(readEvidenceAddress({ ...address, to: "10월" })).toEqual(address);
    expect(readEvidenceAddress({ period: "all", kind: "cash", from: 1 })).toEqual({});
  });

  it("means this quarter until today where nothing is said", () => {
    const { period, span } = periodOf({}, today);
    expect(period).toBe("this_quarter");
    expect(span).toEqual({ from: "2026-10-01", to: today });
  });

  it("means days of one's own where no period is named", () =>
    expect(periodOf({ from: "2026-02-01" }, today)).toEqual({
      period: "own",
      span: { from: "2026-02-01", to: null },
    }));

  it("asks for one day rather than for none when the days run backwards", () =>
    expect(filterOf(null, { from: "2026-02-02", to: "2026-02-01" })).toEqual({
      kind: null,
      from: "2026-02-02",
      to: "2026-02-02",
    }));
});

describe("what came", () => {
  it("stands in one line, without what did not happen", () => {
    const list = { kind: "cash_receipt" as const, complete: true, new: 12, same: 3 };
    expect(listText({ ...list, changed: 0, gone: 0 })).toBe("현금영수증 새로 12건 · 그대로 3건");
    expect(listText({ ...list, changed: 1, gone: 2 })).toBe(
      "현금영수증 새로 12건 · 달라짐 1건 · 그대로 3건 · 홈택스 목록에 없음 2건",
    );
  });

  it("says whether the tax may be deducted only where the office does", () =>
    expect([true, false, null].map((deductible) => deductionText({ deductible }))).toEqual([
      "공제",
      "불공제",
      "",
    ]));
});

describe("a value in a history", () => {
  it("is read as a clerk reads it", () => {
    expect(valueText("deductible", "false")).toBe("불공제");
    expect(valueText("looked_at", "2026-11-21T10:00:05+09:00")).toBe("2026-11-21 10:00");
    expect(valueText("name", "true")).toBe("true");
  });
});
