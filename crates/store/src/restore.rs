//! Restoring: a backup is copied beside the companies and verified there, compared with the present
//! book, and only then takes its place. What stood there is renamed and kept
//! (docs/decisions/0032).

mod compare;
pub(crate) mod swap;

pub use compare::{Comparison, Lost, Standing};

use crate::backup::{
    BackupManifest, FILES, MANIFEST_FILE, PASSES, Track, copy_file, moment_text, parse_moment, unreadable,
    verify_folder,
};
use crate::books::read_entry;
use crate::keys::{KeyBundle, KeyFile, hex};
use crate::lock::{BookLock, LockOwner};
use crate::{
    BackupReason, BookEntry, Books, Progress, Protection, StoreError, Unlock, durable, failpoint, random,
};
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::{Path, PathBuf};

/// Beginning of the name of a candidate's folder.
const CANDIDATE: &str = ".restore-";
/// Age from which a candidate is what a crash left, and no longer looked at by anybody.
const CANDIDATE_AGE_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A verified copy of a backup, ready to take the place of the company's book. Its folder is taken
/// away when it is dropped.
pub struct RestoreCandidate {
    folder: PathBuf,
    manifest: BackupManifest,
    keys: KeyBundle,
}

/// What taking over did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// The company that stands now.
    pub entry: BookEntry,
    /// Where the book that stood there before is kept.
    pub replaced: Option<PathBuf>,
    /// Whether the everyday way in works on this machine: false for a keyring book whose key the
    /// keyring did not take. The recovery key opens it then.
    pub opens_daily: bool,
}

/// A book that was replaced and is kept.
#[derive(Debug)]
pub struct Replaced {
    /// Its folder.
    pub path: PathBuf,
    /// When it was replaced.
    pub at: Timestamp,
    /// The company, as far as it can be read.
    pub entry: Result<BookEntry, StoreError>,
}

impl Books {
    /// Copies a backup to where it could take over, and verifies the copy. The present book is not
    /// touched; this machine need not have the company.
    ///
    /// # Errors
    /// [`StoreError::BackupUnsound`] with the first fault, [`StoreError::Cancelled`], those of
    /// [`Books::open_to_read`] when `unlock` does not open it; nothing is left then.
    pub fn prepare_restore(
        &self,
        path: &Path,
        unlock: &Unlock,
        at: Timestamp,
        progress: &mut Progress<'_>,
    ) -> Result<RestoreCandidate, StoreError> {
        let unsound = |error: &StoreError| StoreError::BackupUnsound { fault: Box::new(unreadable(error)) };
        let (manifest, _) = BackupManifest::read(path).map_err(|error| unsound(&error))?;
        let keys = self.keys_of_backup(path, &manifest.company_id, unlock)?;
        fs::create_dir_all(&self.folder).map_err(StoreError::io(&self.folder))?;
        sweep_candidates(&self.folder, at);
        let name = format!("{CANDIDATE}{}-{}", moment_text(at), hex(&random::make_bytes::<4>()?));
        let folder = self.folder.join(name);
        durable::create_private_folder(&folder)?;
        // From here on the folder goes away with the candidate.
        let mut candidate = RestoreCandidate { folder, manifest, keys };
        candidate.fill(path, progress)?;
        Ok(candidate)
    }

    /// Books of a company that were replaced and are kept, newest first.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn replaced(&self, id: &str) -> Result<Vec<Replaced>, StoreError> {
        self.folder_of(id)?;
        let mut kept: Vec<Replaced> = swap::replaced_folders(&self.folder, id)?
            .into_iter()
            .map(|(path, at)| Replaced { entry: read_entry(&path), path, at })
            .collect();
        kept.sort_by(|a, b| (b.at, &b.path).cmp(&(a.at, &a.path)));
        Ok(kept)
    }

    /// Brings a kept book back; what stands there now is kept in its turn.
    ///
    /// # Errors
    /// [`StoreError::LockedByOther`] while the book is open, [`StoreError::BookMissing`] for a
    /// folder that is not among [`Books::replaced`].
    pub fn roll_back(&self, id: &str, path: &Path, at: Timestamp) -> Result<TakenOver, StoreError> {
        let known = self.replaced(id)?.into_iter().find(|kept| kept.path == path);
        let known = known.ok_or_else(|| StoreError::BookMissing { path: path.to_owned() })?;
        known.entry?;
        self.put_in_place(id, path, None, at)
    }

    /// Deletes a kept book for good.
    ///
    /// # Errors
    /// As [`Books::roll_back`].
    pub fn forget_replaced(&self, id: &str, path: &Path) -> Result<(), StoreError> {
        if !self.replaced(id)?.iter().any(|kept| kept.path == path) {
            return Err(StoreError::BookMissing { path: path.to_owned() });
        }
        fs::remove_dir_all(path).map_err(StoreError::io(path))
    }

    /// Restores the newest backup that was made before an upgrade, for whoever goes back to the
    /// version before. Opening the book with this program upgrades it again.
    ///
    /// # Errors
    /// [`StoreError::NoBackup`], and those of [`Books::prepare_restore`] and
    /// [`RestoreCandidate::take_over`].
    pub fn roll_back_upgrade(
        &self,
        id: &str,
        unlock: &Unlock,
        at: Timestamp,
        progress: &mut Progress<'_>,
    ) -> Result<TakenOver, StoreError> {
        let backups = self.backups(id, &[self.backup_place()])?;
        let newest = backups.iter().find(|b| b.reason == BackupReason::Upgrade && b.state.is_ok());
        let newest = newest.ok_or(StoreError::NoBackup)?;
        self.prepare_restore(&newest.path, unlock, at, progress)?.take_over(self, at)
    }

    /// Lets the book in `coming` take the place of the company `id`. A key file that stands now
    /// stays if it is of the same keys: a passphrase or recovery key that was given up since must
    /// not come back with an old book.
    fn put_in_place(
        &self,
        id: &str,
        coming: &Path,
        keys: Option<&KeyBundle>,
        at: Timestamp,
    ) -> Result<TakenOver, StoreError> {
        let place = self.folder_of(id)?;
        let me = LockOwner::at(&self.seat, at);
        let _lock = BookLock::take(&self.data_dir, &place, id, &me, false)?;
        swap::heal(&self.folder, id)?;
        failpoint::reach("restore.before_keys")?;
        let key_file = carry_keys(&place, coming)?;
        let replaced = swap::swap_in(&self.folder, id, coming, at)?;
        failpoint::pass("restore.before_keyring");
        let mut opens_daily = true;
        if let Some(keys) = keys.filter(|_| key_file.protection == Protection::Keyring) {
            opens_daily = self.keyring.write(id, keys.as_bytes()).is_ok();
        }
        Ok(TakenOver { entry: self.find(id)?, replaced, opens_daily })
    }
}

