//! Another password or another protection for one copy, and the way back.

use super::carry::{all_copies, previous_of};
use super::search::{Copy, Found};
use super::target::{Need, choose_pair, several};
use super::unlock::{Ask, forget, open_copy};
use crate::app::App;
use crate::ipc::view::{
    CertificateChangePassword, CertificateChanged, CertificateCopyRef, CertificatePlace,
    CertificateReencrypt, KeepPassword, KeyScheme,
};
use crate::{AppError, ErrorCode};
use jangbu_npki::{KeyFile, Password, Protection, Replacement, Scheme};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Earlier versions of one key that are taken away at a time.
const PREVIOUS_MAX: usize = 100;

/// How a scheme of the edge is written.
pub(super) const fn protection_of(scheme: KeyScheme) -> Protection {
    match scheme {
        KeyScheme::Customary => Protection::CUSTOMARY,
        KeyScheme::Aes256 => Protection::STRONG,
        KeyScheme::Aria256 => Protection::STRONG_ARIA,
    }
}

pub(crate) fn certificate_change_password(
    app: &App,
    request: CertificateChangePassword,
) -> Result<CertificateChanged, AppError> {
    let ask = Ask::take(app, request.password, KeepPassword::None)?;
    let next = app.secrets.take(request.new_password)?;
    let found = choose_pair(app, &request.target, Need::ThisCopy)?;
    replace(app, &found, &ask, &Next { password: &next, protection: None, keep: request.keep_password })
}

pub(crate) fn certificate_reencrypt(
    app: &App,
    request: CertificateReencrypt,
) -> Result<CertificateChanged, AppError> {
    let ask = Ask::take(app, request.password, KeepPassword::None)?;
    let found = choose_pair(app, &request.target, Need::AnyCopy)?;
    let copy = first(&found)?;
    // Without a path this program's own copy is meant; another one must be named.
    if request.target.path.is_none() && copy.place != CertificatePlace::Own && found.copies.len() > 1 {
        return Err(several(found.copies.len()));
    }
    let is_risky = copy.place != CertificatePlace::Own && !matches!(request.scheme, KeyScheme::Customary);
    if is_risky && !request.accept_plugin_risk {
        return Err(AppError::new(
            ErrorCode::CertificatePluginRisk,
            "programs of banks may not read this copy any more",
        )
        .with("file", copy.path().display()));
    }
    let opened = open_copy(app, &found.certificate, copy, &ask, false)?;
    let protection = Some(protection_of(request.scheme));
    let next = Next { password: &opened.password, protection, keep: request.keep_password };
    replace(app, &found, &ask, &next)
}

fn first(found: &Found) -> Result<&Copy, AppError> {
    found.copies.first().ok_or_else(|| AppError::new(ErrorCode::CertificateNotFound, "no such certificate"))
}

/// How a copy is to be protected.
struct Next<'n> {
    password: &'n Zeroizing<String>,
    /// As it is when none.
    protection: Option<Protection>,
    keep: KeepPassword,
}

/// Replaces both keys of a copy, or none.
fn replace(app: &App, found: &Found, ask: &Ask, next: &Next<'_>) -> Result<CertificateChanged, AppError> {
    let copy = first(found)?;
    let opened = open_copy(app, &found.certificate, copy, ask, true)?;
    let (current, next_password) = (Password::parse(&opened.password)?, Password::parse(next.password)?);
    let before = copy.key_file();
    let keys = keys_of(copy);
    let mut done: Vec<Replacement> = Vec::new();
    for path in &keys {
        let replaced = KeyFile::read(path).and_then(|file| {
            let protection = next.protection.unwrap_or_else(|| writable(file.key().protection()));
            file.replace(&current, &next_password, protection)
        });
        match replaced {
            Ok(replacement) => done.push(replacement),
            Err(error) => {
                // Both keys open with one password: the first goes back if the second did not follow.
                for replacement in done {
                    replacement.undo()?;
                }
                return Err(error.into());
            }
        }
    }
    if let Some(file) = before {
        forget(app, file.key().as_bytes());
    }
    if let Some(file) = copy.key_file() {
        let kept = &app.kept_passwords;
        kept.keep(app, file.key().as_bytes(), &found.certificate, next.password, next.keep);
    }
    tracing::info!("a certificate's key was protected anew");
    changed(app, found, done.iter().map(|replacement| replacement.old_path().to_path_buf()).collect())
}

/// What is no longer written gets what every Korean program reads.
fn writable(protection: Protection) -> Protection {
    match protection.scheme {
        Scheme::Pbes1Seed | Scheme::Pbes2 { .. } => protection,
        _ => Protection::CUSTOMARY,
    }
}

/// The keys of a copy, the one for signing first.
fn keys_of(copy: &Copy) -> Vec<PathBuf> {
    let km = copy.pair.key_management.as_ref().filter(|km| km.faults.is_empty());
    [copy.pair.key_path.clone(), km.and_then(|km| km.key_path.clone())].into_iter().flatten().collect()
}

fn changed(app: &App, found: &Found, previous: Vec<PathBuf>) -> Result<CertificateChanged, AppError> {
    let copy = first(found)?;
    let others = all_copies(app, found);
    Ok(CertificateChanged {
        others: others
            .iter()
            .filter(|other| other.path() != copy.path())
            .map(|copy| copy.view(app))
            .collect(),
        previous: previous.iter().map(|path| path.display().to_string()).collect(),
        copy: copy.view(app),
    })
}

pub(crate) fn certificate_revert(
    app: &App,
    request: CertificateCopyRef,
) -> Result<CertificateChanged, AppError> {
    let found = choose_pair(app, &request.target, Need::ThisCopy)?;
    let copy = first(&found)?;
    let keys = keys_of(copy);
    let Some(latest) = keys.first().and_then(|key| Replacement::latest(key)) else {
        return Err(AppError::new(ErrorCode::CertificateNoPrevious, "there is no earlier key to go back to"));
    };
    forget_kept(app, copy);
    latest.undo()?;
    for key in keys.iter().skip(1) {
        if let Some(latest) = Replacement::latest(key) {
            latest.undo()?;
        }
    }
    tracing::info!("a certificate's key went back to what it was");
    changed(app, &found, keys.iter().flat_map(|key| previous_of(key)).collect())
}

pub(crate) fn certificate_discard_previous(
    app: &App,
    request: CertificateCopyRef,
) -> Result<CertificateChanged, AppError> {
    let found = choose_pair(app, &request.target, Need::ThisCopy)?;
    let keys = keys_of(first(&found)?);
    if !keys.iter().any(|key| Replacement::latest(key).is_some()) {
        return Err(AppError::new(ErrorCode::CertificateNoPrevious, "there is no earlier key"));
    }
    for key in &keys {
        for _ in 0..PREVIOUS_MAX {
            let Some(latest) = Replacement::latest(key) else { break };
            latest.discard()?;
        }
    }
    changed(app, &found, Vec::new())
}

/// A password that is kept for a file that is about to change is of no use any more.
fn forget_kept(app: &App, copy: &Copy) {
    if let Some(file) = copy.key_file() {
        forget(app, file.key().as_bytes());
    }
}
