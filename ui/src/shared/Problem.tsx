import type { ErrorView } from "../api/generated.ts";
import { Icon } from "./Icon.tsx";
import { t, textOf } from "./i18n.ts";
import "./problem.css";

/** The three sentences of an error: what happened, what was kept, what to do. */
export function errorTexts(error: ErrorView): { what: string; kept?: string; todo?: string } {
  const of = (code: string, part: string) => textOf(`errors.${code}.${part}`, error.params);
  const code = of(error.code, "what") === undefined ? "unknown" : error.code;
  return {
    what: of(code, "what") ?? error.message,
    kept: of(code, "kept"),
    todo: of(code, "todo"),
  };
}

/** An error in words, where it happened. Read aloud at once. */
export function Problem({ error, onClose }: { error: ErrorView; onClose?: () => void }) {
  const { what, kept, todo } = errorTexts(error);
  return (
    <div className="problem" role="alert">
      <Icon name="error" />
      <div className="problem-texts">
        <p className="problem-what">{what}</p>
        {kept ? <p>{kept}</p> : null}
        {todo ? <p>{todo}</p> : null}
        <details>
          <summary>{t("app.problem.more")}</summary>
          <p className="hint">{t("app.problem.code", { code: error.code })}</p>
          <p className="hint" lang="en">
            {error.message}
          </p>
        </details>
      </div>
      {onClose ? (
        <button type="button" className="link" onClick={onClose}>
          {t("shared.close")}
        </button>
      ) : null}
    </div>
  );
}
