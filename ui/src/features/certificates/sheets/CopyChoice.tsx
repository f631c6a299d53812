import { useState } from "react";
import type { CertificateCopy, CertificateRow } from "../../../api/generated.ts";
import { t } from "../../../shared/i18n.ts";
import { Ways } from "../../../shared/Ways.tsx";
import { copiesOf } from "../listing.ts";
import { placeText } from "../words.ts";

/** The copy that is meant: the one named, else the best that can be used. */
export function useCopy(row: CertificateRow, path: string | undefined, broken = false) {
  const copies = copiesOf(row).filter((copy) => broken || copy.faults.length === 0);
  const [chosen, setChosen] = useState(path ?? copies[0]?.path);
  const copy = copies.find((one) => one.path === chosen) ?? copies[0] ?? null;
  return { copies, copy, setChosen, target: { id: row.id, path: copy?.path ?? null } };
}

/** Which of several copies; nothing to ask where there is one. */
export function CopyChoice({ choice }: { choice: ReturnType<typeof useCopy> }) {
  const { copies, copy, setChosen } = choice;
  if (copies.length < 2 || copy === null) return null;
  return (
    <div className="field">
      <span className="field-label">{t("certificates.act.which")}</span>
      <Ways
        label={t("certificates.act.which")}
        value={copy.path}
        onChange={setChosen}
        ways={copies.map((one) => ({
          id: one.path,
          text: placeText(one.place),
          hint: wordsOf(one),
        }))}
      />
    </div>
  );
}

function wordsOf({ folder, scheme }: CertificateCopy): string {
  return scheme ? `${folder} · ${scheme}` : folder;
}
