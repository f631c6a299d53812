import { ProgressBar } from "react-aria-components";

/** How far a job has come; without a known total it only says that it runs. */
export function Progress({ label, done, total }: { label: string; done: number; total: number }) {
  const known = total > 0;
  return (
    <ProgressBar
      className="progress"
      aria-label={label}
      isIndeterminate={!known}
      value={known ? Math.min(done, total) : 0}
      maxValue={known ? total : 1}
    >
      {({ percentage }) => (
        <span
          className="progress-done"
          style={known ? { width: `${percentage ?? 0}%` } : undefined}
        />
      )}
    </ProgressBar>
  );
}
