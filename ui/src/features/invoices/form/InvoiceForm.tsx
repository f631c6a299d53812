import type { ImportDeclarationView, InvoiceView } from "../../../api/generated.ts";
import { Amount } from "../../../shared/Amount.tsx";
import { t, textOf } from "../../../shared/i18n.ts";
import { bearsTax, copyOf, isAmended, markOf } from "./formShape.ts";
import { LineTable } from "./LineTable.tsx";
import { BrokerBlock, Parties } from "./PartyBlock.tsx";
import "./form.css";

/** The tax invoice as the official form: red rules for the supplier's copy, blue for the buyer's. */
export function InvoiceForm({ view }: { view: InvoiceView }) {
  const { row } = view;
  const copy = copyOf(row);
  const mark = markOf(row.variety);
  const taxed = bearsTax(row.kind);
  const title = t(`invoices.title_of.${row.kind}`);
  const copyName =
    copy === "supplier" ? t("invoices.form.supplier_copy") : t("invoices.form.buyer_copy");
  return (
    <article
      className={`form ${copy}`}
      aria-label={`${title} ${copyName}`}
      data-testid="invoice-form"
    >
      <header className="form-title">
        <h2>
          <span className="form-name">{title}</span>
          {mark ? <span className="form-mark">{t(`invoices.variety.${mark}`)}</span> : null}
          <small>{copyName}</small>
        </h2>
        <dl>
          <dt>{t("invoices.form.approval")}</dt>
          <dd>{row.approval_number}</dd>
        </dl>
      </header>
      <Parties supplier={view.supplier} buyer={view.buyer} />
      {view.broker ? <BrokerBlock party={view.broker} /> : null}
      <Head view={view} taxed={taxed} />
      {view.import_declaration ? <Declaration declaration={view.import_declaration} /> : null}
      <LineTable lines={view.lines} taxed={taxed} />
      <Foot view={view} />
    </article>
  );
}

/** Date, sums, reason and notes. */
function Head({ view, taxed }: { view: InvoiceView; taxed: boolean }) {
  const { row } = view;
  const reason = view.amendment_reason;
  const amended = isAmended(row.kind);
  return (
    <table className="form-head">
      <colgroup>
        <col className="w-date" />
        <col className="w-sum" />
        {taxed ? <col className="w-sum-tax" /> : null}
        <col className="w-reason" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t("invoices.form.written_on")}</th>
          <th scope="col">{t("invoices.form.supply")}</th>
          {taxed ? <th scope="col">{t("invoices.form.tax")}</th> : null}
          <th scope="col">{t("invoices.form.reason")}</th>
          <th scope="col">{t("invoices.form.note")}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td className="mid">{row.written_on}</td>
          <td className="num">
            <Amount won={row.supply_krw} />
          </td>
          {taxed ? (
            <td className="num">
              <Amount won={row.tax_krw} />
            </td>
          ) : null}
          <td className="mid">
            {reason ? (textOf(`shared.words.reason.${reason}`) ?? reason) : null}
          </td>
          <td>{view.notes.join(" / ")}</td>
        </tr>
        {amended && view.original_approval_number ? (
          <tr>
            <th scope="row">{t("invoices.form.original")}</th>
            <td colSpan={taxed ? 4 : 3}>{view.original_approval_number}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

/** 수입세금계산서 only: the customs declaration behind it. */
function Declaration({ declaration }: { declaration: ImportDeclarationView }) {
  const { number, item_count, from, to } = declaration;
  return (
    <table className="form-declaration">
      <colgroup>
        <col className="w-date" />
        <col />
        <col className="w-label" />
        <col className="w-short" />
        <col className="w-label" />
        <col className="w-span" />
      </colgroup>
      <tbody>
        <tr>
          <th scope="row">{t("invoices.form.declaration")}</th>
          <td>{number}</td>
          <th scope="row">{t("invoices.form.declared_items")}</th>
          <td className="num">{item_count}</td>
          <th scope="row">{t("invoices.form.declared_span")}</th>
          <td className="mid">{from || to ? `${from ?? ""} – ${to ?? ""}` : null}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** The total, how it is paid, and 영수 or 청구. */
function Foot({ view }: { view: InvoiceView }) {
  const { row, payment } = view;
  return (
    <table className="form-foot">
      <colgroup>
        <col className="w-total" />
        <col />
        <col />
        <col />
        <col className="w-total" />
        <col className="w-purpose" />
      </colgroup>
      <tbody>
        <tr>
          <th scope="col">{t("invoices.form.total")}</th>
          <th scope="col">{t("invoices.form.cash")}</th>
          <th scope="col">{t("invoices.form.cheque")}</th>
          <th scope="col">{t("invoices.form.bill")}</th>
          <th scope="col">{t("invoices.form.credit")}</th>
          <td rowSpan={2} className="mid form-purpose">
            {t("invoices.form.purpose_before")}{" "}
            <b>({row.purpose ? t(`invoices.purpose.${row.purpose}`) : "\u2003\u2003"})</b>{" "}
            {t("invoices.form.purpose_after")}
          </td>
        </tr>
        <tr>
          <td className="num form-total">
            <Amount won={row.total_krw} />
          </td>
          <td className="num">
            <Amount won={payment.cash_krw} />
          </td>
          <td className="num">
            <Amount won={payment.cheque_krw} />
          </td>
          <td className="num">
            <Amount won={payment.note_krw} />
          </td>
          <td className="num">
            <Amount won={payment.credit_krw} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
