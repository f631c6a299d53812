//! Whether a backup is what it says: opened, every page checked, the chain walked, the figures
//! compared.

use super::contents::Contents;
use super::copy::digest_file;
use super::manifest::{BackupFile, BackupManifest};
use super::track::Track;
use crate::books::BOOK_FILE;
use crate::connection::{self, Use};
use crate::keys::KeyBundle;
use crate::table::change;
use crate::{ChainFault, StoreError};
use rusqlite::Connection;
use std::ops::ControlFlow;
use std::path::Path;

/// How often a verification reads the database: digest, pages, structure, figures.
pub(crate) const PASSES: u64 = 4;

/// The first thing found wrong with a backup.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// The manifest is missing, unreadable, or of a later version.
    #[error("its manifest cannot be read: {reason}")]
    ManifestUnreadable {
        /// What was noticed.
        reason: String,
    },
    /// The manifest was not written with this book's key, or was altered since.
    #[error("its manifest was not written with this book's key")]
    ManifestForged,
    /// A file is not there.
    #[error("the file {name} is missing")]
    FileMissing {
        /// Which.
        name: String,
    },
    /// A file has another size than when it was made.
    #[error("the file {name} has {found} bytes instead of {expected}")]
    FileSize {
        /// Which.
        name: String,
        /// Bytes when it was made.
        expected: u64,
        /// Bytes now.
        found: u64,
    },
    /// A file has other content than when it was made.
    #[error("the file {name} has changed")]
    FileChanged {
        /// Which.
        name: String,
    },
    /// The database does not open with its key.
    #[error("its database does not open: {reason}")]
    Unopenable {
        /// What was noticed.
        reason: String,
    },
    /// A page does not have its authentication code.
    #[error("a page of its database is damaged: {first}")]
    PageDamaged {
        /// The first that was found, in SQLCipher's words.
        first: String,
    },
    /// Tables and indexes do not fit each other.
    #[error("its database is inconsistent: {first}")]
    Inconsistent {
        /// What was found first, in SQLite's words.
        first: String,
    },
    /// The change chain is broken.
    #[error("its change chain is broken")]
    Chain(ChainFault),
    /// The chain ends elsewhere than the manifest says.
    #[error("its change chain ends at {found} instead of {expected}")]
    Head {
        /// Number of the last change in the manifest.
        expected: i64,
        /// Number of the last change in the database.
        found: i64,
    },
    /// Rows or amounts differ from the manifest.
    #[error("the figures of {what} differ from the manifest")]
    Figures {
        /// A table, or `invoice totals`.
        what: String,
    },
}

impl BackupFault {
    /// Stable key into the texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ManifestUnreadable { .. } => "manifest_unreadable",
            Self::ManifestForged => "manifest_forged",
            Self::FileMissing { .. } => "file_missing",
            Self::FileSize { .. } => "file_size",
            Self::FileChanged { .. } => "file_changed",
            Self::Unopenable { .. } => "unopenable",
            Self::PageDamaged { .. } => "page_damaged",
            Self::Inconsistent { .. } => "inconsistent",
            Self::Chain(_) => "chain",
            Self::Head { .. } => "head",
            Self::Figures { .. } => "figures",
        }
    }
}

/// What verifying a backup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// What the backup says of itself, as far as it can be read.
    pub manifest: Option<BackupManifest>,
    /// What the book held, if the key has confirmed the manifest.
    pub contents: Option<Contents>,
    /// Rows of the change chain that hold together.
    pub chain_rows: u64,
    /// What is wrong, if anything.
    pub fault: Option<BackupFault>,
}

impl BackupReport {
    pub(crate) const fn of_fault(manifest: Option<BackupManifest>, fault: BackupFault) -> Self {
        Self { manifest, contents: None, chain_rows: 0, fault: Some(fault) }
    }

    /// The manifest of a backup without a fault.
    pub(crate) fn into_sound(self) -> Result<BackupManifest, StoreError> {
        match (self.fault, self.manifest) {
            (None, Some(manifest)) => Ok(manifest),
            (Some(fault), _) => Err(StoreError::BackupUnsound { fault: Box::new(fault) }),
            (None, None) => Err(StoreError::damaged("a backup without a manifest")),
        }
    }
}

/// Checks sizes only: what a list of backups can afford.
pub(crate) fn check_sizes(folder: &Path, files: &[BackupFile]) -> Result<(), BackupFault> {
    for file in files {
        let found = std::fs::metadata(folder.join(&file.name)).map(|metadata| metadata.len());
        let Ok(found) = found else { return Err(BackupFault::FileMissing { name: file.name.clone() }) };
        if found != file.size_bytes {
            let name = file.name.clone();
            return Err(BackupFault::FileSize { name, expected: file.size_bytes, found });
        }
    }
    Ok(())
}

