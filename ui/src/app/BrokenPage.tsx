import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { toErrorView } from "../host/index.ts";
import { Button } from "../shared/Button.tsx";
import { EmptyState } from "../shared/EmptyState.tsx";
import { t } from "../shared/i18n.ts";
import { Page } from "../shared/Page.tsx";

/** A screen that could not be drawn: what happened, what was kept, what to do. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={t("app.name")}>
      <EmptyState
        icon="error"
        title={t("app.broken.title")}
        actions={
          <>
            <Button kind="primary" onPress={reset}>
              {t("app.broken.again")}
            </Button>
            <Link className="link" to="/" onClick={reset}>
              {t("app.broken.home")}
            </Link>
          </>
        }
      >
        <p>{t("app.broken.kept")}</p>
        <details>
          <summary>{t("app.broken.detail")}</summary>
          <p className="hint">{toErrorView(error).message}</p>
        </details>
      </EmptyState>
    </Page>
  );
}
