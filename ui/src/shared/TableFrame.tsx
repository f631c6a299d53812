import type { ReactNode } from "react";
import "./listing.css";

/** Holds a table that may be wider than the page: it scrolls within its frame, by keys too. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="table-frame" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
