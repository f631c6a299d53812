import { useState } from "react";
import { useCommand } from "../../../api/client.ts";
import type { CertificateCopy, CertificateRow } from "../../../api/generated.ts";
import { Dialog } from "../../../shared/Dialog.tsx";
import { t } from "../../../shared/i18n.ts";
import { keptText } from "../../../shared/kept.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { State } from "../../../shared/State.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { Act } from "../acts.ts";
import { copiesOf } from "../listing.ts";
import { faultText, placeText } from "../words.ts";

interface CopiesProps {
  row: CertificateRow;
  onAct: (act: Act, path: string) => void;
}

/** 사본: every place where it lies, how its key is locked there, and what can be done with it. */
export function Copies({ row, onAct }: CopiesProps) {
  return (
    <section aria-label={t("certificates.copies.title")}>
      <h3>
        {t("certificates.copies.title")}{" "}
        <span className="quiet">
          {t("certificates.copies.count", { count: row.copies.length })}
        </span>
      </h3>
      <ul className="copies" data-testid="copies">
        {copiesOf(row).map((copy) => (
          <li key={copy.path} data-place={copy.place}>
            <Copy row={row} copy={copy} onAct={(act) => onAct(act, copy.path)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CopyProps {
  row: CertificateRow;
  copy: CertificateCopy;
  onAct: (act: Act) => void;
}

function Copy({ row, copy, onAct }: CopyProps) {
  const whole = copy.faults.length === 0;
  return (
    <>
      <p className="copy-where">
        <State kind={whole ? "good" : "bad"}>{placeText(copy.place)}</State>
        <span>{copy.folder}</span>
      </p>
      {copy.faults.map((fault) => (
        <p key={fault}>{faultText(fault)}</p>
      ))}
      {whole ? <p className="quiet">{lockText(copy)}</p> : null}
      {copy.km_faults.map((fault) => (
        <p key={fault} className="quiet">
          {t("certificates.copies.km_fault", { fault: faultText(fault) })}
        </p>
      ))}
      <Kept row={row} copy={copy} />
      {copy.can_revert ? <Previous row={row} copy={copy} /> : null}
      <p className="copy-acts">
        {whole ? (
          <>
            <ActLink act="password" copy={copy} onAct={onAct} />
            <ActLink act="reencrypt" copy={copy} onAct={onAct} />
          </>
        ) : null}
        <ActLink act="delete" copy={copy} onAct={onAct} />
      </p>
    </>
  );
}

function ActLink({
  act,
  copy,
  onAct,
}: {
  act: Act;
  copy: CertificateCopy;
  onAct: (act: Act) => void;
}) {
  return (
    <button type="button" className="link" onClick={() => onAct(act)}>
      <span className="unseen">{placeText(copy.place)} </span>
      {t(`certificates.act.${act}`)}
    </button>
  );
}

/** How the key is locked, and who can open it. */
function lockText(copy: CertificateCopy): string {
  const { scheme, iterations, customary, has_km: km } = copy;
  if (scheme === null) return t("certificates.copies.scheme_unknown");
  return [
    scheme,
    iterations === null ? null : t("certificates.copies.iterations", { count: iterations }),
    t(customary ? "certificates.copies.customary" : "certificates.copies.not_customary"),
    km ? t("certificates.copies.km") : null,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** That its password is remembered, and the way to forget it. */
function Kept({ row, copy }: Omit<CopyProps, "onAct">) {
  const forget = useCommand("certificate.forget_password");
  if (copy.password === null) return null;
  const act = () =>
    forget.mutate(
      { id: row.id },
      { onSuccess: () => void showToast({ text: t("certificates.copies.forgotten") }) },
    );
  return (
    <p>
      {t("certificates.copies.password", { until: keptText(copy.password) })}{" "}
      <button type="button" className="link" disabled={forget.isPending} onClick={act}>
        {t("certificates.copies.forget")}
      </button>
      {forget.error ? <Problem error={forget.error} /> : null}
    </p>
  );
}

/** The key from before its last change: one click goes back to it. */
function Previous({ row, copy }: Omit<CopyProps, "onAct">) {
  const [asking, setAsking] = useState(false);
  const target = { id: row.id, path: copy.path };
  const revert = useCommand("certificate.revert");
  const discard = useCommand("certificate.discard_previous");
  const back = () =>
    revert.mutate(
      { target },
      { onSuccess: () => void showToast({ text: t("certificates.copies.reverted") }) },
    );
  const remove = () =>
    discard.mutate(
      { target },
      {
        onSuccess: () => {
          setAsking(false);
          showToast({ text: t("certificates.copies.discarded") });
        },
      },
    );
  return (
    <div className="copy-previous">
      <p>{t("certificates.copies.previous")}</p>
      <p className="copy-acts">
        <button type="button" className="link" disabled={revert.isPending} onClick={back}>
          {t("certificates.copies.revert")}
        </button>
        <button type="button" className="link" onClick={() => setAsking(true)}>
          {t("certificates.copies.discard")}
        </button>
      </p>
      {revert.error ? <Problem error={revert.error} /> : null}
      <Dialog
        open={asking}
        danger
        title={t("certificates.copies.discard_ask")}
        act={t("certificates.copies.discard")}
        onAct={remove}
        onClose={() => setAsking(false)}
        busy={discard.isPending}
      >
        <p>{t("certificates.copies.discard_body")}</p>
        {discard.error ? <Problem error={discard.error} /> : null}
      </Dialog>
    </div>
  );
}
