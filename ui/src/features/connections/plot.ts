import type { CallSums } from "../../api/generated.ts";

/** A plot's own units; it is drawn as wide as its place. */
export const PLOT = { width: 480, height: 96, left: 44, top: 6, bottom: 4 } as const;

/** A figure that is easy to read, at or above the largest: 1, 2 or 5 with zeros. */
export function ceiling(largest: number): number {
  if (largest <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((times) => times * unit).find((one) => one >= largest) ?? largest;
}

/** Where the middle of a step lies. */
export function across(place: number, count: number): number {
  return PLOT.left + ((place + 0.5) / count) * (PLOT.width - PLOT.left);
}

/** Where a figure lies, from the bottom up. */
export function upward(figure: number, most: number): number {
  const room = PLOT.height - PLOT.top - PLOT.bottom;
  return PLOT.height - PLOT.bottom - (figure / most) * room;
}

/** Points of steps that follow each other; a step without calls breaks the line. */
export function lines(steps: readonly CallSums[], name: "p50_ms" | "p95_ms", most: number) {
  const runs: { x: number; y: number }[][] = [];
  let open = false;
  steps.forEach((step, place) => {
    const figure = step[name];
    if (figure === null) {
      open = false;
      return;
    }
    const point = { x: across(place, steps.length), y: upward(figure, most) };
    if (open) runs.at(-1)?.push(point);
    else runs.push([point]);
    open = true;
  });
  return runs;
}