/// Verifies the backup in `folder` to the bottom. Nothing of it is written to.
///
/// # Errors
/// [`StoreError::Cancelled`], and those of the system; what is wrong with the backup is in the
/// report.
pub(crate) fn verify_folder(
    folder: &Path,
    keys: &KeyBundle,
    track: &mut Track<'_, '_>,
) -> Result<BackupReport, StoreError> {
    let (manifest, tag) = match BackupManifest::read(folder) {
        Ok(read) => read,
        Err(error) => return Ok(BackupReport::of_fault(None, unreadable(&error))),
    };
    if !manifest.is_confirmed(keys, &tag)? {
        return Ok(BackupReport::of_fault(Some(manifest), BackupFault::ManifestForged));
    }
    let contents = manifest.contents(keys)?;
    let (chain_rows, fault) = match check(folder, keys, &manifest, &contents, track)? {
        Ok(rows) => (rows, None),
        Err(fault) => (0, Some(fault)),
    };
    Ok(BackupReport { manifest: Some(manifest), contents: Some(contents), chain_rows, fault })
}

/// What a manifest that cannot be read means.
pub(crate) fn unreadable(error: &StoreError) -> BackupFault {
    BackupFault::ManifestUnreadable { reason: error.to_string() }
}

/// An outer error ends the verification, an inner one is the backup's.
type Checked<T> = Result<Result<T, BackupFault>, StoreError>;

fn check(
    folder: &Path,
    keys: &KeyBundle,
    manifest: &BackupManifest,
    contents: &Contents,
    track: &mut Track<'_, '_>,
) -> Checked<u64> {
    if let Err(fault) = check_sizes(folder, &manifest.files) {
        return Ok(Err(fault));
    }
    for file in &manifest.files {
        if digest_file(&folder.join(&file.name), &file.name, track)? != *file {
            return Ok(Err(BackupFault::FileChanged { name: file.name.clone() }));
        }
    }
    let connection = match connection::open(&folder.join(BOOK_FILE), keys, Use::Kept) {
        Ok(connection) => connection,
        Err(StoreError::Damaged { reason }) => return Ok(Err(BackupFault::Unopenable { reason })),
        Err(error) => return Err(error),
    };
    let size = super::copy::size_of(&connection)?;
    track.watch(connection, |connection, advance| {
        let checks: [&dyn Fn() -> Checked<u64>; 4] = [
            &|| check_pages(connection),
            &|| check_structure(connection),
            &|| compare(connection, contents),
            &|| check_chain(connection),
        ];
        let mut chain_rows = 0;
        for (done, check) in checks.iter().enumerate() {
            match check() {
                Ok(Ok(rows)) => chain_rows = rows,
                Err(StoreError::Damaged { reason }) => {
                    return Ok(Err(BackupFault::Inconsistent { first: reason }));
                }
                other => return other,
            }
            // The figures are read from indexes; the chain's walk stands for both.
            advance(if done == 2 { 0 } else { size });
        }
        Ok(Ok(chain_rows))
    })
}

/// The first row that a check answers other than `ok`.
fn first_answer(connection: &Connection, pragma: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare(pragma)?;
    let mut rows = statement.query([])?;
    let first: Option<String> = rows.next()?.map(|row| row.get(0)).transpose()?;
    Ok(first.filter(|text| text != "ok"))
}

fn check_pages(connection: &Connection) -> Checked<u64> {
    let first = first_answer(connection, "PRAGMA cipher_integrity_check")?;
    Ok(first.map_or(Ok(0), |first| Err(BackupFault::PageDamaged { first })))
}

fn check_structure(connection: &Connection) -> Checked<u64> {
    let first = first_answer(connection, "PRAGMA integrity_check(1)")?;
    Ok(first.map_or(Ok(0), |first| Err(BackupFault::Inconsistent { first })))
}

fn compare(connection: &Connection, expected: &Contents) -> Checked<u64> {
    let found = Contents::measure(connection)?;
    if found.head != expected.head {
        return Ok(Err(BackupFault::Head { expected: expected.head.seq, found: found.head.seq }));
    }
    let differs = |what: &str| Ok(Err(BackupFault::Figures { what: what.to_owned() }));
    let tables = found.rows.keys().chain(expected.rows.keys());
    for table in tables {
        if found.rows.get(table) != expected.rows.get(table) {
            return differs(table);
        }
    }
    if found.totals != expected.totals || found.newest_written_on != expected.newest_written_on {
        return differs("invoice totals");
    }
    if found.schema != expected.schema {
        return differs("schema");
    }
    Ok(Ok(0))
}

fn check_chain(connection: &Connection) -> Checked<u64> {
    let report = change::check(connection, &[], &mut |_, _| ControlFlow::Continue(()))?.report;
    Ok(report.fault.map_or(Ok(report.rows), |fault| Err(BackupFault::Chain(fault))))
}
