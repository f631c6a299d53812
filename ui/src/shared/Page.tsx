import { type ReactNode, useEffect } from "react";
import { t } from "./i18n.ts";
import "./page.css";

export interface PageProps {
  title: string;
  /** The period or another second word beside the title. */
  period?: ReactNode;
  /** Buttons at the right of the title; one of them may be filled. */
  actions?: ReactNode;
  /** The filter line: chips, then a search field at the right. */
  filters?: ReactNode;
  /** True when the content scrolls by itself (a grid) and fills the page. */
  fill?: boolean;
  children: ReactNode;
  testId?: string;
}

/** Title line, filter line, content: the same on every screen. */
export function Page({ title, period, actions, filters, fill, children, testId }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  return (
    <main className="page" id="page" tabIndex={-1} data-testid={testId}>
      <header className="title-line">
        <h1>{title}</h1>
        {period ? <span className="period cut">{period}</span> : null}
        {actions ? <div className="title-actions">{actions}</div> : null}
      </header>
      {filters ? <div className="filter-line">{filters}</div> : null}
      <div className={fill ? "content fill" : "content"}>{children}</div>
    </main>
  );
}
