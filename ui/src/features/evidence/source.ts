import { call } from "../../api/client.ts";
import type { EvidenceFilterView, EvidenceView } from "../../api/generated.ts";
import type { RowSource } from "../../shared/grid/blocks.ts";

/** Purchases come newest first, block after block. */
export function evidenceSource(filter: EvidenceFilterView): RowSource<EvidenceView> {
  return {
    page: async (after, limit) => {
      const { rows, next } = await call("evidence.page", { filter, after, limit });
      return { rows, next };
    },
    anchors: async () => {
      const { totals } = await call("evidence.page", { filter, limit: 1 });
      return { count: totals.count, anchors: null };
    },
    idOf: (row) => row.id,
  };
}
