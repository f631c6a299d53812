//! Backups: a folder each, `<place>/<company id>/YYYYMMDD-HHMMSS-reason/`, with the encrypted
//! database, the key file, the company file and a manifest. It has that name only when it is whole
//! and was verified (docs/decisions/0031).

mod contents;
mod copy;
mod keep;
mod make;
mod manifest;
mod name;
mod track;
mod verify;

pub use contents::Contents;
pub(crate) use copy::copy_file;
pub use keep::KeepRule;
pub(crate) use make::Source;
pub(crate) use manifest::MANIFEST_FILE;
pub use manifest::{BackupFile, BackupManifest};
pub use name::BackupReason;
pub(crate) use name::{moment_text, parse_moment, parse_name};
pub(crate) use track::Track;
pub use verify::{BackupFault, BackupReport};
pub(crate) use verify::{PASSES, check_sizes, unreadable, verify_folder};

use crate::books::{BOOK_FILE, COMPANY_FILE};
use crate::keys::{KEY_FILE, KeyBundle, KeyFile};
use crate::{Book, Books, Progress, StoreError, Unlock, durable, failpoint};
use jiff::Timestamp;
use keep::Dated;
use std::fs;
use std::path::{Path, PathBuf};

/// Files of a backup beside its manifest.
pub(crate) const FILES: [&str; 3] = [BOOK_FILE, KEY_FILE, COMPANY_FILE];
/// Folder of the first place inside the data folder.
const BACKUPS: &str = "backups";
/// Beginning of the name of a backup that is being taken away.
const REMOVED: &str = ".old-";
/// Most backups of one company in one place that are looked at: the rule keeps some thirty.
const BACKUPS_MAX: usize = 10_000;

/// What is to be backed up to where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupOrder {
    /// The first place.
    pub place: PathBuf,
    /// The second place, another disk.
    pub second: Option<PathBuf>,
    /// Why.
    pub reason: BackupReason,
    /// The moment.
    pub at: Timestamp,
}

/// A backup that was made and verified.
#[derive(Debug)]
pub struct BackupMade {
    /// Its folder.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: BackupManifest,
    /// What the book held.
    pub contents: Contents,
    /// Its copy in the second place, or why there is none; the first one stands in any case.
    pub second: Option<Result<PathBuf, StoreError>>,
}

/// A backup in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupEntry {
    /// Its folder.
    pub path: PathBuf,
    /// The place it was found in.
    pub place: PathBuf,
    /// When it was made, from its name.
    pub at: Timestamp,
    /// Why, from its name.
    pub reason: BackupReason,
    /// What it says of itself, if it was verified when it was made and its files are all there; else
    /// what is wrong. Only verifying it again looks inside.
    pub state: Result<BackupManifest, BackupFault>,
}

impl Book {
    /// Makes a backup of this moment; reading and writing go on meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`], [`StoreError::DiskFull`], [`StoreError::Io`],
    /// [`StoreError::BackupUnsound`]; nothing is left then. A failure of the second place is in the
    /// answer.
    pub fn back_up(
        &self,
        order: &BackupOrder,
        progress: &mut Progress<'_>,
    ) -> Result<BackupMade, StoreError> {
        Source { folder: self.folder(), keys: self.keys(), version: self.version() }.back_up(order, progress)
    }
}

impl Books {
    /// The first place of backups: inside the data folder.
    pub fn backup_place(&self) -> PathBuf {
        self.data_dir.join(BACKUPS)
    }

    /// Backups of a company, newest first. A place that is not there now (a disk that is not
    /// plugged in) has none.
    ///
    /// # Errors
    /// [`StoreError::BookMissing`] for a bad id, [`StoreError::Io`].
    pub fn backups(&self, id: &str, places: &[PathBuf]) -> Result<Vec<BackupEntry>, StoreError> {
        self.folder_of(id)?;
        let mut entries = Vec::new();
        for place in places {
            entries.extend(list_place(id, place)?);
        }
        entries.sort_by(|a, b| (b.at, &a.path).cmp(&(a.at, &b.path)));
        Ok(entries)
    }

