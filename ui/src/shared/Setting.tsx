import type { ReactNode } from "react";
import "./setting.css";

/** A group of settings under its title. */
export function SettingGroup({
  title,
  id,
  note,
  children,
}: {
  title: string;
  id: string;
  /** One sentence under the title. */
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="setting-group" aria-labelledby={`setting-${id}`}>
      <h2 className="section-title" id={`setting-${id}`}>
        {title}
      </h2>
      {note ? <p className="setting-note">{note}</p> : null}
      {children}
    </section>
  );
}

/** One setting: what it is, its value, what can be done with it. */
export function SettingRow({
  label,
  hint,
  act,
  children,
}: {
  label: string;
  hint?: ReactNode;
  /** A button or a link at the right. */
  act?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="setting-row">
      <span className="setting-label">{label}</span>
      <div className="setting-value">
        {children}
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
      {act ? <div className="setting-act">{act}</div> : null}
    </div>
  );
}
