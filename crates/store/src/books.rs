//! The folder of all companies: `<data dir>/companies/<id>/` with `book.db`, `book.keys` and
//! `company.json`. Opening never creates; creating never overwrites.

mod entry;
mod open;

pub use entry::{BookEntry, Leftover};
pub(crate) use entry::{COMPANY_FILE, read_entry};
pub use open::{HeldKey, OpenOptions, Unlock};
pub(crate) use open::{expect_newest, unavailable};

use crate::keys::{KeyBundle, KeyFile, hex};
use crate::lock::{BookLock, LockOwner, Seat};
use crate::{Book, Company, Keyring, RecoveryKey, StoreError, durable, failpoint, random, restore};
use entry::{CompanyFile, read_entry_in_place};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Folder of the companies inside the data folder.
const COMPANIES: &str = "companies";
/// The encrypted database.
pub(crate) const BOOK_FILE: &str = "book.db";
/// Beginning of the name of a folder that is not finished.
const UNFINISHED: &str = ".new-";

/// How a book's key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// In the operating system's keyring.
    Keyring,
    /// Under a passphrase, stretched with Argon2id.
    Passphrase,
    /// In the open beside the book; demo books only.
    Throwaway,
}

/// A company to make books for.
pub struct NewCompany {
    /// The company.
    pub company: Company,
    /// Books under [`Protection::Throwaway`] that hold invented figures.
    pub demo: bool,
    /// The moment of founding the book.
    pub at: Timestamp,
    /// For [`Protection::Passphrase`].
    pub passphrase: Option<Zeroizing<String>>,
}

/// A new book, open, and its recovery key, which is shown this once.
pub struct Created {
    /// The folder's name.
    pub id: String,
    /// The open book.
    pub book: Book,
    /// To print and keep away from this machine.
    pub recovery_key: RecoveryKey,
}

/// All companies of a data folder.
pub struct Books {
    pub(crate) data_dir: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) seat: Seat,
}

impl Books {
    /// Companies under `data_dir`; the folder is made when the first company is.
    pub fn new(data_dir: &Path, keyring: Arc<dyn Keyring>) -> Self {
        let (folder, seat) = (data_dir.join(COMPANIES), Seat::default());
        Self { data_dir: data_dir.to_owned(), folder, keyring, seat }
    }

    /// The same companies, opened by `seat`: named in locks and backups.
    #[must_use]
    pub fn seated(mut self, seat: Seat) -> Self {
        self.seat = seat;
        self
    }

    /// Whether new books can keep their keys in the keyring.
    pub fn is_keyring_available(&self) -> bool {
        self.keyring.is_available()
    }