impl RestoreCandidate {
    /// What the backup says of itself; verified.
    pub fn manifest(&self) -> &BackupManifest {
        &self.manifest
    }

    /// The company's id.
    pub fn company_id(&self) -> &str {
        &self.manifest.company_id
    }

    /// Compares the candidate with the book that stands in its place now, if one does. That book
    /// may be open meanwhile.
    ///
    /// # Errors
    /// Those of the candidate; what is wrong with the present book is in the answer.
    pub fn compare(&self, books: &Books) -> Result<Comparison, StoreError> {
        let present = books.folder_of(&self.manifest.company_id)?;
        compare::compare(&self.folder, self.manifest.contents(&self.keys)?, &present, &self.keys)
    }

    /// Takes the place of the company's book, which is renamed and kept.
    ///
    /// # Errors
    /// [`StoreError::LockedByOther`] while the book is open; the present book stands then. After a
    /// crash on the way the next look at the companies finishes it.
    pub fn take_over(self, books: &Books, at: Timestamp) -> Result<TakenOver, StoreError> {
        let manifest = self.folder.join(MANIFEST_FILE);
        let taken = books.put_in_place(&self.manifest.company_id, &self.folder, Some(&self.keys), at)?;
        let _ = fs::remove_file(taken.entry.path.join(manifest.file_name().unwrap_or_default()));
        Ok(taken)
    }

    /// Gives the candidate up and takes its copy away.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn discard(self) -> Result<(), StoreError> {
        fs::remove_dir_all(&self.folder).map_err(StoreError::io(&self.folder))
    }

    fn fill(&mut self, from: &Path, progress: &mut Progress<'_>) -> Result<(), StoreError> {
        crate::backup::check_sizes(from, &self.manifest.files)
            .map_err(|fault| StoreError::BackupUnsound { fault: Box::new(fault) })?;
        let mut track = Track::new(progress, self.manifest.size_bytes().saturating_mul(1 + PASSES));
        failpoint::reach("restore.before_copy")?;
        for name in FILES.into_iter().chain([MANIFEST_FILE]) {
            copy_file(&from.join(name), &self.folder.join(name), name, &mut track)?;
        }
        durable::sync_folder(&self.folder)?;
        failpoint::reach("restore.before_verify")?;
        // What was verified counts, not what was read first.
        self.manifest = verify_folder(&self.folder, &self.keys, &mut track)?.into_sound()?;
        Ok(())
    }
}

impl Drop for RestoreCandidate {
    fn drop(&mut self) {
        // Gone already after taking over; what cannot be taken away is swept a day later.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl core::fmt::Debug for RestoreCandidate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RestoreCandidate").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Puts the present key file into the coming folder if both are of the same keys; answers the one
/// that will stand.
fn carry_keys(present: &Path, coming: &Path) -> Result<KeyFile, StoreError> {
    let then = KeyFile::read(coming)?;
    match KeyFile::read(present) {
        Ok(now) if now.is_of_same_keys(&then) => {
            now.replace_unopened(coming)?;
            Ok(now)
        }
        // No present book, one whose key file cannot be read, or another's.
        _ => Ok(then),
    }
}

/// Takes away candidates that crashes have left; a failure leaves one for the next time.
fn sweep_candidates(companies: &Path, now: Timestamp) {
    for entry in fs::read_dir(companies).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let made =
            name.to_str().and_then(|name| name.strip_prefix(CANDIDATE)).and_then(|rest| rest.get(..15));
        let is_old = |at: Timestamp| now.duration_since(at) > CANDIDATE_AGE_MAX;
        if made.and_then(parse_moment).is_some_and(is_old) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a name inside the companies' folder belongs to a restore and is no company.
pub(crate) fn is_of_restore(name: &str) -> bool {
    [CANDIDATE, swap::REPLACED, swap::INTENT].iter().any(|beginning| name.starts_with(beginning))
}
