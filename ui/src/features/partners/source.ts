import { call } from "../../api/client.ts";
import type { PartnerRow } from "../../api/generated.ts";
import type { RowSource } from "../../shared/grid/blocks.ts";
import { heldSource, readPages } from "../../shared/grid/heldSource.ts";
import { isSelected, type Selection } from "../../shared/grid/selection.ts";
import { type StandingName, standsSo } from "./standings.ts";

/** Partners read at once, and the most that are read to narrow or to choose among them. */
const PAGE_PARTNERS = 1_000;
const PARTNERS_MAX = 100_000;

/** All partners that a search finds and that stand in a way. */
export async function readPartners(
  text: string | null,
  state: StandingName | null,
): Promise<PartnerRow[]> {
  const all = await readPages<PartnerRow, string>(async (after) => {
    const { partners, next } = await call("partner.page", { text, after, limit: PAGE_PARTNERS });
    return { rows: partners, next };
  }, PARTNERS_MAX);
  return state === null ? all : all.filter(({ standing }) => standsSo(standing, state));
}

/** Partners come by name, block after block; a list of one state is read whole. */
export function partnerSource(
  text: string | null,
  state: StandingName | null,
): RowSource<PartnerRow> {
  const idOf = (row: PartnerRow) => row.id;
  if (state !== null) return heldSource(() => readPartners(text, state), idOf);
  return {
    page: async (after, limit) => {
      const { partners, next } = await call("partner.page", { text, after, limit });
      return { rows: partners, next };
    },
    anchors: async () => {
      const { count } = await call("partner.page", { text, after: null, limit: 1 });
      return { count, anchors: null };
    },
    idOf,
  };
}

/** Business numbers of those that are selected; those without one cannot be asked about. */
/** As a business number is shown; persons and foreigners have none, and nobody is asked about them. */
const BUSINESS = /^\d{3}-\d{2}-\d{5}$/;

export function numbersOf(rows: readonly PartnerRow[], selection: Selection): string[] {
  return rows
    .filter(({ id, number }) => BUSINESS.test(number) && isSelected(selection, id))
    .map(({ number }) => number);
}
