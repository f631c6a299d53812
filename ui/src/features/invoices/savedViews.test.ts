import { describe, expect, it } from "vitest";
import { readViews, viewsWith, viewsWithout } from "./savedViews.ts";

describe("saved views", () => {
  it("keep the filter and the order but not the open document", () => {
    const views = viewsWith([], "가상물산 매출", { dir: "sale", sort: "-total", doc: 7 });
    expect(views).toEqual([{ name: "가상물산 매출", address: { dir: "sale", sort: "-total" } }]);
  });

  it("replace a view of the same name in its place", () => {
    const views = viewsWith(viewsWith([], "a", { q: "1" }), "b", { q: "2" });
    expect(viewsWith(views, "a", { q: "3" }).map((view) => view.address.q)).toEqual(["3", "2"]);
    expect(viewsWithout(views, "a").map((view) => view.name)).toEqual(["b"]);
  });

  it("are read back, leaving out what is no view", () => {
    const kept = JSON.parse(JSON.stringify(viewsWith([], "이번 달", { period: "this_month" })));
    expect(readViews([...kept, 4, { name: "" }, { name: "x" }])).toEqual([
      { name: "이번 달", address: { period: "this_month" } },
    ]);
    expect(readViews("nonsense")).toBeUndefined();
  });
});
