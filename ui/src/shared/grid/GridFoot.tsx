import type { GridColumn, GridSum } from "./gridTypes.ts";

/**
 * The sums, each under the column it sums. The label takes the longest run of columns without a
 * sum, wherever the clerk put them.
 */
export function GridFoot<Row>({
  columns,
  lines,
  empty,
}: {
  columns: readonly GridColumn<Row>[];
  lines: readonly GridSum[];
  empty: boolean;
}) {
  const summed = (column: GridColumn<Row>) =>
    lines.some((line) => line.sums[column.id] !== undefined);
  const shown = new Set(columns.map(({ id }) => id));
  const label = longestRun(columns.map((column) => !summed(column)));
  return (
    <div className="grid-foot" data-empty={empty || undefined}>
      {lines.map((line) => (
        <div
          key={line.key}
          className={line.selected ? "grid-row foot picked" : "grid-row foot"}
          data-sum={line.key}
        >
          <div
            className="grid-cell label"
            style={{ gridColumn: `${label.start + 1} / ${label.end + 1}` }}
          >
            {line.label(shown)}
          </div>
          {columns.map((column, at) =>
            summed(column) ? (
              <div
                key={column.id}
                className="grid-cell end"
                style={{ gridColumn: at + 1 }}
                data-column={column.id}
              >
                {line.sums[column.id] ? <Sum text={line.sums[column.id] ?? ""} /> : null}
              </div>
            ) : null,
          )}
        </div>
      ))}
    </div>
  );
}

function Sum({ text }: { text: string }) {
  return <span className={text.startsWith("-") ? "negative" : undefined}>{text}</span>;
}

/** The first of the longest runs of `true`; the whole range when there is none. */
export function longestRun(free: readonly boolean[]): { start: number; end: number } {
  let best = { start: 0, end: 0 };
  let start = 0;
  for (let at = 0; at <= free.length; at += 1) {
    if (free[at]) continue;
    if (at - start > best.end - best.start) best = { start, end: at };
    start = at + 1;
  }
  return best.end > best.start ? best : { start: 0, end: Math.max(1, free.length) };
}
