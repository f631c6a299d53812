import type { BackupView, Comparison, KeepRuleView } from "../../api/generated.ts";
import { t, textOf } from "../../shared/i18n.ts";
import type { StateKind } from "../../shared/State.tsx";

/** The sign and the word of a backup's state. */
export function stateOf(backup: Pick<BackupView, "state">): { kind: StateKind; word: string } {
  const kinds: Record<BackupView["state"], StateKind> = {
    verified: "good",
    damaged: "bad",
  };
  return { kind: kinds[backup.state], word: t(`backup.state.${backup.state}`) };
}

/** What is wrong with a backup, in a sentence. */
export function problemText(code: string): string {
  return textOf(`backup_problem.${code}`) ?? t("backup.problem.unknown");
}

/** The keep rule as the clerk reads it. */
export function ruleText(rule: KeepRuleView): string {
  const { days, weeks, months, upgrades } = rule;
  return t("backup.rule_text", { days, weeks, months, upgrades });
}

/** What restoring would change, in one or two sentences. */
export function verdictText(comparison: Comparison): string {
  const { newer, changes_lost: changes, invoices_lost: lost } = comparison;
  const verdict = t(`restore.newer.${newer}`, { changes });
  if (newer === "same" || newer === "no_present" || lost === 0) return verdict;
  const key = lost > 0 ? "restore.invoices_lost" : "restore.invoices_gained";
  return `${verdict} ${t(key, { count: Math.abs(lost) })}`;
}

/** Whether taking over sets aside something that the backup does not have. */
export function loses({ newer }: Comparison): boolean {
  return newer === "present" || newer === "apart";
}
