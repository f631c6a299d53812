import { DateField } from "./Field.tsx";
import { t } from "./i18n.ts";
import { isBackwards, type PeriodName, type Span } from "./period.ts";
import { Segments } from "./Segments.tsx";

/** A period by its name, or days of one's own. */
export type PeriodPick = PeriodName | "own";

interface PeriodChoiceProps {
  period: PeriodPick;
  span: Span;
  /** Which names are offered. */
  names: readonly PeriodName[];
  today: string;
  onPeriod: (period: PeriodPick) => void;
  onOwn: (span: Span) => void;
}

/** A period: one of a few names side by side, or two days that are typed in. */
export function PeriodChoice({ period, span, names, today, onPeriod, onOwn }: PeriodChoiceProps) {
  return (
    <>
      <Segments<PeriodPick>
        label={t("collect.period")}
        value={period}
        onChange={onPeriod}
        words={[
          ...names.map((id) => ({ id, text: t(`invoices.period.${id}`) })),
          { id: "own" as const, text: t("collect.own_days") },
        ]}
      />
      {period === "own" ? (
        <OwnDays {...{ span, today, onOwn }} />
      ) : span.from !== null ? (
        <span className="quiet figures">
          {span.from} ~ {span.to}
        </span>
      ) : null}
    </>
  );
}

function OwnDays({ span, today, onOwn }: Pick<PeriodChoiceProps, "span" | "today" | "onOwn">) {
  return (
    <>
      <DateField
        label={t("collect.from")}
        hideLabel
        width={140}
        value={span.from}
        onChange={(from) => onOwn({ ...span, from })}
        today={today}
      />
      <DateField
        label={t("collect.to")}
        hideLabel
        width={140}
        value={span.to}
        onChange={(to) => onOwn({ ...span, to })}
        today={today}
        error={isBackwards(span) ? t("invoices.filter.span_order") : null}
      />
    </>
  );
}
