import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { afterwards, useCommand, useQueryOf } from "../../api/client.ts";
import type { KeptBook } from "../../api/generated.ts";
import { Dialog } from "../../shared/Dialog.tsx";
import { formatMoment, formatSize } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SettingGroup } from "../../shared/Setting.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { showToast } from "../../shared/toasts.ts";

/** 복원 전 장부: what restores have set aside, and the way back to it. */
export function KeptBooks() {
  const answer = useQueryOf("restore.kept", {});
  const [asking, setAsking] = useState<KeptBook | null>(null);
  const kept = answer.data?.kept ?? [];
  return (
    <SettingGroup id="kept" title={t("backup.kept.title")}>
      {answer.isError ? <Problem error={answer.error} /> : null}
      <p className="setting-note">{t(kept.length > 0 ? "backup.kept.note" : "backup.kept.none")}</p>
      {kept.length > 0 ? (
        <TableFrame label={t("backup.kept.title")}>
          <table className="listing" data-testid="kept-books">
            <thead>
              <tr>
                <th scope="col">{t("backup.kept.at")}</th>
                <th scope="col" className="num">
                  {t("backup.columns.size")}
                </th>
                <th scope="col">
                  <span className="unseen">{t("backup.columns.acts")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {kept.map((book) => (
                <tr key={book.path}>
                  <td className="nowrap" title={book.path}>
                    {formatMoment(book.at)}
                  </td>
                  <td className="num">{formatSize(book.size_bytes)}</td>
                  <td className="nowrap line-acts">
                    <button
                      type="button"
                      className="link"
                      aria-label={t("backup.kept.back_of", { at: formatMoment(book.at) })}
                      onClick={() => setAsking(book)}
                    >
                      {t("backup.kept.back")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
      {asking ? <RollBack book={asking} onClose={() => setAsking(null)} /> : null}
    </SettingGroup>
  );
}

function RollBack({ book, onClose }: { book: KeptBook; onClose: () => void }) {
  const navigate = useNavigate();
  const { data: status } = useQueryOf("app.status", {});
  const back = useCommand("restore.roll_back");
  const company = status?.company?.id;
  const act = () => {
    if (company === undefined) return;
    afterwards(back.mutateAsync({ company, path: book.path }), (summary) => {
      showToast({ text: t("backup.kept.done") });
      onClose();
      void navigate(summary.open ? { to: "/" } : { to: "/company", search: { open: summary.id } });
    });
  };
  return (
    <Dialog
      open
      danger
      title={t("backup.kept.ask", { at: formatMoment(book.at) })}
      act={t("backup.kept.back")}
      onAct={act}
      onClose={onClose}
      busy={back.isPending}
    >
      <p>{t("backup.kept.ask_body")}</p>
      {back.error ? <Problem error={back.error} /> : null}
    </Dialog>
  );
}
