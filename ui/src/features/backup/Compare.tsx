import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { afterwards, useCommand } from "../../api/client.ts";
import type { BookSide, Comparison, RestorePrepared, Sums } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatAmount, formatCount, formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { showToast } from "../../shared/toasts.ts";
import { loses, verdictText } from "./words.ts";

/** The present book beside the backup, what would be lost, and the word to put it in place. */
export function Compare({
  prepared,
  onGone,
}: {
  prepared: RestorePrepared;
  /** The candidate is a candidate no longer. */
  onGone: () => void;
}) {
  const navigate = useNavigate();
  const { comparison } = prepared;
  const commit = useCommand("restore.commit");
  const act = () =>
    afterwards(commit.mutateAsync({ candidate: prepared.candidate }), (company) => {
      onGone();
      showToast({ text: t("restore.done", { name: company.name }) });
      void navigate(company.open ? { to: "/" } : { to: "/company", search: { open: company.id } });
    });
  const first = comparison.newer === "no_present";
  return (
    <section className="restore-step" aria-labelledby="restore-compare" data-testid="comparison">
      <h2 className="section-title" id="restore-compare">
        {t("restore.compare.title")}{" "}
        <small className="quiet">
          {t("restore.compare.of", {
            name: comparison.backup.name,
            number: comparison.backup.business_number,
          })}
        </small>
      </h2>
      <p className="restore-verdict">
        <State kind={loses(comparison) ? "look" : "good"}>{verdictText(comparison)}</State>
      </p>
      {comparison.present_problem ? (
        <Problem error={{ code: comparison.present_problem, params: {}, message: "" }} />
      ) : null}
      <Sides comparison={comparison} />
      {first ? null : <p className="quiet">{t("restore.keeps")}</p>}
      {commit.error ? <Problem error={commit.error} /> : null}
      <p className="restore-acts">
        <Button kind="primary" isPending={commit.isPending} onPress={act}>
          {t(
            commit.isPending
              ? "restore.committing"
              : first
                ? "restore.commit_first"
                : "restore.commit",
          )}
        </Button>
      </p>
    </section>
  );
}

/** A figure of a book, in words, and whether two of them agree. */
const FIGURES: readonly [Parameters<typeof itemText>[0], (side: BookSide) => string][] = [
  ["sales", ({ totals }) => sumsText(totals.sales)],
  ["purchases", ({ totals }) => sumsText(totals.purchases)],
  ["partners", (side) => t("restore.compare.places", { count: side.partners })],
  ["sources", (side) => t("restore.compare.files", { count: side.sources })],
  ["imports", (side) => t("restore.compare.times", { count: side.imports })],
  ["newest", (side) => side.newest_written_on ?? t("restore.compare.none")],
  ["last_act", (side) => formatMoment(side.last_act_at) || t("restore.compare.none")],
  ["head", (side) => t("restore.compare.head_is", { seq: side.head.seq })],
];

function itemText(
  item: "sales" | "purchases" | "partners" | "sources" | "imports" | "newest" | "last_act" | "head",
): string {
  return t(`restore.compare.${item}`);
}

function sumsText({ count, total_krw }: Sums): string {
  return t("restore.compare.count", {
    count: formatCount(count),
    total: formatAmount(total_krw),
  });
}

function Sides({ comparison }: { comparison: Comparison }) {
  const { present, backup } = comparison;
  return (
    <TableFrame label={t("restore.compare.title")}>
      <table className="listing comparison">
        <thead>
          <tr>
            <th scope="col">{t("restore.compare.item")}</th>
            <th scope="col">{t("restore.compare.present")}</th>
            <th scope="col">{t("restore.compare.backup")}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(([item, text]) => (
            <Line
              key={item}
              title={itemText(item)}
              differs={present !== null && text(present) !== text(backup)}
              present={present ? text(present) : t("restore.compare.none")}
              backup={text(backup)}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

interface LineProps {
  title: string;
  differs: boolean;
  present: ReactNode;
  backup: ReactNode;
}

function Line({ title, differs, present, backup }: LineProps) {
  return (
    <tr className={differs ? "differs" : undefined}>
      <th scope="row">{title}</th>
      <td>{present}</td>
      <td>{backup}</td>
    </tr>
  );
}
