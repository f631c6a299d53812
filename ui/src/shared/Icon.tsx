import type { ReactNode } from "react";

/** Our own drawings: 16 × 16, stroke 1.5, round ends, drawn on half pixels where lines are straight. */
const drawings = {
  calendar: <path d="M2.75 4h10.5v9.25H2.75zM2.75 7h10.5M5.5 2v2.5M10.5 2v2.5" />,
  invoice: <path d="M3.75 2.25h8.5v11.5l-2.1-1.2-2.15 1.2-2.15-1.2-2.1 1.2zM6 5.5h4M6 8.25h4" />,
  building: (
    <path d="M2.75 13.5V5.25L8 2.5v11M8 6.5h5.25v7M1.5 13.5h13M5.25 6.5v.01M5.25 9.5v.01M10.75 9.5v.01" />
  ),
  book: (
    <path d="M3.25 3.5c0-.7.5-1.25 1.25-1.25h8.25v9H4.5c-.75 0-1.25.55-1.25 1.25s.5 1.25 1.25 1.25h8.25M3.25 3.5v9M12.75 11.25v2.5" />
  ),
  percent: (
    <>
      <path d="M12.5 3.5l-9 9" />
      <circle cx="4.75" cy="4.75" r="1.75" />
      <circle cx="11.25" cy="11.25" r="1.75" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5.25" r="2.5" />
      <path d="M3 13.5c.4-2.7 2.4-4 5-4s4.6 1.3 5 4" />
    </>
  ),
  shield: (
    <path d="M8 2l5 1.75v4c0 3-2 5.1-5 6.25-3-1.15-5-3.25-5-6.25v-4zM5.75 7.9l1.6 1.6 2.9-3" />
  ),
  card: <path d="M1.75 3.75h12.5v8.5H1.75zM1.75 6.5h12.5M4.25 9.75h2.5" />,
  ribbon: (
    <>
      <circle cx="8" cy="5.75" r="3.5" />
      <path d="M5.9 8.6L5 14l3-1.6L11 14l-.9-5.4" />
    </>
  ),
  link: (
    <path d="M6.75 9.25a2.6 2.6 0 003.7 0l2.3-2.3a2.6 2.6 0 00-3.7-3.7l-.8.8M9.25 6.75a2.6 2.6 0 00-3.7 0l-2.3 2.3a2.6 2.6 0 003.7 3.7l.8-.8" />
  ),
  sliders: <path d="M2 4.75h6.5M12 4.75h2M2 11.25h2M7.5 11.25H14M10.25 3v3.5M5.75 9.5V13" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="M10.25 10.25L14 14" />
    </>
  ),
  "chevron-down": <path d="M4 6.25L8 10l4-3.75" />,
  "chevron-right": <path d="M6.25 4L10 8l-3.75 4" />,
  "chevron-left": <path d="M9.75 4L6 8l3.75 4" />,
  "up-down": <path d="M5 6.25L8 3l3 3.25M5 9.75L8 13l3-3.25" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  check: <path d="M3 8.5l3.25 3.25L13 4.75" />,
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 2.25a5.75 5.75 0 010 11.5z" fill="currentColor" />
    </>
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  "arrow-in": <path d="M8 2v7.5M4.75 6.5L8 9.75l3.25-3.25M2.75 10.5v3h10.5v-3" />,
  "arrow-out": <path d="M8 9.75V2.25M4.75 5.25L8 2l3.25 3.25M2.75 10.5v3h10.5v-3" />,
  "arrow-up": <path d="M8 13V3.25M4 7l4-4 4 4" />,
  "arrow-down": <path d="M8 3v9.75M4 9l4 4 4-4" />,
  "arrow-right": <path d="M3 8h9.75M9 4l4 4-4 4" />,
  dots: <path d="M3.5 8v.01M8 8v.01M12.5 8v.01" strokeWidth="2" />,
  warning: <path d="M8 2.5l6 10.75H2zM8 6.5v3M8 11.4v.01" />,
  error: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 5v3.5M8 10.9v.01" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 7.5V11M8 5.1v.01" />
    </>
  ),
  fold: <path d="M2.25 3h11.5v10H2.25zM6 3v10M11 6.25L9.25 8 11 9.75" />,
  unfold: <path d="M2.25 3h11.5v10H2.25zM6 3v10M9.25 6.25L11 8 9.25 9.75" />,
  lock: <path d="M3.5 7.25h9v6.25h-9zM5.25 7.25V5.1a2.75 2.75 0 015.5 0v2.15M8 9.75v1.5" />,
  unlock: <path d="M3.5 7.25h9v6.25h-9zM5.25 7.25V5.1a2.75 2.75 0 015.3-.95M8 9.75v1.5" />,
  key: (
    <>
      <circle cx="5.25" cy="10.75" r="2.75" />
      <path d="M7.25 8.75L13.5 2.5M10.75 5.25l2 2" />
    </>
  ),
  copy: <path d="M5.75 5.75h7.5v7.5h-7.5zM10.25 5.75v-3h-7.5v7.5h3" />,
  printer: <path d="M4.5 6V2.25h7V6M4.5 11.5H2.25V6h11.5v5.5H11.5M4.5 9.5h7v4.25h-7z" />,
  document: <path d="M3.75 2.25h5.5l3 3v8.5h-8.5zM9.25 2.25v3h3M6 8.25h4M6 10.75h4" />,
  folder: <path d="M2 12.75v-9.5h4.25l1.5 1.75H14v7.75z" />,
  undo: <path d="M6 3L3 6l3 3M3.25 6h6a3.75 3.75 0 010 7.5H6" />,
  bookmark: <path d="M4.25 2.25h7.5v11.5L8 11l-3.75 2.75z" />,
  columns: <path d="M2.25 3h11.5v10H2.25zM6 3v10M10 3v10" />,
  filter: <path d="M2 3.5h12L9.5 8.75V13l-3-1.5V8.75z" />,
  table: <path d="M2.25 3h11.5v10H2.25zM2.25 6.5h11.5M6.5 6.5V13" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.75V8l2.25 1.5" />
    </>
  ),
  keyboard: (
    <path d="M1.75 4h12.5v8H1.75zM4.25 6.75v.01M6.75 6.75v.01M9.25 6.75v.01M11.75 6.75v.01M5 9.5h6" />
  ),
  language: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M2.25 8h11.5M8 2.25c2 2 2.5 3.75 2.5 5.75s-.5 3.75-2.5 5.75C6 11.75 5.5 10 5.5 8S6 4.25 8 2.25z" />
    </>
  ),
  note: <path d="M3 13l.75-3 6.75-6.75 2.25 2.25L6 12.25zM9 4.75L11.25 7" />,
  rows: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** A drawing beside words; alone it needs a label on its button. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
