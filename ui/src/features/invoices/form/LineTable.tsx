import type { LineView } from "../../../api/generated.ts";
import { Amount } from "../../../shared/Amount.tsx";
import { t } from "../../../shared/i18n.ts";
import { formLines, hasLargeSums } from "./formShape.ts";

/** What was supplied, line by line. */
export function LineTable({ lines, taxed }: { lines: readonly LineView[]; taxed: boolean }) {
  return (
    <table
      className={hasLargeSums(lines) ? "form-lines large" : "form-lines"}
      aria-label={t("invoices.form.lines")}
    >
      <colgroup>
        <col className="w-day" />
        <col className="w-day" />
        <col />
        <col className="w-spec" />
        <col className="w-quantity" />
        <col className="w-price" />
        <col className="w-supply" />
        {taxed ? <col className="w-tax" /> : null}
        <col className="w-note" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t("invoices.form.month")}</th>
          <th scope="col">{t("invoices.form.day")}</th>
          <th scope="col">{t("invoices.form.item")}</th>
          <th scope="col">{t("invoices.form.specification")}</th>
          <th scope="col">{t("invoices.form.quantity")}</th>
          <th scope="col">{t("invoices.form.unit_price")}</th>
          <th scope="col">{t("invoices.form.supply")}</th>
          {taxed ? <th scope="col">{t("invoices.form.tax")}</th> : null}
          <th scope="col">{t("invoices.form.note")}</th>
        </tr>
      </thead>
      <tbody>
        {formLines(lines).map((line) => (
          <tr key={line.key}>
            <td className="mid">{line.month}</td>
            <td className="mid">{line.day}</td>
            <td>{line.item}</td>
            <td>{line.specification}</td>
            <td className="num">{line.quantity}</td>
            <td className="num">{line.unitPrice}</td>
            <td className="num">
              <Amount won={line.supply} />
            </td>
            {taxed ? (
              <td className="num">
                <Amount won={line.tax} />
              </td>
            ) : null}
            <td>{line.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
