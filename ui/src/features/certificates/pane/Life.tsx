import { useQueryOf } from "../../../api/client.ts";
import type { CertificateRow } from "../../../api/generated.ts";
import { t } from "../../../shared/i18n.ts";
import { leftText } from "../words.ts";

/** How much of the validity has passed, between 0 and 1. */
export function passedOf(from: string, until: string, today: string): number {
  const [start, end, now] = [from, until, today].map(Date.parse) as [number, number, number];
  if (!(end > start)) return now < start ? 0 : 1;
  return Math.min(1, Math.max(0, (now - start) / (end - start)));
}

/** The validity as a bar: what has passed, today, what is left. */
export function Life({ row }: { row: CertificateRow }) {
  const { data: status } = useQueryOf("app.status", {});
  const { valid_from: from, valid_until: until } = row;
  if (!status) return null;
  const percent = passedOf(from, until, status.today) * 100;
  const text = t("certificates.life.text", { from, until, left: leftText(row) });
  return (
    <section className="life" aria-label={t("certificates.life.label")}>
      <p className="life-ends" aria-hidden="true">
        <span>{from}</span>
        <b>{leftText(row)}</b>
        <span>{until}</span>
      </p>
      <div className={`life-bar ${row.state}`} role="img" aria-label={text}>
        <i style={{ width: `${percent}%` }} />
        {row.state === "valid" ? <b style={{ left: `${percent}%` }} /> : null}
      </div>
    </section>
  );
}
