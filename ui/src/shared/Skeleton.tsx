/** A quiet place for words on their way; widths vary so that it reads as text. */
export function Skeleton({ width = "60%" }: { width?: number | string }) {
  return <span className="skeleton" style={{ width }} aria-hidden="true" />;
}

/** Several lines of it. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  const widths = ["72%", "54%", "64%", "40%"];
  return (
    <div className="skeleton-lines" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never move
        <Skeleton key={line} width={widths[line % widths.length] ?? "60%"} />
      ))}
    </div>
  );
}
