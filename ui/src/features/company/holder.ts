import type { ErrorView } from "../../api/generated.ts";
import { formatMoment } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";

/** Who has a book open elsewhere, as `book.locked` tells it. */
export interface Holder {
  owner: string;
  host: string;
  program: string;
  since: string;
  /** A program on another machine cannot be asked whether it still runs: the clerk may judge. */
  elsewhere: boolean;
}

/** The holder an error names; null when the error is another one or names nobody. */
export function holderOf({ code, params }: ErrorView): Holder | null {
  if (code !== "book.locked" || !params.program) return null;
  return {
    owner: params.owner ?? "",
    host: params.host ?? "",
    program: programText(params.program),
    since: formatMoment(params.since),
    elsewhere: params.reach === "other_machine",
  };
}

/** `window`, `browser`, `terminal` in the clerk's words. */
export function programText(program: string): string {
  return textOf(`company.holder.programs.${program}`) ?? t("company.holder.programs.other");
}
