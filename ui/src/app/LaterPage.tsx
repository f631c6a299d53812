import { Link } from "@tanstack/react-router";
import { EmptyState } from "../shared/EmptyState.tsx";
import { t } from "../shared/i18n.ts";
import { Page } from "../shared/Page.tsx";
import type { Area } from "./areas.ts";

/** An area this version does not have: what it will do, and what can be done now. */
export function LaterPage({ area }: { area: Area }) {
  return (
    <Page title={t(area.title)}>
      <EmptyState icon={area.icon} title={t("app.later.title")}>
        <p>{area.later ? t(area.later) : null}</p>
        <p className="later-now">
          <span>{t("app.later.now")}</span>
          <Link className="link" to="/invoices" search={{}}>
            {t("app.later.to_invoices")}
          </Link>
          <Link className="link" to="/import">
            {t("app.later.to_import")}
          </Link>
        </p>
      </EmptyState>
    </Page>
  );
}
