import type { KindView, VarietyView } from "../../../api/generated.ts";
import { Chip } from "../../../shared/Chip.tsx";
import { Choices } from "../../../shared/Choices.tsx";
import { t } from "../../../shared/i18n.ts";

const KINDS: readonly KindView[] = ["tax", "amended_tax", "exempt", "amended_exempt"];
const VARIETIES: readonly VarietyView[] = [
  "general",
  "zero_rated",
  "consigned",
  "import",
  "zero_rated_consigned",
  "import_deferred",
];

interface KindChipProps {
  kinds: readonly KindView[];
  varieties: readonly VarietyView[];
  onChange: (kinds: KindView[], varieties: VarietyView[]) => void;
}

/** 종류: which kinds, and which varieties of them. */
export function KindChip({ kinds, varieties, onChange }: KindChipProps) {
  const names = [
    ...kinds.map((kind) => t(`invoices.kind.${kind}`)),
    ...varieties.map((variety) => t(`invoices.variety.${variety}`)),
  ];
  const on = names.length > 0;
  return (
    <Chip
      label={t("invoices.filter.kind")}
      value={summary(names)}
      on={on}
      onClear={on ? () => onChange([], []) : undefined}
      width={216}
    >
      {() => (
        <Choices
          label={t("invoices.filter.kind")}
          several
          groups={[
            {
              id: "kinds",
              title: t("invoices.filter.kind_group"),
              choices: KINDS.map((kind) => ({ id: kind, text: t(`invoices.kind.${kind}`) })),
            },
            {
              id: "varieties",
              title: t("invoices.filter.variety_group"),
              choices: VARIETIES.map((variety) => ({
                id: variety,
                text: t(`invoices.variety.${variety}`),
              })),
            },
          ]}
          chosen={[...kinds, ...varieties]}
          onChoose={(ids) =>
            onChange(
              KINDS.filter((kind) => ids.includes(kind)),
              VARIETIES.filter((variety) => ids.includes(variety)),
            )
          }
        />
      )}
    </Chip>
  );
}

function summary(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) return t("invoices.filter.all");
  return names.length === 1
    ? first
    : t("invoices.filter.kinds_more", { first, count: names.length - 1 });
}
