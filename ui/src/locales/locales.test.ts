import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCodes } from "../api/generated.ts";

type Tree = { [name: string]: string | Tree };

const tablesOf = (language: string) =>
  readdirSync(new URL(language, import.meta.url)).filter((name) => name.endsWith(".json"));
const read = (language: string, name: string): Tree =>
  JSON.parse(readFileSync(new URL(`${language}/${name}`, import.meta.url), "utf8")) as Tree;

function leaves(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([name, part]) =>
    typeof part === "string"
      ? [[[...path, name].join(" > "), part] as [string, string]]
      : leaves(part, [...path, name]),
  );
}

const holes = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((hole) => hole[1]))].sort();

describe("the texts", () => {
  it("stand in the same tables in both languages", () =>
    expect(tablesOf("en")).toEqual(tablesOf("ko")));

  it.each(tablesOf("ko"))(
    "of %s have the same keys in both languages, none blank in Korean",
    (name) => {
      const [ko, en] = [leaves(read("ko", name)), leaves(read("en", name))];
      expect(en.map(([key]) => key).sort()).toEqual(ko.map(([key]) => key).sort());
      for (const [key, text] of ko) expect(text.trim(), key).not.toBe("");
    },
  );

  it.each(tablesOf("ko"))("of %s name no figure in English that Korean does not", (name) => {
    const ko = new Map(leaves(read("ko", name)));
    for (const [key, text] of leaves(read("en", name))) {
      const known = holes(ko.get(key) ?? "");
      for (const hole of holes(text)) expect(known, key).toContain(hole);
    }
  });

  it.each(errorCodes)("say for %s what happened and what to do", (code) => {
    for (const language of ["ko", "en"]) {
      const error = read(language, "errors.json")[code] as Tree | undefined;
      expect(Object.keys(error ?? {})).toEqual(expect.arrayContaining(["what", "todo"]));
    }
  });

  it.each(tablesOf("ko"))("of %s do not shout", (name) => {
    for (const [key, text] of leaves(read("ko", name))) expect(text, key).not.toMatch(/[!！]/);
  });
});
