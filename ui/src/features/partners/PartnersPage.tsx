import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { call, useQueryOf } from "../../api/client.ts";
import type { PartnerRow } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import type { RowSource } from "../../shared/grid/blocks.ts";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { NOTHING, type Selection } from "../../shared/grid/selection.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { HistorySheet } from "../../shared/HistorySheet.tsx";
import { t, useLanguage } from "../../shared/i18n.ts";
import { keyHint, useAction } from "../../shared/keys.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { SearchField } from "../../shared/SearchField.tsx";
import { showToast } from "../../shared/toasts.ts";
import { partnerColumns } from "./columns.tsx";

/** The search follows the typing after this rest, so that a syllable can be finished. */
const SEARCH_REST_MS = 180;

/** 거래처: who is traded with; Enter leads to the partner's invoices. */
export function PartnersPage() {
  const { q } = useSearch({ from: "/partners" });
  const navigate = useNavigate();
  const language = useLanguage();
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [under, setUnder] = useState<PartnerRow | null>(null);
  const [historyOf, setHistoryOf] = useState<PartnerRow | null>(null);
  const text = q ?? null;
  // The count for the footer; being in the query cache it also tells when the list became stale.
  const counted = useQueryOf(
    "partner.page",
    { text, after: null, limit: 1 },
    { keepPrevious: true },
  );
  const refreshKey = useInvalidations("partner.page");
  const source = useMemo(() => partnerSource(text), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(partnerColumns, [language]);
  const count = counted.data?.count;
  const footer = useMemo(
    () => [
      {
        key: "found",
        label: () => (count === undefined ? null : t("partners.found", { count })),
        sums: {},
      },
    ],
    [count],
  );
  useAction("search", () => search.current?.focus());
  const find = (next: string) =>
    void navigate({ to: "/partners", search: next === "" ? {} : { q: next }, replace: true });
  return (
    <Page
      title={t("partners.title")}
      period={t("partners.hint")}
      fill
      testId="partners-page"
      actions={
        <Button icon="clock" isDisabled={under === null} onPress={() => setHistoryOf(under)}>
          {under ? t("partners.history_of", { name: under.name }) : t("history.document.title")}
        </Button>
      }
      filters={
        <Search text={q ?? ""} onFind={find} onRows={() => grid.current?.focus()} field={search} />
      }
    >
      {counted.isError ? <Problem error={counted.error} /> : null}
      <Grid<PartnerRow>
        ref={grid}
        gridKey="partners"
        testId="partner-grid"
        label={t("partners.list")}
        columns={columns}
        source={source}
        sourceKey={`named ${text ?? ""}`}
        filterKey={text ?? ""}
        refreshKey={refreshKey}
        sort={NO_SORT}
        onSort={() => {}}
        selection={selection}
        onSelection={setSelection}
        onCursor={setUnder}
        onOpen={(row) => void navigate({ to: "/invoices", search: { partner: row.id } })}
        onType={() => search.current?.focus()}
        onNotice={(notice) => showToast({ text: notice })}
        footer={footer}
        empty={q ? <NoMatch onClear={() => find("")} /> : <NoPartners />}
      />
      {historyOf ? (
        <HistorySheet
          entity="partner"
          id={historyOf.id}
          name={[historyOf.name, historyOf.number].filter(Boolean).join(" · ")}
          onClose={() => setHistoryOf(null)}
        />
      ) : null}
    </Page>
  );
}

const NO_SORT: never[] = [];

/** Partners come by name, block after block; there are never so many that anchors are worth it. */
function partnerSource(text: string | null): RowSource<PartnerRow> {
  return {
    page: async (after, limit) => {
      const { partners, next } = await call("partner.page", { text, after, limit });
      return { rows: partners, next };
    },
    anchors: async () => {
      const { count } = await call("partner.page", { text, after: null, limit: 1 });
      return { count, anchors: null };
    },
    idOf: (row) => row.id,
  };
}

interface SearchProps {
  text: string;
  onFind: (text: string) => void;
  onRows: () => void;
  field: React.RefObject<HTMLInputElement | null>;
}

function Search({ text, onFind, onRows, field }: SearchProps) {
  const [typed, setTyped] = useState(text);
  const latest = useRef({ text, onFind });
  latest.current = { text, onFind };
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === latest.current.text) return;
    const timer = window.setTimeout(() => latest.current.onFind(wanted), SEARCH_REST_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  useEffect(() => setTyped((now) => (now.trim() === text ? now : text)), [text]);
  return (
    <SearchField
      ref={field}
      label={t("partners.search")}
      value={typed}
      onChange={setTyped}
      onLeave={onRows}
      keys={keyHint("search")}
      width={280}
    />
  );
}

function NoPartners() {
  const navigate = useNavigate();
  return (
    <EmptyState
      icon="building"
      title={t("partners.empty.title")}
      actions={
        <Button kind="primary" onPress={() => void navigate({ to: "/import" })}>
          {t("partners.empty.import")}
        </Button>
      }
    >
      <p>{t("partners.empty.body")}</p>
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon="search"
      title={t("partners.empty.none_title")}
      actions={<Button onPress={onClear}>{t("partners.empty.clear")}</Button>}
    >
      <p>{t("partners.empty.none_body")}</p>
    </EmptyState>
  );
}
