//! Making a backup: copied from one view of the book, verified, and only then given its name.

use super::contents::Contents;
use super::copy::{copy_database, copy_file, digest_file, size_of};
use super::manifest::{BackupManifest, Making};
use super::name::{BackupReason, build_name, parse_name};
use super::track::Track;
use super::verify::{PASSES, verify_folder};
use super::{BackupMade, BackupOrder, FILES};
use crate::books::{BOOK_FILE, COMPANY_FILE, read_entry};
use crate::connection::{self, Use};
use crate::keys::{KEY_FILE, KeyBundle};
use crate::{Progress, StoreError, durable, failpoint};
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::{Path, PathBuf};

/// Beginning of the name of a backup that is not finished.
const UNFINISHED: &str = ".new-";
/// Most backups with one reason in one second.
const NTH_MAX: u32 = 100;
/// Age from which an unfinished backup is what a crash left, and no longer another process at work.
const UNFINISHED_AGE_MAX: SignedDuration = SignedDuration::from_hours(24);

/// The book that is backed up.
pub(crate) struct Source<'s> {
    /// The company's folder.
    pub(crate) folder: &'s Path,
    pub(crate) keys: &'s KeyBundle,
    /// Of the program.
    pub(crate) version: &'s str,
}

impl Source<'_> {
    /// Makes the backup, and a second one if a second place is told.
    pub(crate) fn back_up(
        &self,
        order: &BackupOrder,
        progress: &mut Progress<'_>,
    ) -> Result<BackupMade, StoreError> {
        let entry = read_entry(self.folder)?;
        let source = connection::open(&self.folder.join(BOOK_FILE), self.keys, Use::Read)?;
        // Everything below is from this one view.
        let view = source.unchecked_transaction()?;
        let contents = Contents::measure(&view)?;
        let size = size_of(&view)?;
        let places = if order.second.is_some() { 2 } else { 1 };
        let mut track = Track::new(progress, size.saturating_mul((1 + PASSES) * places + 1));
        let home = order.place.join(&entry.id);
        let (path, manifest) = in_new_folder(&home, order.at, order.reason, |folder| {
            failpoint::reach("backup.before_copy")?;
            copy_database(&view, &folder.join(BOOK_FILE), self.keys, &mut track)?;
            failpoint::reach("backup.before_files")?;
            let mut files = Vec::with_capacity(FILES.len());
            for name in [KEY_FILE, COMPANY_FILE] {
                files.push(copy_file(&self.folder.join(name), &folder.join(name), name, &mut track)?);
            }
            files.push(digest_file(&folder.join(BOOK_FILE), BOOK_FILE, &mut track)?);
            let making = Making {
                entry: &entry,
                made_at: order.at,
                reason: order.reason,
                program_version: self.version,
                contents: &contents,
                files,
            };
            let manifest = BackupManifest::seal(making, self.keys)?;
            manifest.write_new(folder, self.keys)?;
            durable::sync_folder(folder)?;
            failpoint::reach("backup.before_verify")?;
            verify_folder(folder, self.keys, &mut track)?.into_sound()
        })?;
        drop(view);
        failpoint::pass("backup.before_second");
        let second = order
            .second
            .as_ref()
            .map(|place| copy_backup(&path, &place.join(&entry.id), &manifest, self.keys, &mut track));
        Ok(BackupMade { path, manifest, contents, second })
    }
}

/// Copies a finished backup to another place and verifies it there.
fn copy_backup(
    from: &Path,
    shelf: &Path,
    manifest: &BackupManifest,
    keys: &KeyBundle,
    track: &mut Track<'_, '_>,
) -> Result<PathBuf, StoreError> {
    let (path, _) = in_new_folder(shelf, manifest.made_at, manifest.reason, |folder| {
        failpoint::reach("backup.before_second_copy")?;
        for name in FILES.into_iter().chain([super::manifest::MANIFEST_FILE]) {
            copy_file(&from.join(name), &folder.join(name), name, track)?;
        }
        durable::sync_folder(folder)?;
        verify_folder(folder, keys, track)?.into_sound()
    })?;
    Ok(path)
}

/// Lets `fill` make a backup in an unfinished folder and names it when it is whole. What a failure
/// leaves is taken away.
fn in_new_folder<T>(
    shelf: &Path,
    at: Timestamp,
    reason: BackupReason,
    fill: impl FnOnce(&Path) -> Result<T, StoreError>,
) -> Result<(PathBuf, T), StoreError> {
    fs::create_dir_all(shelf).map_err(StoreError::io(shelf))?;
    sweep_unfinished(shelf, at);
    let (unfinished, path) = free_name(shelf, at, reason)?;
    let filled = fill(&unfinished).and_then(|made| {
        failpoint::reach("backup.before_name")?;
        durable::rename(&unfinished, &path)?;
        failpoint::pass("backup.named");
        Ok((path, made))
    });
    filled.inspect_err(|_| {
        // What cannot be taken away now is swept a day later.
        let _ = fs::remove_dir_all(&unfinished);
    })
}

/// Makes the unfinished folder of the first free name.
fn free_name(shelf: &Path, at: Timestamp, reason: BackupReason) -> Result<(PathBuf, PathBuf), StoreError> {
    for nth in 1..=NTH_MAX {
        let name = build_name(at, reason, nth);
        let (unfinished, path) = (shelf.join(format!("{UNFINISHED}{name}")), shelf.join(name));
        if fs::symlink_metadata(&path).is_ok() {
            continue;
        }
        match durable::create_private_folder(&unfinished) {
            Ok(()) => return Ok((unfinished, path)),
            Err(StoreError::BookExists { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::BookExists { path: shelf.to_owned() })
}

/// Takes away what crashes have left; a failure leaves it for the next time.
fn sweep_unfinished(shelf: &Path, now: Timestamp) {
    for entry in fs::read_dir(shelf).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_str().and_then(|name| name.strip_prefix(UNFINISHED)).and_then(parse_name);
        if name.is_some_and(|(at, _)| now.duration_since(at) > UNFINISHED_AGE_MAX) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