    /// Companies by name, and folders that are none.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn list(&self) -> Result<(Vec<BookEntry>, Vec<Leftover>), StoreError> {
        self.heal_all();
        let folders = match fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Vec::new(), Vec::new()));
            }
            Err(error) => return Err(StoreError::io(&self.folder)(error)),
        };
        let (mut entries, mut leftovers) = (Vec::new(), Vec::new());
        for folder in folders {
            let folder = folder.map_err(StoreError::io(&self.folder))?;
            if folder.file_name().to_str().is_some_and(restore::is_of_restore) {
                continue;
            }
            let path = folder.path();
            match read_entry_in_place(&path) {
                Ok(entry) => entries.push(entry),
                Err(reason) => leftovers.push(Leftover { path, reason }),
            }
        }
        entries.sort_by(|a, b| (&a.company.name, &a.id).cmp(&(&b.company.name, &b.id)));
        Ok((entries, leftovers))
    }

    /// One company by its id.
    ///
    /// # Errors
    /// [`StoreError::BookMissing`], [`StoreError::KeyFileDamaged`].
    pub fn find(&self, id: &str) -> Result<BookEntry, StoreError> {
        let folder = self.folder_of(id)?;
        // Where a restore cannot be finished now, what stands there is told.
        let _ = self.heal(id);
        read_entry_in_place(&folder)
    }

    /// Makes a new company with a random id.
    ///
    /// # Errors
    /// [`StoreError::BookExists`], [`StoreError::KeyringUnavailable`],
    /// [`StoreError::PassphraseLength`], [`StoreError::NoSuchUnlock`] for a throw-away key on
    /// books that are no demo. What was made so far is taken away again.
    pub fn create(&self, new: &NewCompany, protection: Protection) -> Result<Created, StoreError> {
        let id = hex(&random::make_bytes::<16>()?);
        self.create_as(&id, new, protection)
    }

    /// Makes a new company in the folder `id`, which must not exist.
    ///
    /// # Errors
    /// As [`Books::create`].
    pub fn create_as(
        &self,
        id: &str,
        new: &NewCompany,
        protection: Protection,
    ) -> Result<Created, StoreError> {
        if (protection == Protection::Throwaway) != new.demo {
            return Err(StoreError::NoSuchUnlock);
        }
        let path = self.folder_of(id)?;
        let exists = || StoreError::BookExists { path: path.clone() };
        if fs::symlink_metadata(&path).is_ok() {
            return Err(exists());
        }
        fs::create_dir_all(&self.folder).map_err(StoreError::io(&self.folder))?;
        let unfinished = self.folder.join(format!("{UNFINISHED}{id}"));
        durable::create_private_folder(&unfinished)?;
        let made = self.fill(&unfinished, id, new, protection);
        let (keys, recovery_key) = made.inspect_err(|_| remove_unfinished(&unfinished))?;
        let named = failpoint::reach("create.before_name")
            .map_err(StoreError::from)
            .and_then(|()| durable::rename(&unfinished, &path));
        if let Err(error) = named {
            remove_unfinished(&unfinished);
            // The entry of a book that does not exist opens nothing; a failure to forget it is harmless.
            let _ = self.keyring.delete(id);
            return Err(error);
        }
        failpoint::pass("create.named");
        let me = LockOwner::at(&self.seat, new.at);
        let lock = BookLock::take(&self.data_dir, &path, id, &me, false)?;
        let book = Book::open(&path.join(BOOK_FILE), keys, self.seat.version.clone(), lock, &me)?;
        Ok(Created { id: id.to_owned(), book, recovery_key })
    }

    /// Finishes restores that a crash has interrupted. One that another process is at is left to it,
    /// one that cannot be finished now to the next look.
    fn heal_all(&self) {
        for id in restore::swap::interrupted(&self.folder).unwrap_or_default() {
            let _ = self.heal(&id);
        }
    }

    /// Finishes the restore of one company, if it was interrupted.
    pub(crate) fn heal(&self, id: &str) -> Result<(), StoreError> {
        let place = self.folder_of(id)?;
        if !restore::swap::is_interrupted(&self.folder, id) {
            return Ok(());
        }
        let me = LockOwner::at(&self.seat, Timestamp::UNIX_EPOCH);
        let _lock = BookLock::take(&self.data_dir, &place, id, &me, true)?;
        restore::swap::heal(&self.folder, id)
    }

    /// Makes everything of a company inside the unfinished folder.
    fn fill(
        &self,
        folder: &Path,
        id: &str,
        new: &NewCompany,
        protection: Protection,
    ) -> Result<(KeyBundle, RecoveryKey), StoreError> {
        let passphrase = match (protection, &new.passphrase) {
            (Protection::Passphrase, Some(passphrase)) => Some(passphrase.as_str()),
            (Protection::Passphrase, None) => return Err(StoreError::NoSuchUnlock),
            _ => None,
        };
        let (keys, recovery) = (KeyBundle::make()?, RecoveryKey::make()?);
        KeyFile::make(id, &keys, protection, passphrase, &recovery)?.write_new(folder)?;
        Book::create(&folder.join(BOOK_FILE), &keys, &new.company, new.at)?;
        CompanyFile::of(id, &new.company, new.demo).write_new(folder)?;
        if protection == Protection::Keyring {
            self.keyring.write(id, keys.as_bytes()).map_err(unavailable)?;
        }
        Ok((keys, recovery))
    }

    /// A company's folder. An id is a plain name: it cannot lead out of the companies' folder.
    pub(crate) fn folder_of(&self, id: &str) -> Result<PathBuf, StoreError> {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if plain {
            Ok(self.folder.join(id))
        } else {
            Err(StoreError::BookMissing { path: self.folder.clone() })
        }
    }
}

/// Takes away what an interrupted creation left. What cannot be taken away is named by
/// [`Books::list`] as a leftover.
fn remove_unfinished(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}
