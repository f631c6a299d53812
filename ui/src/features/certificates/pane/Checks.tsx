import type { ReactNode } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { CertificateView, ChainView } from "../../../api/generated.ts";
import { formatMoment } from "../../../shared/format.ts";
import { t } from "../../../shared/i18n.ts";
import { State, type StateKind } from "../../../shared/State.tsx";

/** How a check came out; `open` says honestly that it was not made. */
export type Verdict = "good" | "open" | "look" | "bad";

const SIGNS: Record<Verdict, StateKind> = {
  good: "good",
  open: "waiting",
  look: "look",
  bad: "bad",
};

export interface Check {
  id: string;
  verdict: Verdict;
  text: string;
  note?: string | undefined;
}

/** The path of issuers: what it leads to, and what is wrong on the way. */
export function chainChecks(chain: ChainView, issuer: string): Check[] {
  const name =
    chain.trust === "issuer_missing" ? issuer : commonName(chain.steps.at(-1)?.name ?? "");
  const verdict: Verdict = chain.trust === "trusted" ? "good" : "open";
  const problems = chain.steps.flatMap((step, at) =>
    step.problems
      // That the certificate itself has expired stands at the top already.
      .filter((problem) => at > 0 || !["expired", "not_yet_valid"].includes(problem))
      .map(
        (problem): Check => ({
          id: `${problem}-${at}`,
          verdict: "bad",
          text: t(`certificates.checks.problem.${problem}`, { name: commonName(step.name) }),
        }),
      ),
  );
  const path: Check = {
    id: "chain",
    verdict,
    text: t(`certificates.checks.chain_${chain.trust}`, { name }),
  };
  const sha1: Check[] = chain.uses_sha1
    ? [{ id: "sha1", verdict: "look", text: t("certificates.checks.sha1") }]
    : [];
  return [...problems, path, revocationCheck(chain), ...sha1];
}

/** The common name of a folder's name, for a sentence; the whole where it has none. */
export function commonName(name: string): string {
  return /(?:^|,)\s*cn=([^,]+)/i.exec(name)?.[1]?.trim() ?? name;
}

function revocationCheck(chain: ChainView): Check {
  const verdicts: Record<ChainView["revocation"], Verdict> = {
    not_checked: "open",
    not_revoked: "good",
    revoked: "bad",
    on_hold: "bad",
  };
  const why = chain.not_checked;
  const at = chain.revocation_at;
  return {
    id: "revocation",
    verdict: verdicts[chain.revocation],
    text: t(`certificates.checks.revocation_${chain.revocation}`),
    note: why
      ? t(`certificates.checks.why.${why}`)
      : at
        ? t("certificates.checks.revocation_at", { at: formatMoment(at) })
        : undefined,
  };
}

/** Whose number it names, held against the open company's. */
export function ownerCheck(number: string | null, company: string | undefined): Check {
  if (number === null) {
    return { id: "owner", verdict: "open", text: t("certificates.checks.owner_unknown") };
  }
  const same = number === company;
  return {
    id: "owner",
    verdict: same ? "good" : "look",
    text: t(same ? "certificates.checks.owner_same" : "certificates.checks.owner_other", {
      number,
    }),
  };
}

function pairCheck({ row }: CertificateView): Check {
  return row.usable
    ? {
        id: "pair",
        verdict: "good",
        text: t("certificates.checks.pair"),
        note: t("certificates.checks.pair_note"),
      }
    : { id: "pair", verdict: "bad", text: t("certificates.checks.pair_bad") };
}

/** 확인: what was checked, and what was not. */
export function Checks({ view }: { view: CertificateView }) {
  const { data: status } = useQueryOf("app.status", {});
  const checks = [
    pairCheck(view),
    ...chainChecks(view.chain, view.row.issuer),
    ownerCheck(view.row.business_number, status?.company?.business_number),
    ...(view.row.is_default
      ? [{ id: "default", verdict: "good" as const, text: t("certificates.checks.default") }]
      : []),
  ];
  return (
    <section aria-label={t("certificates.checks.title")}>
      <h3>{t("certificates.checks.title")}</h3>
      <ul className="checks" data-testid="checks">
        {checks.map(({ id, verdict, text, note }) => (
          <Line key={id} verdict={verdict} note={note}>
            {text}
          </Line>
        ))}
      </ul>
    </section>
  );
}

function Line({
  verdict,
  note,
  children,
}: {
  verdict: Verdict;
  note: string | undefined;
  children: ReactNode;
}) {
  return (
    <li data-verdict={verdict}>
      <State kind={SIGNS[verdict]}>{t(`certificates.checks.word.${verdict}`)}</State>
      <span>
        {children}
        {note ? <small>{note}</small> : null}
      </span>
    </li>
  );
}
