import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";

/** In the status bar, and only when there is something: how many problems are on record. */
export function ProblemsItem({ count, onOpen }: { count: number; onOpen: () => void }) {
  if (count === 0) return null;
  return (
    <button
      type="button"
      className="status-item problems-item"
      data-testid="problems-item"
      onClick={onOpen}
    >
      <State kind="look">{t("problems.item", { count })}</State>
    </button>
  );
}
