import { useQueryOf } from "../../api/client.ts";
import type { CertificateRow } from "../../api/generated.ts";
import { formatBusinessNumber } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Ways } from "../../shared/Ways.tsx";

interface CertificateStepProps {
  /** Id of the chosen one; null means later. */
  chosen: string | null;
  onChange: (id: string | null) => void;
  /** The business number as it is typed. */
  number: string;
}

const LATER = "later";

/** Step three: the certificates of this machine that can sign, or later. */
export function CertificateStep({ chosen, onChange, number }: CertificateStepProps) {
  const answer = useQueryOf("certificate.list", {});
  if (answer.isError) return <p className="quiet">{t("certificates.first_run.failed")}</p>;
  if (!answer.data) {
    return (
      <p className="quiet" role="status">
        {t("certificates.first_run.looking")}
      </p>
    );
  }
  const usable = signing(answer.data.certificates, formatBusinessNumber(number));
  if (usable.length === 0) return <p className="quiet">{t("certificates.first_run.none")}</p>;
  return (
    <Ways
      label={t("certificates.first_run.choose")}
      value={chosen ?? LATER}
      onChange={(id) => onChange(id === LATER ? null : id)}
      ways={[
        ...usable.map((row) => ({ id: row.id, text: row.owner, hint: hintOf(row) })),
        {
          id: LATER,
          text: t("certificates.first_run.later"),
          hint: t("certificates.first_run.later_hint"),
        },
      ]}
    />
  );
}

/** Those that can sign now: of this business first, then those usually signed with. */
export function signing(rows: readonly CertificateRow[], number: string): CertificateRow[] {
  const rank = (row: CertificateRow) =>
    (row.business_number === number ? 0 : 2) + (row.suits_tax_invoices ? 0 : 1);
  return rows
    .filter((row) => row.usable && row.state === "valid")
    .sort((a, b) => rank(a) - rank(b));
}

function hintOf(row: CertificateRow): string {
  return [
    t(`certificates.kind.${row.kind}`),
    row.issuer,
    t("certificates.first_run.until", { date: row.valid_until }),
    row.business_number,
  ]
    .filter(Boolean)
    .join(" · ");
}
