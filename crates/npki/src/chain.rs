//! From a certificate to a root that is trusted: the path, what is wrong with it, and what could
//! not be told.
//!
//! No root is built in: an authority's certificates come from the `CaPubs` beside a user's
//! certificate or from a file that somebody chose to trust. Source of the rules: RFC 5280 section
//! 6.1 without policies and name constraints (docs/decisions/0026).

mod bundle;
mod path;
mod report;

pub use bundle::{BUNDLE_BYTES_MAX, BUNDLE_CERTIFICATES_MAX, read_bundle};
pub use report::{ChainProblem, ChainReport, NotChecked, RevocationStatus, Trust};

use crate::certificate::Certificate;
use crate::crl::RevocationList;
use jiff::Timestamp;

/// Longest path from a user to a root; joint certificates have three.
pub const PATH_LENGTH_MAX: usize = 8;
/// Most signatures that are checked while a path is looked for; names that repeat cannot make it grow.
pub const SIGNATURE_CHECKS_MAX: usize = 64;

/// What is trusted, and what is merely known.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    roots: Vec<Certificate>,
    known: Vec<Certificate>,
}

impl TrustStore {
    /// Trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts a certificate: a path that reaches it ends well. Mostly a root, but any will do.
    pub fn trust(&mut self, certificate: Certificate) -> &mut Self {
        if !self.roots.contains(&certificate) {
            self.roots.push(certificate);
        }
        self
    }

    /// Knows a certificate, so that a path may lead over it. It is not trusted for that: its own
    /// issuer must be.
    pub fn know(&mut self, certificate: Certificate) -> &mut Self {
        if !self.known.contains(&certificate) {
            self.known.push(certificate);
        }
        self
    }

    /// The trusted ones.
    pub fn roots(&self) -> &[Certificate] {
        &self.roots
    }

    /// The known ones.
    pub fn known(&self) -> &[Certificate] {
        &self.known
    }

    /// Looks for the best path from `leaf` at a moment, and says what is wrong with it.
    ///
    /// Lists that are not signed by the issuer they name are passed over, and so the answer for
    /// their certificates is "not checked" and why.
    pub fn check(&self, leaf: &Certificate, lists: &[RevocationList], at: Timestamp) -> ChainReport {
        path::Search::new(self, lists, at).run(leaf)
    }
}
