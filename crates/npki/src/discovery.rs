//! Finding certificates on drives: every folder below the usual places that holds a certificate
//! and its key, whatever the folder is called.
//!
//! Nothing is decrypted and nothing is changed. All facts are the certificate's own, never those
//! of folder names. Roots and the clock are the caller's.

mod pair;
mod roots;
mod walk;

pub use roots::{DRIVES_MAX, Surroundings, System, derive_roots, mounted_drives, parse_mounts};

use crate::certificate::{Certificate, ValidityAt};
use core::ops::ControlFlow;
use jiff::Timestamp;
use pair::FolderFiles;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;
use walk::Walked;

/// Deepest folder below a root. The standard needs three; copies of whole trees lie deeper.
pub const DEPTH_MAX: usize = 8;
/// Most files and folders that are looked at by name in one search.
pub const ENTRIES_MAX: usize = 1_000_000;
/// Most pairs and archives of one search, each.
pub const FOUND_MAX: usize = 10_000;
/// What a search found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Folders with a certificate and its key, broken ones too.
    pub pairs: Vec<FoundPair>,
    /// PKCS#12 files; they open only with their password.
    pub archives: Vec<FoundArchive>,
    /// Folders that could not be listed.
    pub unreadable: Vec<(PathBuf, io::ErrorKind)>,
    /// How many folders were visited.
    pub folders: usize,
    /// How many names were looked at.
    pub entries: usize,
    /// The bound that ended the search early, if one did.
    pub limit: Option<Limit>,
}

/// A bound of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Folders lay deeper than [`DEPTH_MAX`]; the others were searched.
    Depth,
    /// More than [`ENTRIES_MAX`] names.
    Entries,
    /// More than [`FOUND_MAX`] pairs or archives.
    Found,
}

/// A certificate and its key in one folder.
#[derive(Debug)]
pub struct FoundPair {
    /// Where.
    pub folder: PathBuf,
    /// The certificate's file.
    pub certificate_path: Option<PathBuf>,
    /// The key's file.
    pub key_path: Option<PathBuf>,
    /// The certificate, if it can be read.
    pub certificate: Option<Certificate>,
    /// Where the caller's moment lies in its validity.
    pub validity: Option<ValidityAt>,
    /// The pair for encryption beside it, if there is one.
    pub key_management: Option<KeyManagementPair>,
    /// `CaPubs`: certificates of the authority.
    pub authorities_path: Option<PathBuf>,
    /// What is wrong; nothing if the pair can be used.
    pub faults: Vec<PairFault>,
}

impl FoundPair {
    /// Whether certificate and key can be read. Says nothing about expiry or passwords.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// The pair for encryption (암호용, `kmCert.der` and `kmPri.key`).
#[derive(Debug)]
pub struct KeyManagementPair {
    /// The certificate's file.
    pub certificate_path: Option<PathBuf>,
    /// The key's file.
    pub key_path: Option<PathBuf>,
    /// The certificate, if it can be read.
    pub certificate: Option<Certificate>,
    /// What is wrong; nothing if the pair can be used.
    pub faults: Vec<PairFault>,
}

/// A PKCS#12 file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundArchive {
    /// Where.
    pub path: PathBuf,
}

/// Why a pair cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFault {
    /// A key without its certificate.
    CertificateMissing,
    /// The certificate's file cannot be read.
    CertificateUnreadable(io::ErrorKind),
    /// The certificate's file is too large to be one.
    CertificateTooLarge,
    /// The certificate's file is no certificate.
    CertificateDamaged,
    /// A certificate without its key.
    KeyMissing,
    /// The key's file cannot be read.
    KeyUnreadable(io::ErrorKind),
    /// The key's file is too large to be one.
    KeyTooLarge,
    /// The key's file is no encrypted key.
    KeyDamaged,
    /// The key is encrypted in a way that is not supported.
    KeyUnsupported,
}

impl Discovery {
    /// Every place where this certificate was found.
    pub fn copies_of<'d>(&'d self, certificate: &'d Certificate) -> impl Iterator<Item = &'d FoundPair> {
        self.pairs.iter().filter(move |pair| pair.certificate.as_ref() == Some(certificate))
    }
}

/// Searches the roots. A root is also found when the letter case or the composition (NFC, NFD) of
/// its last part differs. `watch` is told how many folders were visited and may end the search;
/// what was found until then is returned.
pub fn discover(
    roots: &[PathBuf],
    now: Timestamp,
    watch: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Discovery {
    let roots: Vec<PathBuf> = roots.iter().flat_map(|root| spellings(root)).collect();
    let mut found = Discovery::default();
    let mut walked = Walked::default();
    let mut visited = 0;
    // A search that was ended has found what it has found.
    let _ = walk::walk(&roots, &mut walked, &mut |folder| {
        visited += 1;
        watch(visited)?;
        if folder.files.is_empty() {
            return ControlFlow::Continue(());
        }
        let files = FolderFiles::of(folder.path, folder.files);
        found.archives.extend(files.archives());
        found.pairs.extend(files.pairs(now));
        if found.pairs.len().max(found.archives.len()) < FOUND_MAX {
            return ControlFlow::Continue(());
        }
        found.limit = Some(Limit::Found);
        ControlFlow::Break(())
    });
    found.pairs.truncate(FOUND_MAX);
    found.archives.truncate(FOUND_MAX);
    (found.folders, found.entries, found.unreadable) = (walked.folders, walked.entries, walked.unreadable);
    found.limit = found.limit.or(walked.limit);
    found
}

/// Two names of files that people would call the same.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let fold = |name: &str| -> String { name.nfc().flat_map(char::to_lowercase).collect() };
    one == other || fold(one) == fold(other)
}

/// The folders beside `root` that are called like it, itself first. Where the file system does not
/// tell letter cases apart they are one, and the walk visits it once.
fn spellings(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = root.is_dir().then(|| root.to_path_buf()).into_iter().collect();
    let (Some(parent), Some(name)) = (root.parent(), root.file_name().and_then(|name| name.to_str())) else {
        return found;
    };
    let beside = fs::read_dir(parent).into_iter().flatten().take(ENTRIES_MAX).flatten();
    for entry in beside.filter(|entry| entry.file_name().to_str().is_some_and(|it| is_same_name(it, name))) {
        let path = entry.path();
        if path.is_dir() && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}
