import { describe, expect, it, vi } from "vitest";
import { afterwards } from "./client.ts";

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
