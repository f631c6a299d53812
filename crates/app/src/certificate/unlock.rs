//! Opening a key: the password comes by ticket or was kept, and is wiped when it has been used.

use super::kept::KeptPasswords;
use super::search::{Copy, unusable, unusable_for};
use super::target::{Chosen, Need, choose, read_archive};
use crate::app::App;
use crate::ipc::view::{CertificateTarget, KeepPassword};
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::read_bundle;
use jangbu_npki::{EncryptedKey, KeyFile, KeyPair, NpkiError, Password, Pfx, PrivateKey, Protection};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How a request gives the password.
pub(super) struct Ask {
    given: Option<Zeroizing<String>>,
    keep: KeepPassword,
}

/// A certificate with its key open. It never leaves the use case that asked for it.
pub(super) struct Opened {
    pub(super) certificate: Certificate,
    pub(super) key: PrivateKey,
    /// The pair for encryption, where it was asked for and is there.
    pub(super) km: Option<(Certificate, PrivateKey)>,
    /// Certificates of the authorities that lie beside it.
    pub(super) authorities: Vec<Certificate>,
    /// The password that opened it.
    pub(super) password: Zeroizing<String>,
    /// How the key was protected.
    pub(super) protection: Option<Protection>,
}

impl Ask {
    /// Takes the ticket, which is used up whatever comes of the request.
    ///
    /// # Errors
    /// `secret.ticket_gone`.
    pub(super) fn take(app: &App, ticket: Option<u64>, keep: KeepPassword) -> Result<Self, AppError> {
        Ok(Self { given: ticket.map(|ticket| app.secrets.take(ticket)).transpose()?, keep })
    }

    /// Whether a password came with the request.
    pub(super) const fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// The password for a file: the given one, else the kept one.
    ///
    /// # Errors
    /// `certificate.password_needed`.
    pub(super) fn password(&self, app: &App, file: &[u8]) -> Result<Zeroizing<String>, AppError> {
        let given = self.given.as_ref().map(|given| {
            let mut copy = Zeroizing::new(String::with_capacity(given.len()));
            copy.push_str(given);
            copy
        });
        given.or_else(|| app.kept_passwords.read(app, file)).ok_or_else(password_needed)
    }

    /// Keeps a password that has just opened a file, as the clerk chose.
    pub(super) fn keep(
        &self,
        app: &App,
        file: &[u8],
        certificate: &Certificate,
        password: &Zeroizing<String>,
    ) {
        app.kept_passwords.keep(app, file, certificate, password, self.keep);
    }
}

/// Opens what a request means; `with_km` opens the pair for encryption too, if it is there.
///
/// # Errors
/// Those of finding it, `certificate.password_needed`, `certificate.wrong_password`, those of keys.
pub(super) fn open(
    app: &App,
    target: &CertificateTarget,
    ask: &Ask,
    with_km: bool,
) -> Result<Opened, AppError> {
    match choose(app, target, Need::AnyCopy)? {
        Chosen::Pair(found) => {
            let copy = found.copies.first().ok_or_else(key_missing)?;
            open_copy(app, &found.certificate, copy, ask, with_km)
        }
        Chosen::Archive(path) => open_archive(app, &path, ask),
        Chosen::Bare(_) => Err(key_missing()),
    }
}

fn password_needed() -> AppError {
    AppError::new(ErrorCode::CertificatePasswordNeeded, "the password was not given and none is kept")
}

/// What keeps work that begins by itself from opening its key: there is none, or its password is not
/// kept. Nothing is opened.
pub(crate) fn key_obstacle(app: &App, target: &CertificateTarget) -> Option<AppError> {
    let found = match choose(app, target, Need::AnyCopy) {
        Ok(Chosen::Pair(found)) => found,
        Ok(Chosen::Archive(_)) => return Some(password_needed()),
        Ok(Chosen::Bare(_)) => return Some(key_missing()),
        Err(error) => return Some(error),
    };
    let Some(file) = found.copies.first().and_then(Copy::key_file) else { return Some(key_missing()) };
    kept_for(app, file.key().as_bytes()).is_none().then(password_needed)
}

/// Forgets the passwords of all copies of a certificate.
pub(super) fn forget_copies(app: &App, target: &CertificateTarget) {
    if let Ok(Chosen::Pair(found)) = choose(app, target, Need::AnyCopy) {
        for file in found.copies.iter().filter_map(Copy::key_file) {
            forget(app, file.key().as_bytes());
        }
    }
}

fn key_missing() -> AppError {
    unusable_for("key_missing")
}

/// A key that is open for one piece of work, and closed when this is dropped.
pub(crate) struct OpenedKey {
    pub(crate) certificate: Certificate,
    pub(crate) key: Arc<PrivateKey>,
}

/// Opens the company's certificate, or another that is named, for a piece of work outside of this
/// module. The ticket is used up whatever comes of it.
///
/// # Errors
/// As [`open`], `secret.ticket_gone`.
pub(crate) fn open_key(
    app: &App,
    target: Option<&CertificateTarget>,
    ticket: Option<u64>,
    keep: KeepPassword,
) -> Result<OpenedKey, AppError> {
    let ask = Ask::take(app, ticket, keep)?;
    let default = CertificateTarget::default();
    let opened = open(app, target.unwrap_or(&default), &ask, false)?;
    Ok(OpenedKey { certificate: opened.certificate, key: Arc::new(opened.key) })
}

