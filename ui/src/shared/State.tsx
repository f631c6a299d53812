import "./state.css";

/** ● settled, ○ waiting, □ needs a look, ▲ failed or due now. */
export type StateKind = "good" | "waiting" | "look" | "bad";

const shapes = {
  good: <circle cx="4" cy="4" r="3.25" />,
  waiting: <circle cx="4" cy="4" r="3" className="hollow" />,
  look: <rect x="1" y="1" width="6" height="6" className="hollow" />,
  bad: <path d="M4 .9l3.3 6.2H.7z" strokeLinejoin="round" />,
} as const;

/** A state: a shape and its word, so that colour is never the only sign. */
export function State({ kind, children }: { kind: StateKind; children: string }) {
  return (
    <span className={`state ${kind}`}>
      <svg viewBox="0 0 8 8" aria-hidden="true">
        {shapes[kind]}
      </svg>
      {children}
    </span>
  );
}
