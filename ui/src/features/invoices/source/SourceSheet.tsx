import { useEffect, useMemo, useRef, useState } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { SourceSummary, SourceView } from "../../../api/generated.ts";
import { Button, IconButton } from "../../../shared/Button.tsx";
import { formatSize } from "../../../shared/format.ts";
import { Icon } from "../../../shared/Icon.tsx";
import { t, textOf } from "../../../shared/i18n.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { SearchField } from "../../../shared/SearchField.tsx";
import { Sheet } from "../../../shared/Sheet.tsx";
import { SkeletonLines } from "../../../shared/Skeleton.tsx";
import { saveSource } from "../pane/Beside.tsx";
import { columnLetters, findInLines, linesOf, type Piece, rowsOfLocator } from "./sourceText.ts";
import "./source.css";

interface SourceSheetProps {
  /** As the invoice names it, with its place in the document. */
  summary: SourceSummary;
  onClose: () => void;
}

/** 원본 보기: the document as it came, sensitive numbers masked. */
export function SourceSheet({ summary, onClose }: SourceSheetProps) {
  const answer = useQueryOf("source.show", { id: summary.id });
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const view = answer.data;
  const search = useMemo(() => searchIn(view, wanted.trim()), [view, wanted]);
  const shown = search.count === 0 ? null : ((at % search.count) + search.count) % search.count;
  return (
    <Sheet
      open
      onClose={onClose}
      width={920}
      title={summary.file_name}
      note={<Note summary={summary} />}
      actions={
        <Button icon="arrow-out" onPress={() => void saveSource(summary)}>
          {t("invoices.beside.save_source")}
        </Button>
      }
    >
      <div className="source">
        <div className="source-tools">
          <SearchField
            label={t("invoices.source.search")}
            value={wanted}
            onChange={(text) => {
              setWanted(text);
              setAt(0);
            }}
            onLeave={() => setAt(at + 1)}
          />
          <span className="quiet source-count" aria-live="polite">
            {wanted.trim() === ""
              ? ""
              : shown === null
                ? t("invoices.source.found_none")
                : t("invoices.source.found", { at: shown + 1, count: search.count })}
          </span>
          <IconButton
            plain
            icon="arrow-up"
            label={t("invoices.source.previous")}
            onPress={() => setAt(at - 1)}
          />
          <IconButton
            plain
            icon="arrow-down"
            label={t("invoices.source.next")}
            onPress={() => setAt(at + 1)}
          />
        </div>
        {view?.masked ? (
          <p className="source-note">
            <Icon name="lock" />
            {t("invoices.source.masked")}
          </p>
        ) : null}
        {view?.cut ? (
          <p className="source-note">
            <Icon name="info" />
            {t("invoices.source.cut")}
          </p>
        ) : null}
        {answer.isError ? <Problem error={answer.error} /> : null}
        {answer.isPending ? <SkeletonLines lines={8} /> : null}
        {view ? <Content locator={summary.locator} search={search} shown={shown} /> : null}
      </div>
    </Sheet>
  );
}

function Note({ summary }: { summary: SourceSummary }) {
  const parts = [
    textOf(`invoices.source.format.${summary.format}`) ?? summary.format,
    summary.locator,
    formatSize(summary.size_bytes),
  ];
  return (
    <>
      {parts.filter(Boolean).join(" · ")}
      <br />
      <span className="hint source-hash">
        {t("invoices.source.hash")} {summary.sha256}
      </span>
    </>
  );
}

/** The cells or lines, cut at what was looked for. */
interface Search {
  lines: Piece[][];
  count: number;
  /** Cells of a row, for workbooks; lines are then the cells one after the other. */
  widths: number[] | null;
}

function searchIn(view: SourceView | undefined, wanted: string): Search {
  if (view?.rows) {
    const found = findInLines(view.rows.flat(), wanted);
    return { ...found, widths: view.rows.map((row) => row.length) };
  }
  return { ...findInLines(linesOf(view?.text ?? ""), wanted), widths: null };
}

interface ContentProps {
  /** Where in the document the invoice stands. */
  locator: string | null;
  search: Search;
  shown: number | null;
}

function Content({ locator, search, shown }: ContentProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another find moves the view
  useEffect(() => {
    const place =
      box.current?.querySelector(".found.on") ?? box.current?.querySelector("[data-ours]") ?? null;
    place?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [shown, search]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div className="source-box" ref={box} tabIndex={0} data-testid="source-content">
      {search.widths ? (
        <Workbook locator={locator} search={search} shown={shown} />
      ) : (
        <Lines search={search} shown={shown} />
      )}
    </div>
  );
}

function Lines({ search, shown }: Omit<ContentProps, "locator">) {
  return (
    <ol className="source-lines">
      {search.lines.map((pieces, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
        <li key={i}>
          <Pieces pieces={pieces} shown={shown} />
        </li>
      ))}
    </ol>
  );
}

function Workbook({ locator, search, shown }: ContentProps) {
  const ours = rowsOfLocator(locator);
  const widths = search.widths ?? [];
  const columns = Math.max(0, ...widths);
  let start = 0;
  return (
    <table className="source-sheet">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">{t("invoices.source.line")}</span>
          </th>
          {Array.from({ length: columns }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
            <th key={i} scope="col">
              {columnLetters(i)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {widths.map((width, i) => {
          const cells = search.lines.slice(start, start + width);
          start += width;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
            <tr key={i} data-ours={ours.has(i + 1) || undefined}>
              <th scope="row">{i + 1}</th>
              {cells.map((pieces, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
                <td key={at}>
                  <Pieces pieces={pieces} shown={shown} />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Pieces({ pieces, shown }: { pieces: readonly Piece[]; shown: number | null }) {
  return pieces.map(({ text, found }, i) =>
    found === null ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
      <mark key={i} className={found === shown ? "found on" : "found"}>
        {text}
      </mark>
    ),
  );
}
