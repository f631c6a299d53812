import { type RefObject, useMemo, useRef, useState } from "react";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import type { RowSource } from "../../shared/grid/blocks.ts";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle, GridSum } from "../../shared/grid/gridTypes.ts";
import { NOTHING, type Selection } from "../../shared/grid/selection.ts";
import { formatSort } from "../../shared/grid/sort.ts";
import { t, useLanguage } from "../../shared/i18n.ts";
import { showToast } from "../../shared/toasts.ts";
import { type CertificatesAddress, GROUPS, narrows, sortOf } from "./address.ts";
import { certificateColumns } from "./columns.tsx";
import { countsOf, type Item, numberOf } from "./listing.ts";

interface ListProps {
  grid: RefObject<GridHandle | null>;
  search: RefObject<HTMLInputElement | null>;
  /** The lines that fit the address, in its order. */
  shown: Item[];
  items: Item[];
  address: CertificatesAddress;
  onSort: (sort: string) => void;
  onCursor: (item: Item, byHand: boolean) => void;
  onOpen: (item: Item) => void;
  onBack: () => void;
  onClear: () => void;
}

/** The lines in a grid, counted at its foot. */
export function List(props: ListProps) {
  const { grid, search, shown, items, address } = props;
  const language = useLanguage();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const source = useMemo(() => sourceOf(shown), [shown]);
  const revision = useRevision(shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(certificateColumns, [language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: words follow the language
  const footer = useMemo(() => [sumsOf(shown)], [shown, language]);
  const filterKey = [address.q, address.group, address.kind, address.place].join(" ");
  const chosen = items.find(({ key }) => key === address.cert);
  return (
    <Grid<Item>
      ref={grid}
      gridKey="certificates"
      testId="certificate-grid"
      label={t("certificates.list")}
      columns={columns}
      source={source}
      sourceKey={`${filterKey} ${address.sort ?? ""} ${revision}`}
      filterKey={filterKey}
      refreshKey={0}
      sort={sortOf(address)}
      onSort={(keys) => props.onSort(formatSort(keys))}
      selection={selection}
      onSelection={setSelection}
      initialId={chosen ? numberOf(chosen) : null}
      onCursor={props.onCursor}
      onOpen={props.onOpen}
      onBack={props.onBack}
      onType={() => search.current?.focus()}
      onNotice={(text) => showToast({ text })}
      footer={footer}
      empty={<NoMatch narrowed={narrows(address)} onClear={props.onClear} />}
    />
  );
}

/** Grows with every other set of lines, so that the grid reads them anew. */
function useRevision(shown: Item[]): number {
  const seen = useRef({ shown, revision: 0 });
  if (seen.current.shown !== shown) {
    seen.current = { shown, revision: seen.current.revision + 1 };
  }
  return seen.current.revision;
}

/** All lines are here; the grid takes them in its blocks. */
function sourceOf(shown: readonly Item[]): RowSource<Item> {
  return {
    page: async (after, limit) => {
      const from = Number(after ?? 0);
      const to = from + limit;
      return { rows: shown.slice(from, to), next: to < shown.length ? String(to) : null };
    },
    anchors: async (every) => ({
      count: shown.length,
      anchors: Array.from({ length: Math.ceil(shown.length / every) - 1 }, (_, k) =>
        String((k + 1) * every),
      ),
    }),
    idOf: numberOf,
  };
}

function sumsOf(shown: readonly Item[]): GridSum {
  const counts = countsOf(shown);
  const parts = GROUPS.filter((group) => counts[group] > 0).map((group) =>
    t(`certificates.sums.${group}`, { count: counts[group] }),
  );
  const text = [t("certificates.sums.all", { count: shown.length }), ...parts].join(" · ");
  return {
    key: "found",
    label: () => <span data-testid="certificate-sums">{text}</span>,
    sums: {},
  };
}

function NoMatch({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  return (
    <EmptyState
      icon="search"
      title={t("certificates.empty.none_title")}
      actions={
        narrowed ? <Button onPress={onClear}>{t("certificates.filter.clear")}</Button> : null
      }
    >
      <p>{t("certificates.empty.none_body")}</p>
    </EmptyState>
  );
}
