import type { CertificateRow } from "../api/generated.ts";
import { Chip } from "./Chip.tsx";
import { Choices } from "./Choices.tsx";
import { t } from "./i18n.ts";

interface CertificateChipProps {
  rows: readonly CertificateRow[];
  chosen: CertificateRow | null;
  onChoose: (id: string | null) => void;
}

/** By whose certificate something is asked: one of those that can log in. */
export function CertificateChip({ rows, chosen, onChoose }: CertificateChipProps) {
  return (
    <Chip
      label={t("collect.certificate")}
      value={chosen?.owner ?? t("collect.none")}
      on
      width={320}
    >
      {(close) => (
        <Choices
          label={t("collect.certificate")}
          groups={[
            {
              id: "certificates",
              choices: rows.map((row) => ({
                id: row.id,
                text: `${row.owner} · ${t(`certificates.kind.${row.kind}`)}`,
              })),
            },
          ]}
          chosen={chosen ? [chosen.id] : []}
          onChoose={([id]) => {
            onChoose(id ?? null);
            close();
          }}
        />
      )}
    </Chip>
  );
}
