import { useState } from "react";
import { call, useQueryOf } from "../../api/client.ts";
import type { PartnerRow, PartnerValidated } from "../../api/generated.ts";
import { DateField, TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { jobName } from "../../shared/jobs.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SheetForm, useRun } from "../../shared/SheetForm.tsx";
import { Standing } from "../../shared/Standing.tsx";
import { State } from "../../shared/State.tsx";

/** 진위확인: whether a business is who its certificate of registration says. */
export function ValidateSheet({ row, onClose }: { row: PartnerRow; onClose: () => void }) {
  const status = useQueryOf("app.status", {});
  const [openedOn, setOpenedOn] = useState<string | null>(null);
  const [representative, setRepresentative] = useState(row.representative);
  const [found, setFound] = useState<PartnerValidated | null>(null);
  const { busy, error, run } = useRun();
  const ask = () =>
    void run(async () => {
      if (openedOn === null) return;
      setFound(null);
      setFound(
        await call("partner.validate", {
          number: row.number,
          opened_on: openedOn,
          representative: representative.trim(),
          job: jobName("validate"),
        }),
      );
    });
  return (
    <SheetForm
      title={t("partners.validate.title")}
      note={t("partners.validate.note")}
      act={t("partners.validate.act")}
      ready={openedOn !== null && representative.trim() !== ""}
      busy={busy}
      onAct={ask}
      onClose={onClose}
    >
      <p>
        <b>{row.name}</b> <span className="quiet">{row.number}</span>
      </p>
      <DateField
        label={t("partners.validate.opened_on")}
        value={openedOn}
        onChange={setOpenedOn}
        today={status.data?.today ?? ""}
        width={200}
        required
        autoFocus
      />
      <TextField
        label={t("partners.validate.representative")}
        value={representative}
        onChange={setRepresentative}
        width={200}
        required
      />
      {error ? <Problem error={error} /> : null}
      <div role="status" data-testid="validated">
        {found ? (
          <>
            <p>
              <State kind={found.agrees ? "good" : "bad"}>
                {t(found.agrees ? "partners.validate.agrees" : "partners.validate.differs")}
              </State>
            </p>
            {found.agrees ? null : <p className="quiet">{t("partners.validate.differs_note")}</p>}
            {found.standing ? <Standing state={found.standing.state} /> : null}
          </>
        ) : null}
      </div>
    </SheetForm>
  );
}
