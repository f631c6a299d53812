import type { ReactNode } from "react";
import type { CertificateView, KmView } from "../../../api/generated.ts";
import { t } from "../../../shared/i18n.ts";
import { kindText } from "../words.ts";

/** 내용: everything the certificate says of itself. */
export function Facts({ view }: { view: CertificateView }) {
  const { row } = view;
  return (
    <section aria-label={t("certificates.facts.title")}>
      <h3>{t("certificates.facts.title")}</h3>
      <dl className="facts certificate-facts">
        <Fact name="owner">{row.common_name ?? row.owner}</Fact>
        <Fact name="real_name">{row.real_name}</Fact>
        <Fact name="number">{row.business_number}</Fact>
        <Fact name="subject">{view.subject}</Fact>
        <Fact name="issuer">{view.issuer}</Fact>
        <Fact name="serial">
          {row.serial} <span className="quiet">({view.serial_hex})</span>
        </Fact>
        <Fact name="validity">
          {row.valid_from} – {row.valid_until}
        </Fact>
        <Fact name="policy">
          {view.policies.map(({ oid, kind }) => (
            <span key={oid} className="fact-line-of">
              {kindText(kind)} <span className="quiet">{oid}</span>
            </span>
          ))}
        </Fact>
        <Fact name="usage">
          {view.key_usage.map((use) => t(`certificates.usage.${use}`)).join(", ")}
        </Fact>
        <Fact name="key">{keyText(view)}</Fact>
        <Fact name="signature">{view.signature_algorithm}</Fact>
        <Fact name="random">{t(`certificates.facts.${randomWord(view.has_random_number)}`)}</Fact>
        <Fact name="vid">
          {view.vid ? (
            <>
              {view.vid.digest} <code>{view.vid.value}</code>
            </>
          ) : null}
        </Fact>
        <Fact name="km">{kmText(view.km)}</Fact>
        <Fact name="chain">
          {view.chain.steps.map(({ name }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a path never changes its order
            <span key={at} className="fact-line-of">
              {name}
            </span>
          ))}
        </Fact>
        <Fact name="lists">
          {view.revocation_addresses.length > 0 ? (
            <>
              {view.revocation_addresses.join(", ")}{" "}
              <span className="quiet">{t("certificates.facts.lists_note")}</span>
            </>
          ) : null}
        </Fact>
        <Fact name="critical">{view.unknown_critical.join(", ")}</Fact>
        <Fact name="fingerprint">
          <code>{row.id}</code>
        </Fact>
        <Fact name="sha1">
          <code>{view.sha1}</code>
        </Fact>
      </dl>
    </section>
  );
}

type Name = Parameters<typeof nameText>[0];

function nameText(
  name:
    | "owner"
    | "real_name"
    | "number"
    | "subject"
    | "issuer"
    | "serial"
    | "validity"
    | "policy"
    | "usage"
    | "key"
    | "signature"
    | "random"
    | "vid"
    | "km"
    | "chain"
    | "lists"
    | "critical"
    | "fingerprint"
    | "sha1",
): string {
  return t(`certificates.facts.${name}`);
}

/** A name and its value; nothing where the certificate says nothing. */
function Fact({ name, children }: { name: Name; children: ReactNode }) {
  const absent =
    children === null || children === "" || (Array.isArray(children) && children.length === 0);
  if (absent) return null;
  return (
    <>
      <dt>{nameText(name)}</dt>
      <dd data-fact={name}>{children}</dd>
    </>
  );
}

function keyText({ key_algorithm: algorithm, key_bits: bits }: CertificateView): string {
  return bits === null
    ? algorithm
    : t("certificates.facts.bits", { algorithm, bits: String(bits) });
}

function randomWord(known: boolean | null): "random_yes" | "random_no" | "random_unknown" {
  if (known === null) return "random_unknown";
  return known ? "random_yes" : "random_no";
}

function kmText(km: KmView | null): string {
  if (km === null) return t("certificates.facts.km_none");
  const { valid_from: from, valid_until: until, key_bits: bits } = km;
  return t("certificates.facts.km_is", { from, until, bits: String(bits ?? "?") });
}