/// Opens one copy.
///
/// # Errors
/// As [`open`].
pub(super) fn open_copy(
    app: &App,
    certificate: &Certificate,
    copy: &Copy,
    ask: &Ask,
    with_km: bool,
) -> Result<Opened, AppError> {
    if !copy.is_usable() {
        return Err(unusable(copy));
    }
    let path = copy.pair.key_path.as_deref().ok_or_else(key_missing)?;
    let file = KeyFile::read(path)?;
    let typed = ask.password(app, file.key().as_bytes())?;
    let password = Password::parse(&typed)?;
    let key = open_with(file.key(), certificate, &password)?;
    let km = if with_km { open_km(copy, &password)? } else { None };
    ask.keep(app, file.key().as_bytes(), certificate, &typed);
    let authorities = copy.pair.authorities_path.as_deref().map(bundle).unwrap_or_default();
    let protection = Some(file.key().protection());
    Ok(Opened { certificate: certificate.clone(), key, km, authorities, password: typed, protection })
}

fn open_with(
    key: &EncryptedKey,
    certificate: &Certificate,
    password: &Password,
) -> Result<PrivateKey, NpkiError> {
    let key = key.open(password)?;
    key.check_modulus(certificate.key().modulus().ok_or(NpkiError::OtherKey)?)?;
    Ok(key)
}

/// The pair for encryption, if it is there and whole.
fn open_km(copy: &Copy, password: &Password) -> Result<Option<(Certificate, PrivateKey)>, AppError> {
    let Some(km) = copy.pair.key_management.as_ref().filter(|km| km.faults.is_empty()) else {
        return Ok(None);
    };
    let (Some(certificate), Some(path)) = (&km.certificate, km.key_path.as_deref()) else { return Ok(None) };
    let file = KeyFile::read(path)?;
    Ok(Some((certificate.clone(), open_with(file.key(), certificate, password)?)))
}

/// Certificates of a file; none where it cannot be read.
pub(super) fn bundle(path: &Path) -> Vec<Certificate> {
    let bytes = super::target::read_bounded(path, jangbu_npki::chain::BUNDLE_BYTES_MAX).ok();
    bytes.and_then(|bytes| read_bundle(&bytes).ok()).unwrap_or_default()
}

/// Opens a PKCS#12 file and takes the first pair for signing.
fn open_archive(app: &App, path: &Path, ask: &Ask) -> Result<Opened, AppError> {
    let bytes = read_archive(path)?;
    let typed = ask.password(app, &bytes)?;
    let mut opened = open_pfx(&bytes, &typed)?;
    if opened.is_empty() {
        return Err(AppError::new(
            ErrorCode::CertificateNotFound,
            "no certificate with its key is in the file",
        )
        .with("file", path.display()));
    }
    let first = opened.swap_remove(0);
    ask.keep(app, &bytes, &first.certificate, &typed);
    Ok(first)
}

/// Every pair for signing of a PKCS#12 file, each with the pair for encryption of the same subject.
///
/// # Errors
/// Those of the file; `certificate.wrong_password`.
pub(super) fn open_pfx(bytes: &[u8], typed: &Zeroizing<String>) -> Result<Vec<Opened>, AppError> {
    let pfx = Pfx::open(bytes, &Password::parse(typed)?)?;
    let authorities: Vec<Certificate> =
        pfx.certificates.iter().filter_map(|der| Certificate::parse_der(der).ok()).collect();
    let read = |pair: KeyPair| {
        let certificate = pair.certificate.as_deref().and_then(|der| Certificate::parse_der(der).ok())?;
        Some((certificate, pair.key, pair.protection))
    };
    let (mut kms, signing): (Vec<_>, Vec<_>) = pfx
        .pairs
        .into_iter()
        .filter_map(read)
        .partition(|(certificate, ..)| is_for_encryption_only(certificate));
    let opened = signing.into_iter().map(|(certificate, key, protection)| {
        let km = kms.iter().position(|(km, ..)| km.subject() == certificate.subject());
        let km = km.map(|place| kms.swap_remove(place)).map(|(certificate, key, _)| (certificate, key));
        let mut password = Zeroizing::new(String::with_capacity(typed.len()));
        password.push_str(typed);
        Opened { certificate, key, km, authorities: authorities.clone(), password, protection }
    });
    Ok(opened.collect())
}

fn is_for_encryption_only(certificate: &Certificate) -> bool {
    certificate.key_usage().is_some_and(|usage| usage.key_encipherment() && !usage.digital_signature())
}

/// Forgets what was kept for a file that is about to change.
pub(super) fn forget(app: &App, file: &[u8]) {
    app.kept_passwords.forget_file(app, file);
}

/// Whether the password of a file with keys is kept, and until when.
pub(super) fn kept_for(app: &App, file: &[u8]) -> Option<crate::ipc::view::KeptPassword> {
    app.kept_passwords.state(app, &KeptPasswords::name_of(file))
}
