import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Ref, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { PartnerRow } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { Chip } from "../../shared/Chip.tsx";
import { Choices } from "../../shared/Choices.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { Grid } from "../../shared/grid/Grid.tsx";
import type { GridHandle } from "../../shared/grid/gridTypes.ts";
import { EVERYTHING, NOTHING, type Selection, sizeOf } from "../../shared/grid/selection.ts";
import { useInvalidations } from "../../shared/grid/useInvalidations.ts";
import { HistorySheet } from "../../shared/HistorySheet.tsx";
import { t, useLanguage } from "../../shared/i18n.ts";
import { keyHint, useAction } from "../../shared/keys.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { showProblem } from "../../shared/problems.ts";
import { SearchField } from "../../shared/SearchField.tsx";
import { SplitPane } from "../../shared/SplitPane.tsx";
import { showToast } from "../../shared/toasts.ts";
import { type PartnersAddress, tidy } from "./address.ts";
import { CheckLine, CheckSheets } from "./CheckParts.tsx";
import { startCheck, useCheck } from "./check.ts";
import { partnerColumns } from "./columns.tsx";
import { PartnerPane } from "./PartnerPane.tsx";
import { numbersOf, partnerSource, readPartners } from "./source.ts";
import { STANDINGS, type StandingName } from "./standings.ts";
import "../../shared/remotes.css";
import "./partners.css";

/** The search follows the typing after this rest, so that a syllable can be finished. */
const SEARCH_REST_MS = 180;

/** Widths below which list and partner are not read well. */
const LIST_MIN_PX = 440;
const PANE_MIN_PX = 400;

