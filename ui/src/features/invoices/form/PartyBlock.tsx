import type { ReactNode } from "react";
import type { PartyView } from "../../../api/generated.ts";
import { t } from "../../../shared/i18n.ts";
import { emailsOf } from "./formShape.ts";

interface PartiesProps {
  supplier: PartyView;
  buyer: PartyView;
}

/** The two parties side by side, each with its name down the side; their lines stay level. */
export function Parties({ supplier, buyer }: PartiesProps) {
  const both = [supplier, buyer] as const;
  return (
    <table
      className="form-parties"
      aria-label={`${t("invoices.form.supplier")}, ${t("invoices.form.buyer")}`}
    >
      <colgroup>
        {["supplier", "buyer"].map((side) => [
          <col key={`${side}-side`} className="w-side" />,
          <col key={`${side}-label`} className="w-label" />,
          <col key={`${side}-wide`} />,
          <col key={`${side}-short-label`} className="w-short-label" />,
          <col key={`${side}-short`} className="w-short" />,
        ])}
      </colgroup>
      <tbody>
        <tr>
          {both.map((party, i) => (
            <Identity key={sideOf(i)} party={party} side={sideOf(i)} />
          ))}
        </tr>
        <Two
          label={t("invoices.form.name")}
          values={both.map(({ name }) => name)}
          second={t("invoices.form.representative")}
          seconds={both.map(({ representative }) => representative)}
        />
        <One label={t("invoices.form.address")} values={both.map(({ address }) => address)} />
        <Two
          label={t("invoices.form.business_type")}
          values={both.map(({ business_type }) => business_type)}
          second={t("invoices.form.business_item")}
          seconds={both.map(({ business_item }) => business_item)}
        />
        <One
          label={t("invoices.form.email")}
          values={both.map((party) => emailsOf(party).join(", "))}
        />
      </tbody>
    </table>
  );
}

function sideOf(i: number): "supplier" | "buyer" {
  return i === 0 ? "supplier" : "buyer";
}

function Identity({ party, side }: { party: PartyView; side: "supplier" | "buyer" }) {
  return (
    <>
      <th className="form-side" rowSpan={5} scope="rowgroup">
        <span>{t(`invoices.form.${side}`)}</span>
      </th>
      <th scope="row">{t("invoices.form.number")}</th>
      <td className={numberClass(party)} data-party={side}>
        {party.number}
      </td>
      <th scope="row" className="form-tight">
        {t("invoices.form.branch_1")}
        <br />
        {t("invoices.form.branch_2")}
      </th>
      <td className="party-end">{party.branch}</td>
    </>
  );
}

function numberClass({ number }: PartyView): string {
  return number.length > 12 ? "form-number long" : "form-number";
}

type Written = ReactNode;

interface OneProps {
  label: string;
  values: Written[];
}

function One({ label, values }: OneProps) {
  return (
    <tr>
      {values.map((value, i) => (
        <Wide key={sideOf(i)} label={label} value={value} />
      ))}
    </tr>
  );
}

function Wide({ label, value }: { label: string; value: Written }) {
  return (
    <>
      <th scope="row">{label}</th>
      <td colSpan={3} className="party-end">
        {value}
      </td>
    </>
  );
}

function Two({
  label,
  values,
  second,
  seconds,
}: OneProps & { second: string; seconds: Written[] }) {
  return (
    <tr>
      {values.map((value, i) => (
        <Halves key={sideOf(i)} label={label} value={value} second={second} other={seconds[i]} />
      ))}
    </tr>
  );
}

interface HalvesProps {
  label: string;
  value: Written;
  second: string;
  other: Written;
}

function Halves({ label, value, second, other }: HalvesProps) {
  return (
    <>
      <th scope="row">{label}</th>
      <td>{value}</td>
      <th scope="row">{second}</th>
      <td className="party-end">{other}</td>
    </>
  );
}

/** 수탁사업자: who invoiced on the supplier's behalf. */
export function BrokerBlock({ party }: { party: PartyView }) {
  return (
    <table className="form-broker" aria-label={t("invoices.form.broker")}>
      <colgroup>
        <col className="w-side" />
        <col className="w-label" />
        <col />
        <col className="w-short-label" />
        <col />
        <col className="w-short-label" />
        <col className="w-short" />
      </colgroup>
      <tbody>
        <tr>
          <th className="form-side" rowSpan={3} scope="rowgroup">
            <span>{t("invoices.form.broker_side")}</span>
          </th>
          <th scope="row">{t("invoices.form.number")}</th>
          <td className={numberClass(party)}>{party.number}</td>
          <th scope="row">{t("invoices.form.name")}</th>
          <td>{party.name}</td>
          <th scope="row">{t("invoices.form.representative")}</th>
          <td>{party.representative}</td>
        </tr>
        <tr>
          <th scope="row">{t("invoices.form.address")}</th>
          <td colSpan={5}>{party.address}</td>
        </tr>
        <tr>
          <th scope="row">{t("invoices.form.email")}</th>
          <td colSpan={5}>{emailsOf(party).join(", ")}</td>
        </tr>
      </tbody>
    </table>
  );
}
