import type { ReactNode, Ref } from "react";
import type { AttemptView } from "../../api/generated.ts";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { t } from "../../shared/i18n.ts";
import { Pane } from "../../shared/Pane.tsx";
import { failureText, serviceName } from "../../shared/remotes.ts";
import { State } from "../../shared/State.tsx";
import { callMoment } from "./columns.tsx";
import { attemptState, millisText, operationText } from "./words.ts";

interface AttemptPaneProps {
  attempt: AttemptView | null;
  onStep: (by: number) => void;
  onReturn: () => void;
  ref?: Ref<HTMLElement>;
}

/** One call with all that is kept of it. */
export function AttemptPane(props: AttemptPaneProps) {
  const { attempt, onStep, onReturn, ref } = props;
  return (
    <Pane
      ref={ref}
      label={t("connections.calls.detail")}
      onStep={onStep}
      onReturn={onReturn}
      bar={
        <header className="pane-bar">
          <span className="quiet cut">{t("connections.calls.detail")}</span>
        </header>
      }
    >
      {attempt ? (
        <Attempt attempt={attempt} />
      ) : (
        <EmptyState icon="link" title={t("connections.calls.choose")} />
      )}
    </Pane>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const { kind, word } = attemptState(attempt);
  return (
    <div className="report" data-testid="call">
      <header className="report-head">
        <h2>
          {serviceName(attempt.service)} · {operationText(attempt.operation)}
        </h2>
        <State kind={kind}>{word}</State>
      </header>
      <dl className="remote-facts">
        <Fact name="at">{callMoment(attempt.begun_at)}</Fact>
        <Fact name="duration">{millisText(attempt.duration_ms)}</Fact>
        <Fact name="status">{attempt.status}</Fact>
        <Fact name="effect">{t(`connections.effect.${attempt.effect}`)}</Fact>
        <Fact name="failure">
          {attempt.failure ? failureText(attempt.failure, attempt.service) : null}
        </Fact>
        <Fact name="code">{attempt.failure}</Fact>
        <Fact name="operation">{attempt.operation}</Fact>
        <Fact name="act">{attempt.act}</Fact>
        <Fact name="digest">{attempt.request_digest}</Fact>
      </dl>
      <p className="quiet">{t("connections.calls.redacted")}</p>
    </div>
  );
}

type FactName =
  | "at"
  | "duration"
  | "status"
  | "effect"
  | "failure"
  | "code"
  | "operation"
  | "digest"
  | "act";

function Fact({ name, children }: { name: FactName; children: ReactNode }) {
  return children === null || children === "" ? null : (
    <div>
      <dt>{t(`connections.calls.columns.${name}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
