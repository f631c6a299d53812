import type { FindingView } from "../api/generated.ts";
import { t, textOf } from "./i18n.ts";

/** A finding as the cells of its line; rows are numbers, so that a spreadsheet can sort them. */
export function findingCells(
  finding: FindingView,
): [string, string, string, number | null, string, string, string, string] {
  return [
    t(`import.findings.${finding.severity}`),
    finding.file,
    finding.sheet ?? "",
    finding.row,
    finding.column ?? "",
    textOf(`findings.${finding.code}`, wordsOf(finding.params)) ?? finding.code,
    expectedText(finding),
    finding.found ?? "",
  ];
}

/** Names of fields come as the core's own words; on screen they are called as on the form. */
function wordsOf(params: FindingView["params"]): FindingView["params"] {
  const { fields } = params;
  if (fields === undefined) return params;
  const word = (field: string) => textOf(`shared.words.field.${field}`) ?? field;
  return { ...params, fields: fields.split(", ").map(word).join(", ") };
}

/** The expectation's text, or the plain example the core sent. */
function expectedText({ expected, params }: FindingView): string {
  if (!expected) return "";
  return textOf(`expected.${expected}`, params) ?? expected;
}

/** What stood there, in quotation marks, so that blanks at its ends are seen. */
export function foundText(found: string): string {
  return `‘${found}’`;
}
