//! A pair of files in a folder of its own, as NPKI trees have it: written whole or not at all.

use super::search::{Copy, hex, search_folder, unusable_for};
use super::target::read_bounded;
use crate::app::App;
use crate::{AppError, ErrorCode};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::BUNDLE_BYTES_MAX;
use jangbu_npki::{KEY_FILE_BYTES_MAX, write_new};
use jangbu_store::make_random_bytes;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Longest name of a folder in bytes; file systems take 255, encrypted ones less.
const NAME_BYTES_MAX: usize = 140;
/// Most folders of the same subject: a certificate that is renewed each year keeps its name.
const SAME_SUBJECT_MAX: u32 = 99;
/// The folder of an authority whose certificate does not name it.
const NAMELESS: &str = "Other";

/// The files of a pair, all of them public or under a password.
pub(super) struct PairFiles {
    pub(super) certificate: Certificate,
    /// Name and bytes, as the standard names them.
    files: Vec<(&'static str, Vec<u8>)>,
}

impl PairFiles {
    /// A pair from its parts.
    pub(super) fn new(certificate: Certificate, key: Vec<u8>) -> Self {
        let files = vec![("signCert.der", certificate.der().to_vec()), ("signPri.key", key)];
        Self { certificate, files }
    }

    /// Adds the pair for encryption.
    pub(super) fn with_km(mut self, certificate: &Certificate, key: Vec<u8>) -> Self {
        self.files.push(("kmCert.der", certificate.der().to_vec()));
        self.files.push(("kmPri.key", key));
        self
    }

    /// Adds the certificates of authorities; none makes no file.
    pub(super) fn with_authorities(mut self, bytes: Vec<u8>) -> Self {
        if !bytes.is_empty() {
            self.files.push(("CaPubs", bytes));
        }
        self
    }

    /// The files of a copy, byte for byte.
    ///
    /// # Errors
    /// Those of reading.
    pub(super) fn read(certificate: &Certificate, copy: &Copy) -> Result<Self, AppError> {
        let key = copy.pair.key_path.as_deref().ok_or_else(|| unusable_for("key_missing"))?;
        let mut files = Self::new(certificate.clone(), read_bounded(key, KEY_FILE_BYTES_MAX)?);
        if let Some(km) = copy.pair.key_management.as_ref().filter(|km| km.faults.is_empty())
            && let (Some(km_certificate), Some(km_key)) = (&km.certificate, km.key_path.as_deref())
        {
            files = files.with_km(km_certificate, read_bounded(km_key, KEY_FILE_BYTES_MAX)?);
        }
        if let Some(path) = copy.pair.authorities_path.as_deref()
            && let Ok(bytes) = read_bounded(path, BUNDLE_BYTES_MAX)
        {
            files = files.with_authorities(bytes);
        }
        Ok(files)
    }

    /// Writes `<users>/<subject>/`; a folder of that name that holds another certificate gets a
    /// neighbour. Gives the folder.
    ///
    /// # Errors
    /// `file.exists` where this certificate lies there already, `file.unwritable`.
    pub(super) fn write_below(&self, app: &App, users: &Path) -> Result<PathBuf, AppError> {
        private_folder(users).map_err(|error| unwritable(users, &error))?;
        let name = folder_name(&self.certificate);
        for number in 1..=SAME_SUBJECT_MAX {
            let folder = users.join(if number == 1 { name.clone() } else { format!("{name}_{number}") });
            if !folder.exists() {
                self.write_whole(users, &folder)?;
                return Ok(folder);
            }
            if holds(app, &folder, &self.certificate) {
                return Err(exists(&folder));
            }
        }
        Err(exists(&users.join(name)))
    }

    /// Into a folder of another name first, which then gets its name in one step.
    fn write_whole(&self, users: &Path, folder: &Path) -> Result<(), AppError> {
        let beside = users.join(format!(".new-{}", hex(&make_random_bytes::<8>()?)));
        private_folder(&beside).map_err(|error| unwritable(&beside, &error))?;
        let written = self
            .files
            .iter()
            .try_for_each(|(name, bytes)| write_new(&beside.join(name), bytes).map_err(AppError::from))
            .and_then(|()| fs::rename(&beside, folder).map_err(|error| unwritable(folder, &error)));
        if written.is_err() {
            // Ours, made a moment ago.
            let _ = fs::remove_dir_all(&beside);
        } else if let Ok(users) = fs::File::open(users) {
            // Not every system flushes a folder; the files themselves are safe by now.
            let _ = users.sync_all();
        }
        written
    }
}

/// Makes a folder and those above it; new ones can be read by their owner only, where the system
/// knows owners.
fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The folder of an authority's users inside a tree.
pub(super) fn users_folder(top: &Path, certificate: &Certificate) -> PathBuf {
    let organization = certificate.issuer().organization().map(plain_name).unwrap_or_default();
    let organization = if organization.is_empty() { NAMELESS.to_owned() } else { organization };
    top.join(organization).join("USER")
}

/// A name without anything that a path could be made of.
fn plain_name(name: &str) -> String {
    let kept: String =
        name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect();
    kept.trim_matches(['.', ' ']).chars().take(NAME_BYTES_MAX / 4).collect()
}

fn folder_name(certificate: &Certificate) -> String {
    let name = certificate.subject().folder_name();
    let is_plain = !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.chars().any(char::is_control);
    if is_plain && !name.starts_with('.') {
        return name;
    }
    format!("cn={}", super::search::id_of(certificate).get(..32).unwrap_or_default())
}

/// Whether this very certificate lies in a folder.
fn holds(app: &App, folder: &Path, certificate: &Certificate) -> bool {
    search_folder(app, folder).found.iter().any(|found| found.certificate == *certificate)
}

fn exists(path: &Path) -> AppError {
    AppError::new(ErrorCode::FileExists, "this certificate lies there already").with("file", path.display())
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> AppError {
    let code = if error.kind() == ErrorKind::AlreadyExists {
        ErrorCode::FileExists
    } else {
        ErrorCode::FileUnwritable
    };
    AppError::new(code, format!("cannot write: {error}")).with("file", path.display())
}
