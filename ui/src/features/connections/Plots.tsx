import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CallSums, PlotSpan, RemotePlot, RemoteSystem } from "../../api/generated.ts";
import { formatCount, formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { Segments } from "../../shared/Segments.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { across, ceiling, lines, PLOT, upward } from "./plot.ts";
import { millisText } from "./words.ts";

const SPANS: readonly PlotSpan[] = ["hour", "day", "month"];

/** Response times and calls of one remote over an hour, a day, a month. */
export function Plots({ service }: { service: RemoteSystem }) {
  const [span, setSpan] = useState<PlotSpan>("day");
  const plot = useQueryOf("remote.plot", { service, span });
  return (
    <div className="plots" data-testid={`plots-${service}`}>
      <div className="plots-head">
        <Segments<PlotSpan>
          label={t("connections.plot.span")}
          value={span}
          onChange={setSpan}
          words={SPANS.map((id) => ({ id, text: t(`connections.plot.${id}`) }))}
        />
      </div>
      {plot.error ? <Problem error={plot.error} /> : null}
      {plot.data ? <Drawn plot={plot.data} /> : <SkeletonLines lines={4} />}
    </div>
  );
}

function Drawn({ plot }: { plot: RemotePlot }) {
  const { steps } = plot;
  if (steps.every(({ calls }) => calls === 0)) {
    return <p className="quiet">{t("connections.plot.none")}</p>;
  }
  return (
    <>
      <Times steps={steps} />
      <Calls steps={steps} />
      <p className="plot-ends">
        <time dateTime={plot.from}>{formatMoment(plot.from)}</time>
        <span>{t("connections.plot.now")}</span>
      </p>
      <Table plot={plot} />
    </>
  );
}

function Frame({ most, written }: { most: number; written: (figure: number) => string }) {
  const at = [0, most];
  return at.map((figure) => (
    <text key={figure} x={PLOT.left - 6} y={upward(figure, most) + (figure === 0 ? 0 : 8)}>
      {written(figure)}
    </text>
  ));
}

const BOX = `0 0 ${PLOT.width} ${PLOT.height}`;

function Times({ steps }: { steps: readonly CallSums[] }) {
  const most = ceiling(Math.max(...steps.map(({ p95_ms }) => p95_ms ?? 0)));
  const label = `${t("connections.plot.time")}: ${t("connections.plot.half")}, ${t("connections.plot.most")}`;
  return (
    <figure className="plot">
      <figcaption>{label}</figcaption>
      <svg viewBox={BOX} role="img" aria-label={label}>
        <Frame most={most} written={millisText} />
        {(["most", "half"] as const).map((kind) => (
          <g key={kind} className={kind}>
            {lines(steps, kind === "half" ? "p50_ms" : "p95_ms", most).map((run) =>
              run.length === 1 && run[0] ? (
                <circle key={run[0].x} cx={run[0].x} cy={run[0].y} r={2} />
              ) : (
                <polyline key={run[0]?.x} points={run.map(({ x, y }) => `${x},${y}`).join(" ")} />
              ),
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Calls({ steps }: { steps: readonly CallSums[] }) {
  const most = ceiling(Math.max(...steps.map(({ calls }) => calls)));
  const wide = Math.max(1, ((PLOT.width - PLOT.left) / steps.length) * 0.7);
  const bar = (figure: number, place: number, kind: string) => {
    const top = upward(figure, most);
    const height = PLOT.height - PLOT.bottom - top;
    return figure === 0 ? null : (
      <rect
        key={`${kind}-${place}`}
        className={kind}
        x={across(place, steps.length) - wide / 2}
        y={top}
        width={wide}
        height={height}
      />
    );
  };
  return (
    <figure className="plot">
      <figcaption>{t("connections.plot.calls")}</figcaption>
      <svg viewBox={BOX} role="img" aria-label={t("connections.plot.calls")}>
        <Frame most={most} written={formatCount} />
        {steps.map(({ calls }, place) => bar(calls, place, "calls-bar"))}
        {steps.map(({ failures }, place) => bar(failures, place, "failures-bar"))}
      </svg>
    </figure>
  );
}

/** The same figures to be read; steps without calls are left out. */
function Table({ plot }: { plot: RemotePlot }) {
  const [open, setOpen] = useState(false);
  const from = new Date(plot.from).getTime();
  const rows = plot.steps.flatMap((step, place) => {
    if (step.calls === 0) return [];
    const at = new Date(from + place * plot.step_s * 1000).toISOString();
    return [{ at, step }];
  });
  return (
    <details className="plot-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("connections.plot.table")}</summary>
      {open ? (
        <div className="table-frame">
          <table className="listing">
            <thead>
              <tr>
                <th scope="col">{t("connections.plot.at")}</th>
                <th scope="col" className="num">
                  {t("connections.plot.calls_word")}
                </th>
                <th scope="col" className="num">
                  {t("connections.plot.failures_word")}
                </th>
                <th scope="col" className="num">
                  {t("connections.plot.half")}
                </th>
                <th scope="col" className="num">
                  {t("connections.plot.most")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ at, step }) => (
                <tr key={at}>
                  <td className="nowrap">{formatMoment(at)}</td>
                  <td className="num">{formatCount(step.calls)}</td>
                  <td className="num">{formatCount(step.failures)}</td>
                  <td className="num">{millisText(step.p50_ms)}</td>
                  <td className="num">{millisText(step.p95_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
