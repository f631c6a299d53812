import type { BrokenPair, FoundPfx } from "../../../api/generated.ts";
import { fileNameOf, type PickedInputs } from "../../../host/index.ts";
import { Button } from "../../../shared/Button.tsx";
import { t } from "../../../shared/i18n.ts";
import { State } from "../../../shared/State.tsx";
import { faultText, placeText } from "../words.ts";

/** Files that do not make a certificate: what is wrong with each, and what to do. */
export function Broken({ pair }: { pair: BrokenPair }) {
  const none = t("certificates.broken.none");
  return (
    <article className="certificate" data-testid="broken-pair">
      <header className="certificate-head">
        <div>
          <h2 className="section-title">{t("certificates.broken.title")}</h2>
          <p className="quiet">{t("certificates.broken.what")}</p>
        </div>
      </header>
      <ul className="checks">
        {pair.faults.map((fault) => (
          <li key={fault}>
            <State kind="bad">{t("certificates.checks.word.bad")}</State>
            <span>{faultText(fault)}</span>
          </li>
        ))}
      </ul>
      <dl className="facts certificate-facts">
        <dt>{t("certificates.broken.folder")}</dt>
        <dd>
          {pair.folder} <span className="quiet">{placeText(pair.place)}</span>
        </dd>
        <dt>{t("certificates.broken.certificate")}</dt>
        <dd>{pair.certificate_path ? fileNameOf(pair.certificate_path) : none}</dd>
        <dt>{t("certificates.broken.key")}</dt>
        <dd>{pair.key_path ? fileNameOf(pair.key_path) : none}</dd>
      </dl>
      <p className="quiet">{t("certificates.broken.todo")}</p>
    </article>
  );
}

/** A PKCS#12 file, which shows nothing without its password. */
export function Archive({
  file,
  onImport,
}: {
  file: FoundPfx;
  onImport: (inputs: PickedInputs) => void;
}) {
  const { path, place } = file;
  return (
    <article className="certificate" data-testid="archive">
      <header className="certificate-head">
        <div>
          <h2 className="section-title">{t("certificates.archive.title")}</h2>
          <p className="quiet">{t("certificates.archive.what")}</p>
        </div>
      </header>
      <dl className="facts certificate-facts">
        <dt>{t("certificates.archive.path")}</dt>
        <dd>
          {path} <span className="quiet">{placeText(place)}</span>
        </dd>
      </dl>
      <p>
        <Button
          icon="arrow-in"
          onPress={() => onImport({ inputs: [{ path }], names: [fileNameOf(path)] })}
        >
          {t("certificates.archive.import")}
        </Button>
      </p>
    </article>
  );
}
