import { useState } from "react";
import { Button } from "../../../shared/Button.tsx";
import { Chip } from "../../../shared/Chip.tsx";
import { Choices } from "../../../shared/Choices.tsx";
import { DateField } from "../../../shared/Field.tsx";
import { t } from "../../../shared/i18n.ts";
import { nameOf, PERIODS, type PeriodName, type Span } from "../../../shared/period.ts";
import { spanText } from "../../../shared/periodText.ts";

const NOW: readonly PeriodName[] = ["this_month", "last_month", "this_quarter", "last_quarter"];
const VAT: readonly PeriodName[] = [
  "vat1_preliminary",
  "vat1_final",
  "vat2_preliminary",
  "vat2_final",
];
const YEARS: readonly PeriodName[] = ["this_year", "last_year", "all"];

interface PeriodChipProps {
  span: Span;
  /** The name in the address; days that merely happen to have a name keep their days. */
  named: PeriodName | undefined;
  today: string;
  onName: (name: PeriodName) => void;
  onDays: (span: Span) => void;
}

/** 기간: by name, or by its first and last day. */
export function PeriodChip({ span, named, today, onName, onDays }: PeriodChipProps) {
  const group = (id: string, title: string, names: readonly PeriodName[]) => ({
    id,
    title,
    choices: names.map((name) => ({ id: name, text: t(`invoices.period.${name}`) })),
  });
  const chosen = named ?? nameOf(span, today);
  const everything = span.from === null && span.to === null;
  return (
    <Chip
      label={t("invoices.filter.period")}
      value={named ? t(`invoices.period.${named}`) : spanText(span, today)}
      on={!everything}
      width={272}
    >
      {(close) => (
        <>
          <Choices
            label={t("invoices.filter.period")}
            groups={[
              group("now", t("invoices.period.group_now"), NOW),
              group("vat", t("invoices.period.group_vat"), VAT),
              group("year", t("invoices.period.group_year"), YEARS),
            ]}
            chosen={chosen ? [chosen] : []}
            onChoose={([id]) => {
              const name = PERIODS.find((known) => known === id);
              if (name) onName(name);
              close();
            }}
          />
          <OwnDays
            span={span}
            today={today}
            onDays={(days) => {
              onDays(days);
              close();
            }}
          />
        </>
      )}
    </Chip>
  );
}

function OwnDays({ span, today, onDays }: Pick<PeriodChipProps, "span" | "today" | "onDays">) {
  const [from, setFrom] = useState(span.from);
  const [to, setTo] = useState(span.to);
  const backwards = from !== null && to !== null && from > to;
  return (
    <fieldset className="own-days">
      <legend className="menu-title">{t("invoices.filter.direct")}</legend>
      <DateField label={t("invoices.filter.from")} value={from} onChange={setFrom} today={today} />
      <DateField
        label={t("invoices.filter.to")}
        value={to}
        onChange={setTo}
        today={today}
        error={backwards ? t("invoices.filter.span_order") : null}
      />
      <Button small isDisabled={backwards} onPress={() => onDays({ from, to })}>
        {t("invoices.filter.apply")}
      </Button>
    </fieldset>
  );
}
