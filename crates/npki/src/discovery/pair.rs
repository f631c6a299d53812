//! What the files of one folder are together.

use super::{FoundArchive, FoundPair, KeyManagementPair, PairFault};
use crate::certificate::{CERTIFICATE_BYTES_MAX, Certificate};
use crate::{EncryptedKey, KEY_FILE_BYTES_MAX, NpkiError};
use jiff::Timestamp;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Looks at the names of a folder's files and opens only what belongs together.
pub(super) struct FolderFiles<'f> {
    folder: &'f Path,
    /// Names in lower case, and as they are.
    names: Vec<(String, &'f OsString)>,
}

const CERTIFICATE_ENDINGS: [&str; 3] = ["der", "cer", "crt"];
const ARCHIVE_ENDINGS: [&str; 2] = ["pfx", "p12"];

impl<'f> FolderFiles<'f> {
    pub(super) fn of(folder: &'f Path, files: &'f [OsString]) -> Self {
        let interesting = |name: &&OsString| {
            let ending = Path::new(name.as_os_str()).extension().map(OsStr::to_ascii_lowercase);
            let ending = ending.as_deref().and_then(OsStr::to_str);
            ending.is_some_and(|ending| {
                ending == "key" || CERTIFICATE_ENDINGS.contains(&ending) || ARCHIVE_ENDINGS.contains(&ending)
            }) || name.eq_ignore_ascii_case("capubs")
        };
        let named = files.iter().filter(interesting);
        Self { folder, names: named.map(|name| (name.to_string_lossy().to_lowercase(), name)).collect() }
    }

    pub(super) fn archives(&self) -> impl Iterator<Item = FoundArchive> {
        let archives = self.names.iter().filter(|(name, _)| ending_is(name, &ARCHIVE_ENDINGS));
        archives.map(|(_, name)| FoundArchive { path: self.folder.join(name) })
    }

    /// The pairs: the one with the names of the standard, or loose ones, each key with the
    /// certificate of its stem; a single certificate goes with a single key.
    pub(super) fn pairs(&self, now: Timestamp) -> Vec<FoundPair> {
        let (certificate, key) = (self.named("signcert.der"), self.named("signpri.key"));
        let mut pairs = Vec::new();
        if certificate.is_some() || key.is_some() {
            pairs.push(self.pair(certificate, key, now));
        }
        let standard = ["signcert.der", "signpri.key", "kmcert.der", "kmpri.key"];
        let loose = || self.names.iter().filter(|(name, _)| !standard.contains(&name.as_str()));
        let keys: Vec<_> = loose().filter(|(name, _)| ending_is(name, &["key"])).collect();
        let certificates: Vec<_> =
            loose().filter(|(name, _)| ending_is(name, &CERTIFICATE_ENDINGS)).collect();
        for (key_name, key) in &keys {
            let same = certificates.iter().find(|(name, _)| stem(name) == stem(key_name));
            let only = (keys.len() == 1 && certificates.len() == 1).then(|| certificates.first()).flatten();
            if let Some((_, certificate)) = same.or(only) {
                let paths = (self.folder.join(certificate), self.folder.join(key));
                pairs.push(self.pair(Some(paths.0), Some(paths.1), now));
            }
        }
        pairs
    }

    fn named(&self, wanted: &str) -> Option<PathBuf> {
        let found = self.names.iter().find(|(name, _)| name == wanted);
        found.map(|(_, name)| self.folder.join(name))
    }

    fn pair(&self, certificate: Option<PathBuf>, key: Option<PathBuf>, now: Timestamp) -> FoundPair {
        let mut faults = Vec::new();
        let read = read_certificate(certificate.as_deref(), &mut faults);
        check_key(key.as_deref(), &mut faults);
        let validity = read.as_ref().map(|certificate| certificate.validity().at(now));
        FoundPair {
            folder: self.folder.to_path_buf(),
            certificate_path: certificate,
            key_path: key,
            certificate: read,
            validity,
            key_management: self.key_management(),
            authorities_path: self.named("capubs"),
            faults,
        }
    }

    fn key_management(&self) -> Option<KeyManagementPair> {
        let (certificate, key) = (self.named("kmcert.der"), self.named("kmpri.key"));
        if certificate.is_none() && key.is_none() {
            return None;
        }
        let mut faults = Vec::new();
        let read = read_certificate(certificate.as_deref(), &mut faults);
        check_key(key.as_deref(), &mut faults);
        Some(KeyManagementPair { certificate_path: certificate, key_path: key, certificate: read, faults })
    }
}

fn ending_is(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The name without its ending and without what tells certificate and key apart.
fn stem(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.strip_suffix("cert").or_else(|| stem.strip_suffix("pri")).unwrap_or(stem)
}

fn read_certificate(path: Option<&Path>, faults: &mut Vec<PairFault>) -> Option<Certificate> {
    let Some(path) = path else {
        faults.push(PairFault::CertificateMissing);
        return None;
    };
    match read_bounded(path, CERTIFICATE_BYTES_MAX) {
        Ok(bytes) => match Certificate::parse_der(&bytes) {
            Ok(certificate) => return Some(certificate),
            Err(_) => faults.push(PairFault::CertificateDamaged),
        },
        Err(Unread::TooLarge) => faults.push(PairFault::CertificateTooLarge),
        Err(Unread::Refused(kind)) => faults.push(PairFault::CertificateUnreadable(kind)),
    }
    None
}

fn check_key(path: Option<&Path>, faults: &mut Vec<PairFault>) {
    let Some(path) = path else {
        faults.push(PairFault::KeyMissing);
        return;
    };
    match read_bounded(path, KEY_FILE_BYTES_MAX) {
        Ok(bytes) => match EncryptedKey::parse(&bytes) {
            Ok(_) => {}
            Err(NpkiError::Unsupported { .. }) => faults.push(PairFault::KeyUnsupported),
            Err(_) => faults.push(PairFault::KeyDamaged),
        },
        Err(Unread::TooLarge) => faults.push(PairFault::KeyTooLarge),
        Err(Unread::Refused(kind)) => faults.push(PairFault::KeyUnreadable(kind)),
    }
}

enum Unread {
    TooLarge,
    Refused(std::io::ErrorKind),
}

/// Reads a file of at most so many bytes; one byte more than that is read of a larger one.
fn read_bounded(path: &Path, bytes_max: usize) -> Result<Vec<u8>, Unread> {
    let refused = |error: std::io::Error| Unread::Refused(error.kind());
    let file = File::open(path).map_err(refused)?;
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() > bytes_max { Err(Unread::TooLarge) } else { Ok(bytes) }
}
