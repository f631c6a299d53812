//! Changing the ways in. The keys of a book stay the same for life; what changes is the key file,
//! which is written beside the old one, read back, opened, and then renamed: a crash at any point
//! leaves a file that opens.

use super::{KeyBundle, KeyFile, RecoveryKey};
use crate::books::unavailable;
use crate::lock::{BookLock, LockOwner};
use crate::{Book, Books, Protection, StoreError, Unlock, failpoint};
use jiff::Timestamp;
use std::path::Path;
use zeroize::Zeroizing;

/// What shows that whoever changes a way in may open the book.
pub enum KeyProof<'p> {
    /// The book is open to be written.
    Open(&'p Book),
    /// What opens it now; the book must not be open.
    Secret(&'p Unlock),
}

/// How a book's key is to be kept from now on.
pub enum NewProtection {
    /// In this machine's keyring.
    Keyring,
    /// Under a passphrase.
    Passphrase(Zeroizing<String>),
}

/// What changing the protection did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtectionChanged {
    /// How the key is kept now.
    pub protection: Protection,
    /// The keyring did not forget the key; this program no longer uses it.
    pub entry_left: bool,
}

impl Books {
    /// Gives a passphrase book another passphrase. Backups that were made before keep the old one.
    ///
    /// # Errors
    /// [`StoreError::NoSuchUnlock`] for a book of another protection, [`StoreError::WrongKey`],
    /// [`StoreError::PassphraseLength`], [`StoreError::LockedByOther`]; nothing changed then.
    pub fn change_passphrase(&self, id: &str, proof: &KeyProof<'_>, next: &str) -> Result<(), StoreError> {
        self.change_keys(id, proof, |folder, mut file, keys| {
            if file.protection != Protection::Passphrase {
                return Err(StoreError::NoSuchUnlock);
            }
            file.set_passphrase(keys, next)?;
            file.replace(folder, |file| file.open_with_passphrase(next))
        })
    }

    /// Keeps a book's key in another way from now on. The recovery key stays as it is.
    ///
    /// # Errors
    /// As [`Books::change_passphrase`]; [`StoreError::KeyringUnavailable`]; a demo book is
    /// [`StoreError::NoSuchUnlock`].
    pub fn change_protection(
        &self,
        id: &str,
        proof: &KeyProof<'_>,
        to: &NewProtection,
    ) -> Result<ProtectionChanged, StoreError> {
        self.change_keys(id, proof, |folder, file, keys| {
            if file.protection == Protection::Throwaway {
                return Err(StoreError::NoSuchUnlock);
            }
            match to {
                NewProtection::Keyring => self.move_to_keyring(id, folder, file, keys),
                NewProtection::Passphrase(next) => self.move_to_passphrase(id, folder, file, keys, next),
            }
        })
    }

    /// Makes a new recovery key; the old one opens the book no longer. Backups that were made
    /// before still open with it.
    ///
    /// # Errors
    /// As [`Books::change_passphrase`], but for any book.
    pub fn renew_recovery_key(&self, id: &str, proof: &KeyProof<'_>) -> Result<RecoveryKey, StoreError> {
        self.change_keys(id, proof, |folder, mut file, keys| {
            let next = RecoveryKey::make()?;
            file.set_recovery(keys, &next)?;
            file.replace(folder, |file| file.open_with_recovery(&next))?;
            Ok(next)
        })
    }

    fn move_to_keyring(
        &self,
        id: &str,
        folder: &Path,
        mut file: KeyFile,
        keys: &KeyBundle,
    ) -> Result<ProtectionChanged, StoreError> {
        // The key is in the keyring before the passphrase is given up.
        self.keyring.write(id, keys.as_bytes()).map_err(unavailable)?;
        failpoint::pass("keys.in_keyring");
        file.protection = Protection::Keyring;
        file.drop_passphrase();
        let replaced = file.replace(folder, |file| {
            let entry = self.keyring.read(id).map_err(unavailable)?.ok_or(StoreError::KeyringEntryMissing)?;
            file.confirm(KeyBundle::from_bytes(&entry)?)
        });
        replaced.inspect_err(|_| {
            // The passphrase still opens the book; an entry that stays is not used.
            let _ = self.keyring.delete(id);
        })?;
        Ok(ProtectionChanged { protection: Protection::Keyring, entry_left: false })
    }

    fn move_to_passphrase(
        &self,
        id: &str,
        folder: &Path,
        mut file: KeyFile,
        keys: &KeyBundle,
        next: &str,
    ) -> Result<ProtectionChanged, StoreError> {
        file.protection = Protection::Passphrase;
        file.set_passphrase(keys, next)?;
        file.replace(folder, |file| file.open_with_passphrase(next))?;
        failpoint::pass("keys.before_forget");
        // The keyring forgets last: until then either way opens the book.
        let entry_left = self.keyring.is_available() && self.keyring.delete(id).is_err();
        Ok(ProtectionChanged { protection: Protection::Passphrase, entry_left })
    }

    /// Runs `change` on the key file while nobody else can change it.
    fn change_keys<T>(
        &self,
        id: &str,
        proof: &KeyProof<'_>,
        change: impl FnOnce(&Path, KeyFile, &KeyBundle) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let folder = self.folder_of(id)?;
        match proof {
            KeyProof::Open(book) if book.is_read_only() => Err(StoreError::ReadOnly),
            KeyProof::Open(book) => {
                let file = KeyFile::read(&folder)?;
                let keys = file.confirm(book.keys().clone())?;
                change(&folder, file, &keys)
            }
            KeyProof::Secret(unlock) => {
                let file = KeyFile::read(&folder)?;
                let me = LockOwner::at(&self.seat, Timestamp::UNIX_EPOCH);
                let _lock = BookLock::take(&self.data_dir, &folder, id, &me, false)?;
                let keys = self.keys_of(id, &file, unlock)?;
                change(&folder, file, &keys)
            }
        }
    }
}
