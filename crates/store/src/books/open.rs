//! Opening a company's book: its key, its lock, its schema.

use super::{BOOK_FILE, Books, Protection};
use crate::backup::Source;
use crate::connection::{self, Use};
use crate::keys::{KeyBundle, KeyFile};
use crate::lock::{BookLock, LockOwner};
use crate::migration::{self, SCHEMA};
use crate::{BackupOrder, BackupReason, Book, KeyringError, RecoveryKey, StoreError};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::path::Path;
use zeroize::Zeroizing;

/// What opens a book.
pub enum Unlock {
    /// The entry in the keyring.
    Keyring,
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// The recovery key; a keyring book's entry is put back when the keyring works.
    Recovery(Zeroizing<String>),
    /// The key in the open.
    Throwaway,
    /// The keys that a book is open with.
    Held(HeldKey),
}

/// The keys of a book that is or was open, for opening another state of the same book: a backup,
/// or what takes its place. Wiped on drop, never printed.
pub struct HeldKey(KeyBundle);

impl Book {
    /// The keys that the book is open with.
    pub fn held_key(&self) -> HeldKey {
        HeldKey(self.keys().clone())
    }
}

/// How a book is opened to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// The moment: `since` of the lock, and the name of the backup before an upgrade.
    pub at: Timestamp,
    /// A person said that the other machine which is named does not use the book.
    pub take_over: bool,
}

impl OpenOptions {
    /// Opening at a moment, taking nothing over from another machine.
    pub const fn at(at: Timestamp) -> Self {
        Self { at, take_over: false }
    }
}

impl Books {
    /// Opens a company's book without telling the moment: chores and tests.
    ///
    /// # Errors
    /// As [`Books::open_with`].
    pub fn open(&self, id: &str, unlock: &Unlock) -> Result<Book, StoreError> {
        self.open_with(id, unlock, OpenOptions::at(Timestamp::UNIX_EPOCH))
    }

    /// Opens a company's book to be read and written; no other process writes it meanwhile. A book
    /// of an earlier schema is backed up, the backup verified, and the book brought up to date.
    ///
    /// # Errors
    /// [`StoreError::LockedByOther`], [`StoreError::WrongKey`], [`StoreError::RecoveryKeyTypo`],
    /// [`StoreError::KeyringEntryMissing`], [`StoreError::KeyringUnavailable`],
    /// [`StoreError::NoSuchUnlock`], [`StoreError::BookMissing`], [`StoreError::Damaged`],
    /// [`StoreError::NewerSchema`]; never makes a book.
    pub fn open_with(&self, id: &str, unlock: &Unlock, options: OpenOptions) -> Result<Book, StoreError> {
        let folder = self.folder_of(id)?;
        self.heal(id)?;
        let key_file = KeyFile::read(&folder)?;
        let me = LockOwner::at(&self.seat, options.at);
        let lock = BookLock::take(&self.data_dir, &folder, id, &me, options.take_over)?;
        let keys = self.keys_of(id, &key_file, unlock)?;
        self.back_up_before_upgrade(&folder, &keys, options.at)?;
        let book = Book::open(&folder.join(BOOK_FILE), keys.clone(), self.seat.version.clone(), lock, &me)?;
        self.put_back_entry(id, &key_file, unlock, &keys);
        Ok(book)
    }

    /// Opens a company's book to be read only, beside whoever writes it. Nothing is locked, and a
    /// book of an earlier schema is left as it is.
    ///
    /// # Errors
    /// As [`Books::open_with`] except for the lock; [`StoreError::OlderSchema`].
    pub fn open_to_read(&self, id: &str, unlock: &Unlock) -> Result<Book, StoreError> {
        let folder = self.folder_of(id)?;
        // Another process may be at it; then what stands there now is read.
        let _ = self.heal(id);
        let keys = self.keys_of(id, &KeyFile::read(&folder)?, unlock)?;
        Book::open_to_read(&folder.join(BOOK_FILE), keys, self.seat.version.clone())
    }

    /// Makes a verified backup in the first place of a book that opening will bring up to date.
    fn back_up_before_upgrade(
        &self,
        folder: &Path,
        keys: &KeyBundle,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let connection = connection::open(&folder.join(BOOK_FILE), keys, Use::Read)?;
        let schema = migration::schema_of(&connection)?;
        drop(connection);
        if !(1..SCHEMA).contains(&schema) {
            return Ok(());
        }
        let (place, reason) = (self.backup_place(), BackupReason::Upgrade);
        let order = BackupOrder { place, second: None, reason, at };
        let source = Source { folder, keys, version: &self.seat.version };
        source.back_up(&order, &mut |_, _| ControlFlow::Continue(()))?;
        Ok(())
    }

    /// The keys that `unlock` opens `key_file` to.
    pub(crate) fn keys_of(
        &self,
        id: &str,
        key_file: &KeyFile,
        unlock: &Unlock,
    ) -> Result<KeyBundle, StoreError> {
        match unlock {
            Unlock::Keyring => self.keys_of_keyring(id, key_file),
            Unlock::Passphrase(passphrase) => key_file.open_with_passphrase(passphrase),
            Unlock::Recovery(key) => key_file.open_with_recovery(&RecoveryKey::parse(key)?),
            Unlock::Throwaway => key_file.open_throwaway(),
            Unlock::Held(HeldKey(keys)) => key_file.confirm(keys.clone()),
        }
    }

    fn keys_of_keyring(&self, id: &str, key_file: &KeyFile) -> Result<KeyBundle, StoreError> {
        if key_file.protection != Protection::Keyring {
            return Err(StoreError::NoSuchUnlock);
        }
        let secret = self.keyring.read(id).map_err(unavailable)?.ok_or(StoreError::KeyringEntryMissing)?;
        key_file.confirm(KeyBundle::from_bytes(&secret)?)
    }

    /// Puts the entry of a keyring book back that the recovery key has opened.
    fn put_back_entry(&self, id: &str, key_file: &KeyFile, unlock: &Unlock, keys: &KeyBundle) {
        if matches!(unlock, Unlock::Recovery(_)) && key_file.protection == Protection::Keyring {
            // The book is open; where the keyring does not work, the recovery key is asked again.
            let _ = self.keyring.write(id, keys.as_bytes());
        }
    }
}

/// What a keyring's refusal means for a book.
pub(crate) fn unavailable(error: KeyringError) -> StoreError {
    let KeyringError::Unavailable { reason } = error;
    StoreError::KeyringUnavailable { reason }
}

/// Refuses a schema that is not this program's, for a book that must be left as it is.
pub(crate) const fn expect_newest(found: i64) -> Result<(), StoreError> {
    if found > SCHEMA {
        return Err(StoreError::NewerSchema { found, known: SCHEMA });
    }
    if found < SCHEMA {
        return Err(StoreError::OlderSchema { found, known: SCHEMA });
    }
    Ok(())
}
