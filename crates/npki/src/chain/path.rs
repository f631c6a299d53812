//! The search for a path: depth first, better candidates first, within bounds.

use super::report::{ChainProblem, ChainReport, NotChecked, RevocationStatus, Trust};
use super::{PATH_LENGTH_MAX, SIGNATURE_CHECKS_MAX, TrustStore};
use crate::certificate::{Certificate, KeyError, KeyUsage, SignatureAlgorithm, ValidityAt};
use crate::crl::RevocationList;
use jiff::Timestamp;

/// One search.
pub(super) struct Search<'s> {
    store: &'s TrustStore,
    lists: &'s [RevocationList],
    at: Timestamp,
    checks: usize,
    best: Option<ChainReport>,
}

impl<'s> Search<'s> {
    pub(super) fn new(store: &'s TrustStore, lists: &'s [RevocationList], at: Timestamp) -> Self {
        Self { store, lists, at, checks: 0, best: None }
    }

    pub(super) fn run(mut self, leaf: &Certificate) -> ChainReport {
        self.climb(&mut vec![leaf.clone()], &mut Vec::new());
        self.best.unwrap_or_else(|| ChainReport {
            path: vec![leaf.clone()],
            trust: Trust::TooLong,
            problems: Vec::new(),
            revocation: Vec::new(),
            uses_sha1: false,
        })
    }

    /// Goes on from the last certificate of `path`; `signatures` holds what was wrong with the
    /// signature of each but the last. Ends at once when a good path is found.
    fn climb(&mut self, path: &mut Vec<Certificate>, signatures: &mut Vec<Option<KeyError>>) {
        let Some(last) = path.last().cloned() else { return };
        if self.store.roots.contains(&last) {
            return self.judge(path, signatures, Trust::Trusted);
        }
        let candidates = self.candidates(&last, path);
        if candidates.is_empty() {
            let trust = if last.is_self_issued() {
                Trust::UnknownRoot
            } else {
                Trust::IssuerMissing(last.issuer().clone())
            };
            return self.judge(path, signatures, trust);
        }
        for candidate in candidates {
            if path.len() == PATH_LENGTH_MAX || self.checks == SIGNATURE_CHECKS_MAX {
                return self.judge(path, signatures, Trust::TooLong);
            }
            self.checks += 1;
            signatures.push(last.check_signature(candidate.key()).err());
            path.push(candidate);
            self.climb(path, signatures);
            path.pop();
            signatures.pop();
            if self.best.as_ref().is_some_and(ChainReport::is_good) {
                return;
            }
        }
    }

    /// Certificates that bear the issuer's name and are not on the path yet: those with the
    /// fitting key identifier first, then trusted ones.
    fn candidates(&self, of: &Certificate, path: &[Certificate]) -> Vec<Certificate> {
        let all = self.store.roots.iter().chain(&self.store.known);
        let named = all.filter(|candidate| candidate.subject() == of.issuer() && !path.contains(candidate));
        let mut found: Vec<Certificate> = named.cloned().collect();
        let fits = |candidate: &Certificate| {
            of.authority_key_id().is_some() && of.authority_key_id() == candidate.subject_key_id()
        };
        found.sort_by_key(|candidate| (!fits(candidate), !self.store.roots.contains(candidate)));
        found
    }

    /// Keeps the report if it is better than the best so far.
    fn judge(&mut self, path: &[Certificate], signatures: &[Option<KeyError>], trust: Trust) {
        let mut problems = Vec::new();
        for (at, certificate) in path.iter().enumerate() {
            match certificate.validity().at(self.at) {
                ValidityAt::Valid => {}
                ValidityAt::NotYet => problems.push(ChainProblem::NotYetValid { at }),
                ValidityAt::Expired => problems.push(ChainProblem::Expired { at }),
            }
            if let Some(Some(why)) = signatures.get(at) {
                problems.push(ChainProblem::Signature { at, why: *why });
            }
            if !certificate.unknown_critical_extensions().is_empty() {
                problems.push(ChainProblem::UnknownCritical { at });
            }
            if at > 0 {
                problems.extend(issuing_problems(path, at));
            }
        }
        let revocation = self.revocation(path, &trust);
        let signed = path.iter().take(signatures.len());
        let uses_sha1 =
            signed.into_iter().any(|one| one.signature_algorithm() == SignatureAlgorithm::RsaSha1);
        let report = ChainReport { path: path.to_vec(), trust, problems, revocation, uses_sha1 };
        if self.best.as_ref().is_none_or(|best| rank(&report) < rank(best)) {
            self.best = Some(report);
        }
    }

    fn revocation(&self, path: &[Certificate], trust: &Trust) -> Vec<RevocationStatus> {
        let ends = usize::from(*trust == Trust::Trusted);
        let asked = path.iter().take(path.len() - ends.min(path.len())).enumerate();
        asked.map(|(at, certificate)| self.status(certificate, path.get(at + 1))).collect()
    }

    /// What the lists say about one certificate. A list that names it counts even when a newer one
    /// should be there: what was revoked stays so.
    fn status(&self, certificate: &Certificate, issuer: Option<&Certificate>) -> RevocationStatus {
        let Some(issuer) = issuer else { return RevocationStatus::NotChecked(NotChecked::NoIssuer) };
        let mut why = NotChecked::NoList;
        let mut not_revoked: Option<Timestamp> = None;
        for list in self.lists.iter().filter(|list| list.issuer() == certificate.issuer()) {
            let may_sign = issuer.key_usage().is_none_or(KeyUsage::list_signing);
            if !may_sign || list.check_signature(issuer.key()).is_err() {
                why = NotChecked::ListSignature;
                continue;
            }
            if let Some(revocation) = list.entry_of(certificate).filter(|entry| entry.since <= self.at) {
                return RevocationStatus::Revoked(*revocation);
            }
            if list.is_partial() || list.is_beyond_understanding() {
                why = NotChecked::ListPartial;
            } else if list.this_update() > self.at || list.next_update().is_some_and(|next| next < self.at) {
                why = NotChecked::ListOutdated;
            } else {
                not_revoked = not_revoked.max(Some(list.this_update()));
            }
        }
        not_revoked.map_or(RevocationStatus::NotChecked(why), |as_of| RevocationStatus::NotRevoked { as_of })
    }
}

/// Whether the certificate at `at` was allowed to issue the one below it.
fn issuing_problems(path: &[Certificate], at: usize) -> Vec<ChainProblem> {
    let Some(certificate) = path.get(at) else { return Vec::new() };
    let basic = certificate.basic_constraints();
    let mut problems = Vec::new();
    if !basic.authority {
        problems.push(ChainProblem::NotAnAuthority { at });
    }
    if certificate.key_usage().is_some_and(|usage| !usage.certificate_signing()) {
        problems.push(ChainProblem::KeyUsage { at });
    }
    // RFC 5280 section 4.2.1.9: the leaf does not count, nor does what names itself as its issuer.
    let between = path.iter().take(at).skip(1).filter(|below| !below.is_self_issued()).count();
    let allowed = basic.path_length_max.map(|max| usize::try_from(max).unwrap_or(usize::MAX));
    if allowed.is_some_and(|allowed| between > allowed) {
        problems.push(ChainProblem::PathTooLong { at });
    }
    problems
}

/// Smaller is better: good ones, then trusted ones with few problems, then the rest.
fn rank(report: &ChainReport) -> (bool, bool, usize, usize) {
    let untrusted = report.trust != Trust::Trusted;
    (!report.is_good(), untrusted, report.problems.len(), report.path.len())
}
