//! What a check found.

use crate::certificate::{Certificate, DistinguishedName, KeyError};
use crate::crl::{Revocation, RevocationReason};
use jiff::Timestamp;

/// The path that was found and everything about it.
#[derive(Clone, Debug)]
pub struct ChainReport {
    /// From the certificate that was asked about up to where the path ends.
    pub path: Vec<Certificate>,
    /// Where it ends.
    pub trust: Trust,
    /// What is wrong with certificates of the path, from the leaf up.
    pub problems: Vec<ChainProblem>,
    /// What lists say, one answer for each certificate of the path but a trusted end.
    pub revocation: Vec<RevocationStatus>,
    /// Whether a signature of the path was made with SHA-1: as good as it was when it was made.
    pub uses_sha1: bool,
}

impl ChainReport {
    /// Trusted, nothing wrong, nothing known to be revoked. Says nothing about what was not
    /// checked: ask [`revocation_status`](Self::revocation_status) for that.
    pub fn is_good(&self) -> bool {
        self.trust == Trust::Trusted
            && self.problems.is_empty()
            && !self.revocation.iter().any(|status| matches!(status, RevocationStatus::Revoked(_)))
    }

    /// The one answer for the whole path: the worst of its certificates.
    pub fn revocation_status(&self) -> RevocationStatus {
        let revoked = self.revocation.iter().find(|status| matches!(status, RevocationStatus::Revoked(_)));
        let unchecked =
            self.revocation.iter().find(|status| matches!(status, RevocationStatus::NotChecked(_)));
        let oldest = self.revocation.iter().filter_map(|status| match status {
            RevocationStatus::NotRevoked { as_of } => Some(*as_of),
            _ => None,
        });
        match (revoked.or(unchecked), oldest.min()) {
            (Some(status), _) => *status,
            (None, Some(as_of)) => RevocationStatus::NotRevoked { as_of },
            (None, None) => RevocationStatus::NotChecked(NotChecked::NoList),
        }
    }
}

/// Where a path ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// At a certificate that is trusted.
    Trusted,
    /// At one that names itself as its issuer and is not trusted.
    UnknownRoot,
    /// In the middle: the issuer's certificate is not at hand.
    IssuerMissing(DistinguishedName),
    /// At a bound of the search: certificates that issue each other in a circle, or too many of one name.
    TooLong,
}

/// Something wrong with one certificate of the path; `at` counts from the leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainProblem {
    /// Not yet valid at the moment asked about.
    NotYetValid {
        /// Which certificate.
        at: usize,
    },
    /// No longer valid at the moment asked about.
    Expired {
        /// Which certificate.
        at: usize,
    },
    /// Not signed by the issuer whose name it bears.
    Signature {
        /// Which certificate.
        at: usize,
        /// Why.
        why: KeyError,
    },
    /// Issued a certificate without being an authority.
    NotAnAuthority {
        /// Which certificate.
        at: usize,
    },
    /// Issued a certificate although its key is not for that.
    KeyUsage {
        /// Which certificate.
        at: usize,
    },
    /// More authorities stand below it than it allows.
    PathTooLong {
        /// Which certificate.
        at: usize,
    },
    /// Has a critical extension that is not understood here.
    UnknownCritical {
        /// Which certificate.
        at: usize,
    },
}

/// What is known about revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationStatus {
    /// A valid list of the issuer does not name the certificate.
    NotRevoked {
        /// The list's own time: later revocations cannot be in it.
        as_of: Timestamp,
    },
    /// Revoked, or suspended, by the moment asked about.
    Revoked(Revocation),
    /// Nothing can be said.
    NotChecked(NotChecked),
}

impl RevocationStatus {
    /// Whether it is only suspended (효력정지) and may come back.
    pub fn is_on_hold(&self) -> bool {
        matches!(self, Self::Revoked(revocation) if revocation.reason == RevocationReason::Hold)
    }
}

/// Why revocation was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChecked {
    /// No list of the issuer was given.
    NoList,
    /// A list was given, and its signature is not the issuer's.
    ListSignature,
    /// A list was given, and it is of another time.
    ListOutdated,
    /// A list was given that is one part of several, or has something that is not understood.
    ListPartial,
    /// The issuer's certificate is not at hand, so no list can be believed.
    NoIssuer,
}