/** 거래처: who is traded with left, one of them right; Enter leads to it. */
export function PartnersPage() {
  const address = useSearch({ from: "/partners" });
  const navigate = useNavigate();
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [under, setUnder] = useState<PartnerRow | null>(null);
  const [historyOf, setHistoryOf] = useState<PartnerRow | null>(null);
  const { q = "", state = null } = address;
  useAction("search", () => search.current?.focus());
  const go = (part: Parameters<typeof tidy>[0], replace = true) =>
    void navigate({ to: "/partners", search: tidy({ ...address, ...part }), replace });
  const show = (row: PartnerRow) => {
    setUnder(row);
    go({ partner: row.id });
  };
  const showNumber = (number: string) => go({ q: number, state: undefined, partner: undefined });
  return (
    <Page
      title={t("partners.title")}
      period={t("partners.hint")}
      fill
      testId="partners-page"
      actions={
        <>
          <Button icon="clock" isDisabled={under === null} onPress={() => setHistoryOf(under)}>
            {t("history.document.title")}
          </Button>
          <CheckButton text={q === "" ? null : q} state={state} selection={selection} />
        </>
      }
      filters={
        <>
          <StateChip state={state} onChoose={(next) => go({ state: next })} />
          <span className="filter-gap" />
          <Search
            text={q}
            onFind={(text) => go({ q: text === "" ? undefined : text })}
            onRows={() => grid.current?.focus()}
            field={search}
          />
        </>
      }
    >
      <div className="master-split">
        <SplitPane
          setting="partners.split"
          initial={Math.round(Math.max(600, (window.innerWidth - 200) * 0.58))}
          leftMin={LIST_MIN_PX}
          rightMin={PANE_MIN_PX}
          left={
            <div className="master-list partners-list">
              <CheckLine />
              <List
                {...{ grid, search, address, selection }}
                onSelection={setSelection}
                onCursor={(row, byHand) => {
                  setUnder(row);
                  if (byHand || address.partner === undefined) show(row);
                }}
                onOpen={(row) => {
                  show(row);
                  requestAnimationFrame(() => pane.current?.focus());
                }}
                onClear={() => go({ q: undefined, state: undefined })}
              />
            </div>
          }
          right={
            <PartnerPane
              ref={pane}
              id={address.partner ?? null}
              onStep={(by) => grid.current?.step(by)}
              onReturn={() => grid.current?.focus()}
            />
          }
        />
      </div>
      <CheckSheets onShow={showNumber} />
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

interface ListProps {
  grid: Ref<GridHandle>;
  search: RefObject<HTMLInputElement | null>;
  address: PartnersAddress;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onCursor: (row: PartnerRow, byHand: boolean) => void;
  onOpen: (row: PartnerRow) => void;
  onClear: () => void;
}

function List(props: ListProps) {
  const { q: text = null, state = null } = props.address;
  const language = useLanguage();
  // The count for the footer; being in the query cache it also tells when the list became stale.
  const counted = useQueryOf(
    "partner.page",
    { text, after: null, limit: 1 },
    { keepPrevious: true },
  );
  const refreshKey = useInvalidations("partner.page");
  const source = useMemo(() => partnerSource(text, state), [text, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: headings follow the language
  const columns = useMemo(partnerColumns, [language]);
  const count = state === null ? counted.data?.count : undefined;
  const picked = sizeOf(props.selection, count ?? 0);
  const footer = useMemo(
    () => [
      {
        key: "found",
        label: () =>
          count === undefined
            ? null
            : [
                t("partners.found", { count }),
                picked > 0 ? t("grid.selected", { count: picked }) : "",
              ]
                .filter(Boolean)
                .join(" · "),
        sums: {},
      },
    ],
    [count, picked],
  );
  const filterKey = `${state ?? ""} ${text ?? ""}`;
  return (
    <>
      {counted.isError ? <Problem error={counted.error} /> : null}
      <Grid<PartnerRow>
        ref={props.grid}
        gridKey="partners"
        testId="partner-grid"
        label={t("partners.list")}
        columns={columns}
        source={source}
        sourceKey={`named ${filterKey}`}
        filterKey={filterKey}
        refreshKey={refreshKey}
        sort={NO_SORT}
        onSort={() => {}}
        selection={props.selection}
        onSelection={props.onSelection}
        initialId={props.address.partner ?? null}
        onCursor={props.onCursor}
        onOpen={props.onOpen}
        onType={() => props.search.current?.focus()}
        onNotice={(notice) => showToast({ text: notice })}
        {...(count === undefined ? {} : { footer })}
        empty={text || state ? <NoMatch onClear={props.onClear} /> : <NoPartners />}
      />
    </>
  );
}

interface CheckButtonProps {
  text: string | null;
  state: StandingName | null;
  selection: Selection;
}

/** 휴폐업 조회: of those selected, else of all that the list shows. */
function CheckButton({ text, state, selection }: CheckButtonProps) {
  const check = useCheck();
  // All with some taken out are those that are left.
  const some = selection.all ? selection.except.size > 0 : selection.ids.size > 0;
  const whole = text === null && state === null && !some;
  const start = async () => {
    try {
      const rows = whole ? [] : await readPartners(text, state);
      await startCheck(whole ? null : numbersOf(rows, some ? selection : EVERYTHING));
    } catch (reason) {
      showProblem(toErrorView(reason));
    }
  };
  return (
    <Button
      kind="primary"
      icon="check"
      isDisabled={check.step === "running"}
      onPress={() => void start()}
    >
      {some && !selection.all
        ? t("partners.check.act_selected", { count: selection.ids.size })
        : t("partners.check.act")}
    </Button>
  );
}

interface StateChipProps {
  state: StandingName | null;
  onChoose: (state: StandingName | undefined) => void;
}

function StateChip({ state, onChoose }: StateChipProps) {
  const all = t("partners.all");
  const words = STANDINGS.map((id) => ({ id: id as string, text: t(`partners.standing.${id}`) }));
  return (
    <Chip
      label={t("partners.filter_state")}
      value={state ? t(`partners.standing.${state}`) : all}
      on={state !== null}
      onClear={state ? () => onChoose(undefined) : undefined}
      width={176}
    >
      {(close) => (
        <Choices
          label={t("partners.filter_state")}
          groups={[{ id: "states", choices: [{ id: "all", text: all }, ...words] }]}
          chosen={[state ?? "all"]}
          onChoose={([id]) => {
            onChoose(STANDINGS.find((name) => name === id));
            close();
          }}
        />
      )}
    </Chip>
  );
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
