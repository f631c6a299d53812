import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CompanySummary } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { FolderField } from "../../shared/FolderField.tsx";
import { formatCount, formatMoment, formatSize } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { stateOf } from "./words.ts";

interface ChooseProps {
  /** Only this company's backups; without it those of the open one, or of all on this machine. */
  company: string | undefined;
  /** A path that was tried already. */
  given: string;
  busy: boolean;
  onOpen: (path: string) => void;
}

/** Backups this machine knows, and the way to one it does not. */
export function ChooseBackup({ company, given, busy, onOpen }: ChooseProps) {
  const { data: list } = useQueryOf("company.list", {});
  const [path, setPath] = useState(given);
  const all = list?.companies ?? [];
  const open = all.find((known) => known.open)?.id;
  const wanted = company ?? open;
  const shown = wanted === undefined ? all : all.filter((known) => known.id === wanted);
  const submit = () => {
    if (!busy && path.trim() !== "") onOpen(path.trim());
  };
  return (
    <>
      {shown.map((one) => (
        <KnownBackups key={one.id} company={one} busy={busy} onOpen={onOpen} />
      ))}
      {list && shown.length === 0 ? <p className="quiet">{t("restore.choose.none")}</p> : null}
      <section className="restore-step" aria-labelledby="restore-other">
        <h2 className="section-title" id="restore-other">
          {t("backup.other")}
        </h2>
        <FolderField
          label={t("restore.choose.path")}
          hint={t("restore.choose.path_hint")}
          value={path}
          onChange={setPath}
          onEnter={submit}
        />
        <p>
          <Button isPending={busy} isDisabled={path.trim() === ""} onPress={submit}>
            {t(busy ? "restore.choose.opening" : "restore.choose.open")}
          </Button>
        </p>
      </section>
    </>
  );
}

interface KnownProps {
  company: CompanySummary;
  busy: boolean;
  onOpen: (path: string) => void;
}

function KnownBackups({ company, busy, onOpen }: KnownProps) {
  const { data: list } = useQueryOf("backup.list", { company: company.id });
  const usable = (list?.backups ?? []).filter((backup) => backup.state !== "damaged");
  if (usable.length === 0) return null;
  return (
    <section className="restore-step" aria-label={`${company.name} ${t("backup.list")}`}>
      <h2 className="section-title">
        {company.name} <small className="quiet">{company.business_number}</small>
      </h2>
      <TableFrame label={`${company.name} ${t("backup.list")}`}>
        <table className="listing" data-testid="known-backups">
          <tbody>
            {usable.map((backup) => {
              const { kind, word } = stateOf(backup);
              const at = formatMoment(backup.at);
              return (
                <tr key={backup.path}>
                  <th scope="row" className="nowrap">
                    {at}
                  </th>
                  <td className="nowrap">{t(`backup.reason.${backup.reason}`)}</td>
                  <td className="nowrap" title={backup.path}>
                    {t(`backup.places.${backup.place}`)}
                  </td>
                  <td className="num">{formatSize(backup.size_bytes)}</td>
                  <td className="num">
                    {t("shared.cases", { count: formatCount(backup.invoices) })}
                  </td>
                  <td>
                    <State kind={kind}>{word}</State>
                  </td>
                  <td className="nowrap line-acts">
                    <button
                      type="button"
                      className="link"
                      disabled={busy}
                      aria-label={t("backup.restore_of", { at })}
                      onClick={() => onOpen(backup.path)}
                    >
                      {t("backup.restore")}
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
