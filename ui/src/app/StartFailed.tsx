import type { ErrorView } from "../api/generated.ts";
import { Button } from "../shared/Button.tsx";
import { EmptyState } from "../shared/EmptyState.tsx";
import { t } from "../shared/i18n.ts";
import { Problem } from "../shared/Problem.tsx";
import "../shared/quiet.css";

/** The program behind the page did not answer: nothing can be shown but why. */
export function StartFailed({ error }: { error: ErrorView }) {
  return (
    <main>
      <EmptyState
        icon="error"
        title={t("app.start.failed")}
        actions={
          <Button kind="primary" onPress={() => window.location.reload()}>
            {t("app.start.again")}
          </Button>
        }
      >
        <Problem error={error} />
      </EmptyState>
    </main>
  );
}
