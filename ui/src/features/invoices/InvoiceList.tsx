import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call } from "../../api/client.ts";
import type { InvoiceFilter, InvoiceRow } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { ExportMenu } from "../../shared/ExportMenu.tsx";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { NOTHING, type Selection } from "../../shared/grid/selection.ts";
import { formatSort } from "../../shared/grid/sort.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { t, useLanguage } from "../../shared/i18n.ts";
import { keyHint } from "../../shared/keys.ts";
import { Page } from "../../shared/Page.tsx";
import type { Span } from "../../shared/period.ts";
import { plainSpanText } from "../../shared/periodText.ts";
import { SplitPane } from "../../shared/SplitPane.tsx";
import { showToast } from "../../shared/toasts.ts";
import { oneOf, useSetting } from "../../shared/useSetting.ts";
import { type InvoicesAddress, sortOfAddress, sortRequest } from "./address.ts";
import { invoiceColumns } from "./columns.tsx";
import { FilterLine } from "./filters/FilterLine.tsx";
import { InvoicePane } from "./pane/InvoicePane.tsx";
import { invoiceSource } from "./source.ts";
import { sumLines } from "./sums.tsx";
import { useTotals } from "./useTotals.ts";

/** The document follows the cursor after this rest, so that a held arrow key does not read each one. */
const FOLLOW_REST_MS = 90;
/** Widths below which list and document are not read well. */
const LIST_MIN_PX = 360;
const PANE_MIN_PX = 560;

/** 전자세금계산서 with the days that are shown. */
function exportName({ from, to }: Span): string {
  return [t("invoices.title"), from, to].filter(Boolean).join("_");
}

interface InvoiceListProps {
  address: InvoicesAddress;
  span: Span;
  filter: InvoiceFilter;
  today: string;
  onChange: (part: Partial<InvoicesAddress>) => void;
  onSort: (sort: string) => void;
  onClear: () => void;
  onView: (address: InvoicesAddress) => void;
  /** Shows a document; `push` makes Back return to the one before. */
  onShow: (id: number | undefined, push: boolean) => void;
}

/** The list with its filter line, and the document beside it. */
export function InvoiceList(props: InvoiceListProps) {
  const { address, filter, onShow } = props;
  const language = useLanguage();
  const navigate = useNavigate();
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [paneState, setPaneState] = useSetting(
    "invoices.pane",
    "open",
    oneOf(["open", "closed"] as const),
  );
  const refreshKey = useInvalidations("invoice.totals");

  const sort = useMemo(() => sortOfAddress(address), [address]);
  const request = useMemo(() => sortRequest(sort), [sort]);
  const source = useMemo(() => invoiceSource(filter, request), [filter, request]);
  const filterKey = JSON.stringify(filter);
  const { found, picked } = useTotals(filter, selection, true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings and labels follow the language
  const columns = useMemo(invoiceColumns, [language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings and labels follow the language
  const footer = useMemo(
    () => sumLines(found, picked),
    [found, picked.count, picked.totals, language],
  );
  const count = found ? found.sales.count + found.purchases.count : null;

  const follow = useFollowedCursor(address.doc, onShow);
  const wantsPane = useRef(false);
  const openPane = (row: InvoiceRow) => {
    setPaneState("open");
    onShow(row.id, false);
    wantsPane.current = pane.current === null;
    pane.current?.focus();
  };
  useEffect(() => {
    if (!wantsPane.current || pane.current === null) return;
    wantsPane.current = false;
    pane.current.focus();
  });
  const list = (
    <Grid<InvoiceRow>
      ref={grid}
      gridKey="invoices"
      testId="invoice-grid"
      label={t("invoices.list")}
      columns={columns}
      source={source}
      sourceKey={`${filterKey} ${formatSort(sort)}`}
      filterKey={filterKey}
      refreshKey={refreshKey}
      sort={sort}
      onSort={(keys) => props.onSort(formatSort(keys))}
      selection={selection}
      onSelection={setSelection}
      initialId={address.doc ?? null}
      onCursor={follow}
      onOpen={openPane}
      onBack={() => setPaneState("closed")}
      onType={() => search.current?.focus()}
      onNotice={(text) => showToast({ text })}
      footer={footer}
      empty={<NoMatch {...props} />}
    />
  );
  const document = (
    <InvoicePane
      ref={pane}
      id={address.doc ?? null}
      onStep={(rows) => grid.current?.step(rows)}
      onReturn={() => grid.current?.focus()}
      onClose={() => {
        setPaneState("closed");
        requestAnimationFrame(() => grid.current?.focus());
      }}
      onShow={(id) => onShow(id, true)}
    />
  );
  const showPane = paneState === "open" && count !== 0;
  return (
    <Page
      title={t("invoices.title")}
      period={plainSpanText(props.span)}
      fill
      testId="invoices-page"
      actions={
        <>
          <ExportMenu
            name={exportName(props.span)}
            count={count}
            save={(wish) => call("invoice.export", { filter, sort: request, ...wish })}
          />
          <Button keys={keyHint("import")} onPress={() => void navigate({ to: "/import" })}>
            {t("invoices.import_files")}
          </Button>
          <Button
            kind="primary"
            icon="arrow-in"
            onPress={() => void navigate({ to: "/invoices/collect", search: {} })}
          >
            {t("invoices.collect")}
          </Button>
        </>
      }
      filters={<FilterLine {...props} onRows={() => grid.current?.focus()} search={search} />}
    >
      {/* The list keeps its place in the tree, and with it its rows, when the document goes. */}
      <div className={showPane ? "master-split" : "master-split closed"}>
        <SplitPane
          setting="invoices.split"
          initial={initialWidth()}
          leftMin={LIST_MIN_PX}
          rightMin={PANE_MIN_PX}
          left={<div className="master-list">{list}</div>}
          right={showPane ? document : null}
        />
      </div>
    </Page>
  );
}

/** The list is a little narrower than half of what the rail leaves: 508 px in a window of 1280. */
function initialWidth(): number {
  return Math.round(Math.max(508, (window.innerWidth - 200) * 0.46));
}

/** Reports the cursor's row to the address, once the cursor rests. */
function useFollowedCursor(
  open: number | undefined,
  onShow: (id: number | undefined, push: boolean) => void,
): (row: InvoiceRow, byHand: boolean) => void {
  const latest = useRef({ open, onShow });
  latest.current = { open, onShow };
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback((row: InvoiceRow, byHand: boolean) => {
    window.clearTimeout(timer.current);
    const now = latest.current.open;
    // An address that names a document (a link, Back) shows that one until the cursor is moved.
    if (now === row.id || (now !== undefined && !byHand)) return;
    const show = () => latest.current.onShow(row.id, false);
    timer.current = window.setTimeout(show, now === undefined ? 0 : FOLLOW_REST_MS);
  }, []);
}

function NoMatch({ address, span, onChange, onClear }: InvoiceListProps) {
  const bounded = span.from !== null || span.to !== null;
  const more = Object.keys(address).some(
    (key) => !["period", "from", "to", "sort", "doc"].includes(key),
  );
  return (
    <EmptyState
      icon="search"
      title={t("invoices.empty.none_title")}
      actions={
        <>
          {bounded ? (
            <Button onPress={() => onChange({ period: "all", from: undefined, to: undefined })}>
              {t("invoices.empty.all_days")}
            </Button>
          ) : null}
          {more ? <Button onPress={onClear}>{t("invoices.filter.clear")}</Button> : null}
        </>
      }
    >
      <p>{t("invoices.empty.none_body")}</p>
    </EmptyState>
  );
}
