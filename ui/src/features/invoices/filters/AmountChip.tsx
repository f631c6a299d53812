import { useState } from "react";
import { Button } from "../../../shared/Button.tsx";
import { Chip } from "../../../shared/Chip.tsx";
import { AmountField } from "../../../shared/Field.tsx";
import { formatAmount } from "../../../shared/format.ts";
import { t } from "../../../shared/i18n.ts";

interface AmountChipProps {
  min: number | undefined;
  max: number | undefined;
  onChange: (min: number | undefined, max: number | undefined) => void;
}

/** 금액: the smallest and the largest total, typed as amounts are everywhere. */
export function AmountChip({ min, max, onChange }: AmountChipProps) {
  const on = min !== undefined || max !== undefined;
  return (
    <Chip
      label={t("invoices.filter.amount")}
      value={amountText(min, max)}
      on={on}
      onClear={on ? () => onChange(undefined, undefined) : undefined}
      width={248}
    >
      {(close) => (
        <Bounds
          min={min ?? null}
          max={max ?? null}
          onApply={(low, high) => {
            onChange(low ?? undefined, high ?? undefined);
            close();
          }}
        />
      )}
    </Chip>
  );
}

function amountText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) {
    return t("invoices.filter.min_max", { min: formatAmount(min), max: formatAmount(max) });
  }
  if (min !== undefined) return t("invoices.filter.min_only", { min: formatAmount(min) });
  return max === undefined
    ? t("invoices.filter.all")
    : t("invoices.filter.max_only", { max: formatAmount(max) });
}

interface BoundsProps {
  min: number | null;
  max: number | null;
  onApply: (min: number | null, max: number | null) => void;
}

function Bounds({ min, max, onApply }: BoundsProps) {
  const [low, setLow] = useState(min);
  const [high, setHigh] = useState(max);
  const crossed = low !== null && high !== null && low > high;
  return (
    <div className="bounds">
      <AmountField
        label={t("invoices.filter.min")}
        value={low}
        onChange={setLow}
        autoFocus
        hint={t("shared.amount.hint")}
      />
      <AmountField
        label={t("invoices.filter.max")}
        value={high}
        onChange={setHigh}
        error={crossed ? t("invoices.filter.amount_order") : null}
      />
      <Button small isDisabled={crossed} onPress={() => onApply(low, high)}>
        {t("invoices.filter.apply")}
      </Button>
    </div>
  );
}
