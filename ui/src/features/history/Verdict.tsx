import { Link } from "@tanstack/react-router";
import type { AuditFault, AuditVerified, HeadCheck } from "../../api/generated.ts";
import { fileNameOf } from "../../host/index.ts";
import { formatMoment } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";

/** What the check of the chain found, read aloud when it comes. */
export function Verdict({ verified }: { verified: AuditVerified }) {
  const { fault, heads, rows, unreadable } = verified;
  const headsHold = heads.every((head) => head.holds);
  const good = fault === null && headsHold;
  return (
    <section
      className={good ? "verdict good" : "verdict bad"}
      role="status"
      data-testid="audit-verdict"
    >
      {good ? (
        <>
          <State kind="good">{t("history.good", { rows })}</State>
          <p className="quiet">
            {heads.length > 0
              ? t("history.good_heads", { count: heads.length })
              : t("history.no_heads")}
          </p>
        </>
      ) : (
        <>
          <State kind="bad">{t("history.bad")}</State>
          {fault ? <Fault fault={fault} rows={rows} /> : null}
          {headsHold ? null : <p>{t("history.bad_head")}</p>}
          <p>{t("history.fault_todo")}</p>
          <Link className="link" to="/restore" search={{}}>
            {t("history.to_restore")}
          </Link>
        </>
      )}
      {unreadable.map((place) => (
        <p key={place.path}>{t("history.unreadable", { path: place.path })}</p>
      ))}
      {heads.length > 0 && !good ? <Heads heads={heads} /> : null}
    </section>
  );
}

/** The first thing wrong: which change, which act, which document. */
function Fault({ fault, rows }: { fault: AuditFault; rows: number }) {
  const { entity, entity_id: id } = fault;
  return (
    <>
      <p>
        {t(`history.fault.${fault.kind}`, { seq: fault.seq ?? "" })}{" "}
        {t("history.bad_rows", { rows })}
      </p>
      {entity && id !== null ? (
        <p>
          {t("history.fault_document", {
            what: textOf(`history.entity.${entity}`) ?? entity,
            id: String(id),
          })}{" "}
          {entity === "invoice" ? (
            <Link className="link" to="/invoices" search={{ period: "all", doc: id }}>
              {t("history.show_document")}
            </Link>
          ) : null}
        </p>
      ) : null}
      {fault.at ? <p>{t("history.fault_act", { at: formatMoment(fault.at) })}</p> : null}
    </>
  );
}

function Heads({ heads }: { heads: readonly HeadCheck[] }) {
  return (
    <TableFrame label={t("history.heads.title")}>
      <table className="listing">
        <thead>
          <tr>
            {(["at", "seq", "backup", "state"] as const).map((name) => (
              <th key={name} scope="col" className={name === "seq" ? "num" : undefined}>
                {t(`history.heads.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heads.map((head) => (
            <tr key={head.backup}>
              <td className="nowrap">{formatMoment(head.at)}</td>
              <td className="num">{head.seq}</td>
              <td title={head.backup}>{fileNameOf(head.backup)}</td>
              <td>
                <State kind={head.holds ? "good" : "bad"}>
                  {t(head.holds ? "history.heads.holds" : "history.heads.fails")}
                </State>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
