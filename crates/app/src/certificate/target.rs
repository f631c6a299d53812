//! Which certificate a request means, and from where it is read.

use super::places::Root;
use super::search::{
    Copy, Found, Searched, id_of, place_anew, search, search_folder, search_in, unusable, unusable_for,
};
use crate::app::App;
use crate::ipc::view::{CertificatePlace, CertificateTarget};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::{CERTIFICATE_BYTES_MAX, Certificate};
use jangbu_npki::chain::read_bundle;
use jangbu_npki::discovery::FoundPair;
use jangbu_npki::{KeyFile, PFX_BYTES_MAX};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What a request means.
#[derive(Debug)]
pub(super) enum Chosen {
    /// A certificate with its key: the copy that was chosen is the first.
    Pair(Found),
    /// A PKCS#12 file.
    Archive(PathBuf),
    /// A certificate without any key: it can be looked at, and encrypted to.
    Bare(Certificate),
}

/// What to do where several copies fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Any usable copy will do; this program's own is preferred.
    AnyCopy,
    /// This very copy is changed: it must be named if there are several.
    ThisCopy,
}

/// Finds what a request means.
///
/// # Errors
/// `certificate.not_found`, `certificate.choose_copy`, `certificate.unusable`, those of reading.
pub(super) fn choose(app: &App, target: &CertificateTarget, need: Need) -> Result<Chosen, AppError> {
    let path = target.path.as_deref().map(PathBuf::from);
    match (&target.id, path) {
        (Some(id), path) => {
            let found = search(app).found.into_iter().find(|found| found.id == *id).ok_or_else(not_found)?;
            choose_copy(found, path.as_deref(), need).map(Chosen::Pair)
        }
        (None, Some(path)) => at_path(app, &path, target.key_path.as_deref().map(Path::new), need),
        (None, None) => match super::watch::default_id(app) {
            Some(id) => {
                choose(app, &CertificateTarget { id: Some(id), ..CertificateTarget::default() }, need)
            }
            None => Err(AppError::new(
                ErrorCode::CertificateNotFound,
                "no certificate was named, and there is no default",
            )),
        },
    }
}

/// The same for what is changed in its place.
///
/// # Errors
/// As [`choose`], and `certificate.archive_fixed`.
pub(super) fn choose_pair(app: &App, target: &CertificateTarget, need: Need) -> Result<Found, AppError> {
    match choose(app, target, need)? {
        Chosen::Pair(found) => Ok(found),
        Chosen::Archive(_) => Err(AppError::new(
            ErrorCode::CertificateArchiveFixed,
            "a PKCS#12 file is imported before it is changed",
        )),
        Chosen::Bare(_) => Err(unusable_for("key_missing")),
    }
}

fn not_found() -> AppError {
    AppError::new(ErrorCode::CertificateNotFound, "no such certificate")
}

/// The refusal where one of several must be named.
pub(super) fn several(count: usize) -> AppError {
    AppError::new(ErrorCode::CertificateChooseCopy, "several fit; one must be named").with("count", count)
}

/// Puts the copy that is meant first.
fn choose_copy(mut found: Found, path: Option<&Path>, need: Need) -> Result<Found, AppError> {
    let place = match path {
        Some(path) => found.copies.iter().position(|copy| copy.is_at(path)).ok_or_else(not_found)?,
        None if need == Need::ThisCopy && found.copies.len() > 1 => return Err(several(found.copies.len())),
        None => {
            let rank = |copy: &Copy| {
                let place = match copy.place {
                    CertificatePlace::Own => 0,
                    CertificatePlace::Npki => 1,
                    CertificatePlace::Drive | CertificatePlace::Elsewhere => 2,
                };
                (!copy.is_usable(), place)
            };
            let best = found.copies.iter().enumerate().min_by_key(|(_, copy)| rank(copy));
            best.map(|(place, _)| place).ok_or_else(not_found)?
        }
    };
    found.copies.swap(0, place);
    Ok(found)
}

