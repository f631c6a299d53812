import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type {
  CertificateRow,
  CollectRequest,
  Direction,
  TaxationView,
} from "../../api/generated.ts";
import { CertificateChip } from "../../shared/CertificateChip.tsx";
import { Checkbox } from "../../shared/Checkbox.tsx";
import { t } from "../../shared/i18n.ts";
import { keptText } from "../../shared/kept.ts";
import { PeriodChoice, type PeriodPick } from "../../shared/PeriodChoice.tsx";
import { COLLECTED, isBackwards, type Span, spanOf, untilToday } from "../../shared/period.ts";
import { Segments } from "../../shared/Segments.tsx";
import { keptFor } from "../../shared/UnlockSheet.tsx";
import { aNumber, useSetting } from "../../shared/useSetting.ts";
import { chainText, DIRECTIONS, TAXATIONS } from "./words.ts";

type Choice<Word extends string> = Word | "both";

/** What the clerk wants, complete. */
export interface OrderWish {
  from: string;
  to: string;
  directions: Direction[];
  taxations: TaxationView[];
  documents: boolean;
  certificate: CertificateRow;
}

export function requestOf(wish: OrderWish): Omit<CollectRequest, "job" | "paid"> {
  return {
    from: wish.from,
    to: wish.to,
    directions: wish.directions,
    taxations: wish.taxations,
    with_documents: wish.documents,
    certificate: { id: wish.certificate.id },
  };
}

/** The form's state. Whether source documents come too is remembered. */
export function useOrder(today: string, rows: readonly CertificateRow[]) {
  const [period, setPeriod] = useState<PeriodPick>("last_month");
  const [own, setOwn] = useState<Span>(() => untilToday(spanOf("last_month", today), today));
  const [direction, setDirection] = useState<Choice<Direction>>("both");
  const [taxation, setTaxation] = useState<Choice<TaxationView>>("both");
  const [documents, setDocuments] = useSetting("collect.documents", 1, aNumber);
  const [chosen, setChosen] = useState<string | null>(null);
  const certificate = rows.find(({ id }) => id === chosen) ?? rows[0] ?? null;
  const span = period === "own" ? own : untilToday(spanOf(period, today), today);
  const { from, to } = span;
  const wish: OrderWish | null =
    from !== null && to !== null && !isBackwards(span) && certificate !== null
      ? {
          from,
          to,
          directions: direction === "both" ? [...DIRECTIONS] : [direction],
          taxations: taxation === "both" ? [...TAXATIONS] : [taxation],
          documents: documents === 1,
          certificate,
        }
      : null;
  return {
    period,
    span,
    direction,
    taxation,
    documents: documents === 1,
    certificate,
    rows,
    wish,
    ready: wish !== null,
    setPeriod: (next: PeriodPick) => {
      if (next === "own") setOwn(span);
      setPeriod(next);
    },
    setOwn,
    setDirection,
    setTaxation,
    setDocuments: (on: boolean) => setDocuments(on ? 1 : 0),
    setChosen,
  };
}

type OrderState = ReturnType<typeof useOrder>;

interface OrderProps {
  order: OrderState;
  today: string;
  /** Invented certificates, whose password is nobody's secret. */
  demo: boolean;
}

/** What is asked for: days, sides, kinds, whose certificate; and who would be asked. */
export function Order({ order, today, demo }: OrderProps) {
  const chain = useQueryOf("collect.chain", {});
  return (
    <section className="collect-order" aria-label={t("collect.order")} data-testid="collect-order">
      <Line label={t("collect.period")}>
        <PeriodChoice
          period={order.period}
          span={order.span}
          names={COLLECTED}
          today={today}
          onPeriod={order.setPeriod}
          onOwn={order.setOwn}
        />
      </Line>
      <Line label={t("collect.what")}>
        <Segments<Choice<Direction>>
          label={t("collect.direction")}
          value={order.direction}
          onChange={order.setDirection}
          words={[
            { id: "both", text: t("collect.both_directions") },
            { id: "sale", text: t("shared.sale") },
            { id: "purchase", text: t("shared.purchase") },
          ]}
        />
        <Segments<Choice<TaxationView>>
          label={t("collect.kind")}
          value={order.taxation}
          onChange={order.setTaxation}
          words={[
            { id: "both", text: t("collect.both_kinds") },
            { id: "taxable", text: t("collect.taxation.taxable") },
            { id: "exempt", text: t("collect.taxation.exempt") },
          ]}
        />
        <Checkbox on={order.documents} onChange={order.setDocuments}>
          {t("collect.documents")}
        </Checkbox>
      </Line>
      <Line label={t("collect.certificate")}>
        <CertificateChip
          rows={order.rows}
          chosen={order.certificate}
          onChoose={(id) => order.setChosen(id)}
        />
        <span className="quiet">{passwordText(order.certificate, demo)}</span>
      </Line>
      <Line label={t("collect.chain")}>
        <span className="quiet" data-testid="collect-chain">
          {chain.data ? chainText(chain.data.steps) : null}{" "}
          <Link className="link" to="/connections" search={{}}>
            {t("collect.to_connections")}
          </Link>
        </span>
      </Line>
    </section>
  );
}

/** Whether a password will be asked for. */
function passwordText(row: CertificateRow | null, demo: boolean): string {
  if (demo) return t("collect.password_demo");
  const kept = row && keptFor(row);
  return kept ? t("collect.password_kept", { until: keptText(kept) }) : t("collect.password_asked");
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="order-line">
      <span className="order-label">{label}</span>
      {children}
    </div>
  );
}
