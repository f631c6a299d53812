import { Chip } from "../../../shared/Chip.tsx";
import { Choices } from "../../../shared/Choices.tsx";
import { FilterSearch } from "../../../shared/FilterSearch.tsx";
import { t } from "../../../shared/i18n.ts";
import type { Span } from "../../../shared/period.ts";
import type { InvoicesAddress } from "../address.ts";
import { AmountChip } from "./AmountChip.tsx";
import { KindChip } from "./KindChip.tsx";
import { PartnerChip } from "./PartnerChip.tsx";
import { PeriodChip } from "./PeriodChip.tsx";
import { SavedViews } from "./SavedViews.tsx";
import "./filters.css";

export interface FilterLineProps {
  address: InvoicesAddress;
  span: Span;
  today: string;
  /** Changes the filter; what is undefined is taken out. */
  onChange: (part: Partial<InvoicesAddress>) => void;
  onClear: () => void;
  onView: (address: InvoicesAddress) => void;
  /** From the search field on to the rows. */
  onRows: () => void;
  search: React.RefObject<HTMLInputElement | null>;
}

/** What narrows the list, as chips in one line. */
export function FilterLine(props: FilterLineProps) {
  const { address, span, today, onChange } = props;
  return (
    <>
      <PeriodChip
        span={span}
        named={address.period}
        today={today}
        onName={(period) => onChange({ period, from: undefined, to: undefined })}
        onDays={({ from, to }) =>
          onChange(
            from || to
              ? { period: undefined, from: from ?? undefined, to: to ?? undefined }
              : { period: "all", from: undefined, to: undefined },
          )
        }
      />
      <DirectionChip direction={address.dir} onChange={(dir) => onChange({ dir })} />
      <KindChip
        kinds={address.kinds ?? []}
        varieties={address.varieties ?? []}
        onChange={(kinds, varieties) =>
          onChange({
            kinds: kinds.length > 0 ? kinds : undefined,
            varieties: varieties.length > 0 ? varieties : undefined,
          })
        }
      />
      <PartnerChip partner={address.partner} onChange={(partner) => onChange({ partner })} />
      <AmountChip
        min={address.min}
        max={address.max}
        onChange={(min, max) => onChange({ min, max })}
      />
      <WarningChip address={address} onChange={onChange} />
      {address.import === undefined ? null : (
        <Chip
          label={t("invoices.filter.import")}
          value={t("invoices.filter.import_number", { id: String(address.import) })}
          on
          onClear={() => onChange({ import: undefined })}
        >
          {() => null}
        </Chip>
      )}
      <span className="filter-gap" />
      <SavedViews address={address} onView={props.onView} onClear={props.onClear} />
      <FilterSearch
        q={props.address.q}
        onChange={(q) => props.onChange({ q })}
        onRows={props.onRows}
        search={props.search}
        label={t("invoices.search")}
        width={196}
      />
    </>
  );
}

interface DirectionChipProps {
  direction: InvoicesAddress["dir"];
  onChange: (direction: InvoicesAddress["dir"]) => void;
}

function DirectionChip({ direction, onChange }: DirectionChipProps) {
  return (
    <Chip
      label={t("invoices.filter.direction")}
      value={direction ? t(`shared.${direction}`) : t("invoices.filter.all")}
      on={direction !== undefined}
      onClear={direction ? () => onChange(undefined) : undefined}
      width={136}
    >
      {(close) => (
        <Choices
          label={t("invoices.filter.direction")}
          groups={[
            {
              id: "direction",
              choices: [
                { id: "all", text: t("invoices.filter.all") },
                { id: "sale", text: t("shared.sale") },
                { id: "purchase", text: t("shared.purchase") },
              ],
            },
          ]}
          chosen={[direction ?? "all"]}
          onChoose={([id]) => {
            onChange(id === "sale" || id === "purchase" ? id : undefined);
            close();
          }}
        />
      )}
    </Chip>
  );
}

/** Which invoices with something to look at: each is a filter of its own. */
const LOOKS = {
  to_look: { warn: true, looked: false },
  looked: { warn: true, looked: true },
  only_warnings: { warn: true, looked: undefined },
} as const;
type Look = keyof typeof LOOKS;
const LOOK_NAMES: readonly Look[] = ["to_look", "looked", "only_warnings"];

function WarningChip({ address, onChange }: Pick<FilterLineProps, "address" | "onChange">) {
  const chosen = LOOK_NAMES.find(
    (name) => LOOKS[name].warn === address.warn && LOOKS[name].looked === address.looked,
  );
  const all = { warn: undefined, looked: undefined };
  return (
    <Chip
      label={t("invoices.filter.warnings")}
      value={t(chosen ? `invoices.filter.${chosen}` : "invoices.filter.all")}
      on={chosen !== undefined}
      onClear={chosen ? () => onChange(all) : undefined}
      width={168}
    >
      {(close) => (
        <Choices
          label={t("invoices.filter.warnings")}
          groups={[
            {
              id: "warnings",
              choices: [
                { id: "all", text: t("invoices.filter.all") },
                ...LOOK_NAMES.map((id) => ({ id, text: t(`invoices.filter.${id}`) })),
              ],
            },
          ]}
          chosen={[chosen ?? "all"]}
          onChoose={([id]) => {
            const look = LOOK_NAMES.find((name) => name === id);
            onChange(look ? LOOKS[look] : all);
            close();
          }}
        />
      )}
    </Chip>
  );
}
