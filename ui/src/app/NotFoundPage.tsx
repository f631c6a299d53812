import { Link } from "@tanstack/react-router";
import { EmptyState } from "../shared/EmptyState.tsx";
import { t } from "../shared/i18n.ts";
import { Page } from "../shared/Page.tsx";

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title={t("app.name")}>
      <EmptyState
        icon="search"
        title={t("app.not_found.title")}
        actions={
          <Link className="link" to="/">
            {t("app.not_found.home")}
          </Link>
        }
      >
        <p>{t("app.not_found.body")}</p>
      </EmptyState>
    </Page>
  );
}
