//! The path from a certificate to a root, said honestly: nothing is trusted for having been found.

use super::search::{Copy, Searched};
use super::target::read_bounded;
use super::unlock::bundle;
use crate::AppError;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{ChainProblemCode, ChainStep, ChainView, NotCheckedView, RevocationView, TrustView};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::{
    BUNDLE_BYTES_MAX, ChainProblem, ChainReport, NotChecked, RevocationStatus, Trust, TrustStore, read_bundle,
};
use jangbu_npki::crl::{LIST_BYTES_MAX, RevocationList};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// Most files that are read in a folder of an authority.
const AUTHORITY_FILES_MAX: usize = 64;
/// Most copies beside which authorities are looked for.
const COPIES_MAX: usize = 64;

/// What a request gives to check with.
#[derive(Default)]
pub(super) struct Given {
    roots: Vec<Certificate>,
    lists: Vec<RevocationList>,
}

impl Given {
    /// Reads the files of roots and revocation lists.
    ///
    /// # Errors
    /// Those of reading; `certificate.damaged`.
    pub(super) fn read(roots: &[String], lists: &[String]) -> Result<Self, AppError> {
        let mut given = Self::default();
        for path in roots {
            given.roots.extend(read_bundle(&read_bounded(Path::new(path), BUNDLE_BYTES_MAX)?)?);
        }
        for path in lists {
            given.lists.push(RevocationList::parse_der(&read_bounded(Path::new(path), LIST_BYTES_MAX)?)?);
        }
        Ok(given)
    }
}

/// Certificates of authorities beside the copies that were found: `CaPubs`, and the folders
/// `CA` and `ROOT` of an NPKI tree.
pub(super) fn known_beside<'c>(copies: impl Iterator<Item = &'c Copy>) -> Vec<Certificate> {
    let mut read: Vec<PathBuf> = Vec::new();
    let mut known = Vec::new();
    for copy in copies.take(COPIES_MAX) {
        known.extend(copy.pair.authorities_path.as_deref().map(bundle).unwrap_or_default());
        let users = copy.pair.folder.parent();
        let is_users =
            |folder: &Path| folder.file_name().is_some_and(|name| name.eq_ignore_ascii_case("user"));
        let Some(authority) = users.filter(|folder| is_users(folder)).and_then(Path::parent) else {
            continue;
        };
        if read.iter().any(|folder| folder == authority) {
            continue;
        }
        read.push(authority.to_path_buf());
        known.extend(in_authority_folder(authority));
    }
    known
}

/// Certificates of authorities beside everything that was found.
pub(super) fn known_from(searched: &Searched) -> Vec<Certificate> {
    known_beside(searched.found.iter().flat_map(|found| &found.copies))
}

fn in_authority_folder(authority: &Path) -> Vec<Certificate> {
    let is_of_authority = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
        matches!(name.as_deref(), Some("ca" | "root"))
    };
    let folders = entries(authority).into_iter().filter(is_of_authority);
    let files = folders.flat_map(|folder| entries(&folder)).filter(|path| path.is_file());
    files.take(AUTHORITY_FILES_MAX).flat_map(|path| bundle(&path)).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.take(AUTHORITY_FILES_MAX).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The best path from a certificate at this moment.
pub(super) fn chain_of(app: &App, leaf: &Certificate, known: &[Certificate], given: &Given) -> ChainView {
    chain_at(leaf, known, given, app.clock.now())
}

/// The best path at another moment.
pub(super) fn chain_at(leaf: &Certificate, known: &[Certificate], given: &Given, at: Timestamp) -> ChainView {
    let mut store = TrustStore::new();
    for certificate in known {
        store.know(certificate.clone());
    }
    for root in &given.roots {
        store.trust(root.clone());
    }
    view(&store.check(leaf, &given.lists, at))
}

fn view(report: &ChainReport) -> ChainView {
    let (revocation, not_checked, revocation_at) = revocation(&report.revocation_status());
    let step = |(place, certificate): (usize, &Certificate)| ChainStep {
        name: certificate
            .subject()
            .common_name()
            .map_or_else(|| certificate.subject().to_string(), str::to_owned),
        valid_from: certificate.validity().first_day().to_string(),
        valid_until: certificate.validity().last_day().to_string(),
        problems: report.problems.iter().filter_map(|problem| code_at(problem, place)).collect(),
    };
    ChainView {
        good: report.is_good(),
        trust: match report.trust {
            Trust::Trusted => TrustView::Trusted,
            Trust::UnknownRoot => TrustView::UnknownRoot,
            Trust::IssuerMissing(_) => TrustView::IssuerMissing,
            Trust::TooLong => TrustView::TooLong,
        },
        missing_issuer: match &report.trust {
            Trust::IssuerMissing(name) => Some(name.to_string()),
            _ => None,
        },
        steps: report.path.iter().enumerate().map(step).collect(),
        uses_sha1: report.uses_sha1,
        revocation,
        not_checked,
        revocation_at,
    }
}

const fn code_at(problem: &ChainProblem, place: usize) -> Option<ChainProblemCode> {
    let (at, code) = match *problem {
        ChainProblem::NotYetValid { at } => (at, ChainProblemCode::NotYetValid),
        ChainProblem::Expired { at } => (at, ChainProblemCode::Expired),
        ChainProblem::Signature { at, .. } => (at, ChainProblemCode::Signature),
        ChainProblem::NotAnAuthority { at } => (at, ChainProblemCode::NotAnAuthority),
        ChainProblem::KeyUsage { at } => (at, ChainProblemCode::KeyUsage),
        ChainProblem::PathTooLong { at } => (at, ChainProblemCode::PathTooLong),
        ChainProblem::UnknownCritical { at } => (at, ChainProblemCode::UnknownCritical),
    };
    if at == place { Some(code) } else { None }
}

fn revocation(status: &RevocationStatus) -> (RevocationView, Option<NotCheckedView>, Option<String>) {
    match status {
        RevocationStatus::NotRevoked { as_of } => {
            (RevocationView::NotRevoked, None, Some(korean_rfc3339(*as_of)))
        }
        RevocationStatus::Revoked(revocation) => {
            let view = if status.is_on_hold() { RevocationView::OnHold } else { RevocationView::Revoked };
            (view, None, Some(korean_rfc3339(revocation.since)))
        }
        RevocationStatus::NotChecked(why) => {
            let why = match why {
                NotChecked::NoList => NotCheckedView::NoList,
                NotChecked::ListSignature => NotCheckedView::ListSignature,
                NotChecked::ListOutdated => NotCheckedView::ListOutdated,
                NotChecked::ListPartial => NotCheckedView::ListPartial,
                NotChecked::NoIssuer => NotCheckedView::NoIssuer,
            };
            (RevocationView::NotChecked, Some(why), None)
        }
    }
}