fn at_path(app: &App, path: &Path, key: Option<&Path>, need: Need) -> Result<Chosen, AppError> {
    if path.is_dir() {
        let root = Root { path: path.to_path_buf(), place: CertificatePlace::Elsewhere };
        let mut searched = search_in(app, vec![root]);
        place_anew(app, &mut searched);
        return one_of(searched, need, path);
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if matches!(ending.as_str(), "pfx" | "p12") {
        return Ok(Chosen::Archive(path.to_path_buf()));
    }
    if let Some(key) = key {
        return loose_pair(app, path, key).map(Chosen::Pair);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let searched = search_folder(app, folder);
    let mut copies =
        searched.found.into_iter().filter(|found| found.copies.iter().any(|copy| copy.is_at(path)));
    if let Some(found) = copies.next() {
        return choose_copy(found, Some(path), need).map(Chosen::Pair);
    }
    if let Some(broken) = searched.broken.iter().find(|copy| copy.is_at(path)) {
        return Err(unusable(broken));
    }
    let bytes = read_bounded(path, CERTIFICATE_BYTES_MAX)?;
    let certificate = read_bundle(&bytes)?.into_iter().next().ok_or_else(not_found)?;
    Ok(Chosen::Bare(certificate))
}

/// The only certificate of a folder, with all its copies there.
fn one_of(searched: Searched, need: Need, path: &Path) -> Result<Chosen, AppError> {
    let (mut found, broken) = (searched.found, searched.broken);
    match (found.pop(), found.len(), searched.archives.as_slice(), broken.first()) {
        (Some(only), 0, _, _) => choose_copy(only, None, need).map(Chosen::Pair),
        (Some(_), more, _, _) => Err(several(more + 1)),
        (None, _, [(archive, _)], _) => Ok(Chosen::Archive(archive.clone())),
        (None, _, [], Some(broken)) => Err(unusable(broken)),
        (None, _, [], None) => Err(not_found().with("file", path.display())),
        (None, _, several_archives, _) => Err(several(several_archives.len())),
    }
}

/// A certificate and a key that were named one by one.
fn loose_pair(app: &App, certificate_path: &Path, key_path: &Path) -> Result<Found, AppError> {
    let bytes = read_bounded(certificate_path, CERTIFICATE_BYTES_MAX)?;
    let certificate = read_bundle(&bytes)?.into_iter().next().ok_or_else(not_found)?;
    KeyFile::read(key_path)?;
    let folder = certificate_path.parent().unwrap_or(Path::new(".")).to_path_buf();
    let pair = FoundPair {
        certificate_path: Some(certificate_path.to_path_buf()),
        key_path: Some(key_path.to_path_buf()),
        validity: Some(certificate.validity().at(app.clock.now())),
        certificate: Some(certificate.clone()),
        key_management: None,
        authorities_path: None,
        faults: Vec::new(),
        folder,
    };
    let copies = vec![Copy { pair, place: CertificatePlace::Elsewhere }];
    Ok(Found { id: id_of(&certificate), certificate, copies })
}

/// A file of at most so many bytes.
///
/// # Errors
/// `file.unreadable`, `certificate.too_much`.
pub(super) fn read_bounded(path: &Path, bytes_max: usize) -> Result<Vec<u8>, AppError> {
    let unreadable = |error: std::io::Error| {
        AppError::new(ErrorCode::FileUnreadable, format!("cannot read: {error}")).with("file", path.display())
    };
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > bytes_max {
        let message = format!("more than {bytes_max} bytes");
        return Err(AppError::new(ErrorCode::CertificateTooMuch, message).with("file", path.display()));
    }
    Ok(bytes)
}

/// The bytes of a PKCS#12 file.
///
/// # Errors
/// As [`read_bounded`].
pub(super) fn read_archive(path: &Path) -> Result<Vec<u8>, AppError> {
    read_bounded(path, PFX_BYTES_MAX)
}
