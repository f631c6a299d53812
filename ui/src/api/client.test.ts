import { QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { afterwards, keyOf, markStale, onStale, queryClient } from "./client.ts";

describe("what follows a command", () => {
  it("is done with the answer, whoever still shows it", async () => {
    const next = vi.fn();
    const answer = Promise.resolve("열림");
    afterwards(answer, next);
    expect(next).not.toHaveBeenCalled();
    await answer;
    expect(next).toHaveBeenCalledExactlyOnceWith("열림");
  });

  it("is not done after a failure, which is not thrown a second time", async () => {
    const next = vi.fn();
    const unhandled = vi.fn();
    process.once("unhandledRejection", unhandled);
    afterwards(Promise.reject(new Error("닫힘")), next);
    await new Promise((resolve) => setTimeout(resolve));
    process.removeListener("unhandledRejection", unhandled);
    expect(next).not.toHaveBeenCalled();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("rows that no query keeps", () => {
  it("hear of a change of what they show, and of nothing else", () => {
    const then = vi.fn();
    const end = onStale("collect.runs", then);
    markStale(["certificate"]);
    expect(then).not.toHaveBeenCalled();
    markStale(["invoice", "collect"]);
    markStale(["collect"]);
    expect(then).toHaveBeenCalledTimes(2);
    end();
    markStale(["collect"]);
    expect(then).toHaveBeenCalledTimes(2);
  });
});

describe("a first answer that was on its way when the books changed", () => {
  it("is asked for once more", async () => {
    const answers = ["before", "after"];
    const give: (() => void)[] = [];
    const queryFn = vi.fn(() => {
      const answer = answers[give.length] ?? "again";
      return new Promise<string>((resolve) => give.push(() => resolve(answer)));
    });
    const queryKey = keyOf("collect.show", { run: 1 });
    const observer = new QueryObserver(queryClient, { queryKey, queryFn });
    const end = observer.subscribe(() => {});
    markStale(["collect"]);
    expect(queryFn).toHaveBeenCalledTimes(1);
    give[0]?.();
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2));
    give[1]?.();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("after"));
    expect(queryFn).toHaveBeenCalledTimes(2);
    end();
    queryClient.clear();
  });
});