    /// Opens a backup and checks it to the bottom. Nothing of it is written to.
    ///
    /// # Errors
    /// As [`Books::open_to_read`] when `unlock` does not open it; [`StoreError::Cancelled`].
    pub fn verify_backup(
        &self,
        path: &Path,
        unlock: &Unlock,
        progress: &mut Progress<'_>,
    ) -> Result<BackupReport, StoreError> {
        let manifest = match BackupManifest::read(path) {
            Ok((manifest, _)) => manifest,
            Err(error) => return Ok(BackupReport::of_fault(None, unreadable(&error))),
        };
        let keys = match self.keys_of_backup(path, &manifest.company_id, unlock) {
            Ok(keys) => keys,
            Err(StoreError::BookMissing { .. } | StoreError::KeyFileDamaged { .. }) => {
                let name = KEY_FILE.to_owned();
                let is_there = path.join(KEY_FILE).is_file();
                let fault = if is_there {
                    BackupFault::FileChanged { name }
                } else {
                    BackupFault::FileMissing { name }
                };
                return Ok(BackupReport::of_fault(Some(manifest), fault));
            }
            Err(error) => return Err(error),
        };
        let size = manifest.size_bytes();
        verify_folder(path, &keys, &mut Track::new(progress, size.saturating_mul(PASSES)))
    }

    /// The keys of a backup: by its own key file, or else by that of the same company on this
    /// machine, whose passphrase may be another since. A book's keys are the same for life.
    pub(crate) fn keys_of_backup(
        &self,
        path: &Path,
        id: &str,
        unlock: &Unlock,
    ) -> Result<KeyBundle, StoreError> {
        let folder = self.folder_of(id)?;
        let then = KeyFile::read(path)?;
        self.keys_of(id, &then, unlock).or_else(|error| {
            let now = KeyFile::read(&folder).and_then(|now| self.keys_of(id, &now, unlock));
            now.and_then(|keys| then.confirm(keys)).map_err(|_| error)
        })
    }

    /// Removes the automatic backups that the rule no longer keeps, in each place by itself, and
    /// tells which.
    ///
    /// # Errors
    /// As [`Books::backups`]; what was removed before stays removed.
    pub fn apply_keep_rule(
        &self,
        id: &str,
        places: &[PathBuf],
        rule: &KeepRule,
        now: Timestamp,
    ) -> Result<Vec<PathBuf>, StoreError> {
        self.folder_of(id)?;
        let mut removed = Vec::new();
        for place in places {
            let entries = list_place(id, place)?;
            let dated: Vec<Dated> = entries
                .iter()
                .map(|entry| Dated { at: entry.at, reason: entry.reason, sound: entry.state.is_ok() })
                .collect();
            for entry in rule.removable(&dated, now).into_iter().filter_map(|place| entries.get(place)) {
                remove(&entry.path)?;
                removed.push(entry.path.clone());
            }
        }
        Ok(removed)
    }
}

/// Takes a backup away: its name first, so that no half of one is ever listed.
fn remove(path: &Path) -> Result<(), StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let going = path.with_file_name(format!("{REMOVED}{name}"));
    durable::rename(path, &going)?;
    failpoint::reach("backup.before_remove")?;
    fs::remove_dir_all(&going).map_err(StoreError::io(&going))
}

fn list_place(id: &str, place: &Path) -> Result<Vec<BackupEntry>, StoreError> {
    let shelf = place.join(id);
    let folders = match fs::read_dir(&shelf) {
        Ok(folders) => folders,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io(&shelf)(error)),
    };
    let mut entries = Vec::new();
    for folder in folders {
        let folder = folder.map_err(StoreError::io(&shelf))?;
        let name = folder.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(REMOVED)) {
            // Its going was interrupted; a failure leaves it for the next time.
            let _ = fs::remove_dir_all(folder.path());
            continue;
        }
        let Some((at, reason)) = name.to_str().and_then(parse_name) else { continue };
        let path = folder.path();
        let state = glance(&path, id);
        entries.push(BackupEntry { path, place: place.to_owned(), at, reason, state });
        if entries.len() > BACKUPS_MAX {
            let max = i64::try_from(BACKUPS_MAX).unwrap_or(i64::MAX);
            return Err(StoreError::TooMany { what: "number of backups", max });
        }
    }
    entries.sort_by(|a, b| (a.at, &a.path).cmp(&(b.at, &b.path)));
    Ok(entries)
}

/// What can be seen of a backup without its key.
fn glance(folder: &Path, id: &str) -> Result<BackupManifest, BackupFault> {
    let (manifest, _) = BackupManifest::read(folder).map_err(|error| unreadable(&error))?;
    if manifest.company_id != id {
        let reason = "it names another company".to_owned();
        return Err(BackupFault::ManifestUnreadable { reason });
    }
    check_sizes(folder, &manifest.files)?;
    Ok(manifest)
}
