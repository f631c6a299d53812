//! The keys of a book and the file that says how to get at them.
//!
//! A book has one random [`KeyBundle`] for its whole life. `book.keys` holds it wrapped in slots,
//! one per way in; a book in the system's keyring has its bundle there and a recovery slot here.
//! A check value tells a wrong key from a damaged book before the database is touched.

mod change;
mod passphrase;
mod recovery;

pub use change::{KeyProof, NewProtection, ProtectionChanged};
pub use passphrase::CHARS_MIN as PASSPHRASE_CHARS_MIN;
pub(crate) use passphrase::Stretch;
pub use recovery::RecoveryKey;

use crate::seal::SealKey;
use crate::{Protection, StoreError, durable, failpoint, random};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt::Write as _;
use std::path::Path;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Name of the key file inside a company's folder.
pub(crate) const KEY_FILE: &str = "book.keys";
/// Name of the next key file until it is whole.
const KEY_FILE_BESIDE: &str = "book.keys.new";
/// Format that this program writes and the newest it reads.
const FORMAT: u32 = 1;
/// Largest key file that is read, in bytes.
const KEY_FILE_BYTES_MAX: u64 = 64 * 1024;

/// The book's keys: one for the database file, one for sealing. Wiped on drop, never printed, and
/// on the heap: what is moved about would leave copies behind on the stack.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct KeyBundle(Box<[u8]>);

impl KeyBundle {
    /// 32 bytes for the database, 64 for sealing.
    pub(crate) const BYTES: usize = 32 + SealKey::BYTES;

    /// New random keys.
    pub(crate) fn make() -> Result<Self, StoreError> {
        let mut bytes = vec![0; Self::BYTES].into_boxed_slice();
        random::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The bundle of a keyring entry or an opened slot.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        if bytes.len() == Self::BYTES { Ok(Self(Box::from(bytes))) } else { Err(StoreError::WrongKey) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The sealing keys.
    pub(crate) fn seal_key(&self) -> Result<SealKey, StoreError> {
        self.0.last_chunk().map(SealKey::from_bytes).ok_or(StoreError::WrongKey)
    }

    /// The database key as SQLCipher takes a raw key: 64 hexadecimal digits.
    pub(crate) fn database_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.get(..32).unwrap_or_default()))
    }

    /// A tag over `text` that only this bundle makes; `purpose` keeps tags of different uses apart.
    pub(crate) fn authenticate(&self, purpose: &str, text: &[u8]) -> Result<[u8; 32], StoreError> {
        Ok(self.tag_over(purpose, text)?.finalize().into_bytes().into())
    }

    /// Whether `tag` is the one that [`KeyBundle::authenticate`] makes, compared in constant time.
    pub(crate) fn confirms(&self, purpose: &str, text: &[u8], tag: &[u8]) -> Result<bool, StoreError> {
        Ok(self.tag_over(purpose, text)?.verify_slice(tag).is_ok())
    }

    fn tag_over(&self, purpose: &str, text: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| StoreError::WrongKey)?;
        mac.update(&u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(text);
        Ok(mac)
    }

    /// Tells this bundle from any other without saying anything about it.
    fn derive_check(&self, book: &str) -> Result<String, StoreError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| StoreError::WrongKey)?;
        mac.update(b"jangbu book check");
        mac.update(book.as_bytes());
        Ok(hex(mac.finalize().into_bytes().get(..16).unwrap_or_default()))
    }
}

/// One way in.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Slot {
    /// The bundle under the recovery key.
    Recovery { sealed: String },
    /// The bundle under a stretched passphrase.
    Passphrase { stretch: Stretch, sealed: String },
    /// The bundle in the open; demo books only.
    Throwaway { warning: String, open_key: String },
}

/// What `book.keys` holds.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeyFile {
    format: u32,
    book: String,
    /// How the book is opened every day.
    pub(crate) protection: Protection,
    check: String,
    slots: Vec<Slot>,
}

impl KeyFile {
    /// Slots for a new book.
    pub(crate) fn make(
        book: &str,
        bundle: &KeyBundle,
        protection: Protection,
        passphrase: Option<&str>,
        recovery: &RecoveryKey,
    ) -> Result<Self, StoreError> {
        let check = bundle.derive_check(book)?;
        let mut file = Self { format: FORMAT, book: book.to_owned(), protection, check, slots: Vec::new() };
        file.set_recovery(bundle, recovery)?;
        if let Some(passphrase) = passphrase {
            file.set_passphrase(bundle, passphrase)?;
        }
        if protection == Protection::Throwaway {
            let warning = "demo book: this key protects nothing".to_owned();
            file.slots.push(Slot::Throwaway { warning, open_key: hex(bundle.as_bytes()) });
        }
        Ok(file)
    }

    /// Puts the bundle under a recovery key, in place of the one before.
    fn set_recovery(&mut self, bundle: &KeyBundle, recovery: &RecoveryKey) -> Result<(), StoreError> {
        let context = slot_context(&self.book);
        let sealed = hex(&recovery.derive_wrapping_key()?.seal(&context, bundle.as_bytes())?);
        self.slots.retain(|slot| !matches!(slot, Slot::Recovery { .. }));
        self.slots.insert(0, Slot::Recovery { sealed });
        Ok(())
    }

    /// Puts the bundle under a passphrase, in place of the one before.
    fn set_passphrase(&mut self, bundle: &KeyBundle, passphrase: &str) -> Result<(), StoreError> {
        let context = slot_context(&self.book);
        let stretch = Stretch::make()?;
        let sealed = hex(&stretch.derive_wrapping_key(passphrase)?.seal(&context, bundle.as_bytes())?);
        self.drop_passphrase();
        self.slots.push(Slot::Passphrase { stretch, sealed });
        Ok(())
    }

    fn drop_passphrase(&mut self) {
        self.slots.retain(|slot| !matches!(slot, Slot::Passphrase { .. }));
    }

    /// Reads the key file of a company's folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, StoreError> {
        Self::read_at(&folder.join(KEY_FILE))
    }

    fn read_at(path: &Path) -> Result<Self, StoreError> {
        let damaged = |reason: String| StoreError::KeyFileDamaged { reason };
        let text = durable::read_bounded(path, KEY_FILE_BYTES_MAX).map_err(|error| match error {
            StoreError::TooMany { .. } => damaged("it has too many bytes".to_owned()),
            error => error,
        })?;
        let text = text.ok_or_else(|| StoreError::BookMissing { path: path.to_owned() })?;
        // The parser's words could quote the file; its position says enough.
        let file: Self = serde_json::from_slice(&text)
            .map_err(|e| damaged(format!("line {} column {} is unreadable", e.line(), e.column())))?;
        if file.format > FORMAT {
            return Err(StoreError::NewerSchema { found: file.format.into(), known: FORMAT.into() });
        }
        Ok(file)
    }

    /// Writes the key file into a folder that has none.
    pub(crate) fn write_new(&self, folder: &Path) -> Result<(), StoreError> {
        durable::write_new(&folder.join(KEY_FILE), &self.to_text()?)
    }

    /// Writes the key file in place of the one that stands in the folder: beside it first, down to
    /// the disk, read back and opened, then renamed. A crash leaves the one or the other.
    ///
    /// # Errors
    /// Those of `open`, and of the system; the old file stands then.
    pub(crate) fn replace(
        &self,
        folder: &Path,
        open: impl FnOnce(&Self) -> Result<KeyBundle, StoreError>,
    ) -> Result<(), StoreError> {
        let beside = folder.join(KEY_FILE_BESIDE);
        durable::write_beside(&beside, &self.to_text()?)?;
        failpoint::reach("keys.before_open")?;
        open(&Self::read_at(&beside)?)?;
        failpoint::reach("keys.before_rename")?;
        durable::rename(&beside, &folder.join(KEY_FILE))
    }

    /// As [`KeyFile::replace`], for a file that stands elsewhere and is known to open.
    pub(crate) fn replace_unopened(&self, folder: &Path) -> Result<(), StoreError> {
        let beside = folder.join(KEY_FILE_BESIDE);
        durable::write_beside(&beside, &self.to_text()?)?;
        durable::rename(&beside, &folder.join(KEY_FILE))
    }

    /// Whether both files lead to the same keys.
    pub(crate) fn is_of_same_keys(&self, other: &Self) -> bool {
        self.book == other.book && self.check == other.check
    }

    /// The file as it is written.
    fn to_text(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec_pretty(self)
            .map_err(|_| StoreError::KeyFileDamaged { reason: "cannot be written".to_owned() })
    }

    /// The bundle by recovery key.
    pub(crate) fn open_with_recovery(&self, key: &RecoveryKey) -> Result<KeyBundle, StoreError> {
        let sealed = self.slots.iter().find_map(|slot| match slot {
            Slot::Recovery { sealed } => Some(sealed),
            _ => None,
        });
        self.unwrap_slot(sealed.ok_or(StoreError::NoSuchUnlock)?, &key.derive_wrapping_key()?)
    }

    /// The bundle by passphrase.
    pub(crate) fn open_with_passphrase(&self, passphrase: &str) -> Result<KeyBundle, StoreError> {
        let slot = self.slots.iter().find_map(|slot| match slot {
            Slot::Passphrase { stretch, sealed } => Some((stretch, sealed)),
            _ => None,
        });
        let (stretch, sealed) = slot.ok_or(StoreError::NoSuchUnlock)?;
        self.unwrap_slot(sealed, &stretch.derive_wrapping_key(passphrase)?)
    }

    /// The bundle of a demo book.
    pub(crate) fn open_throwaway(&self) -> Result<KeyBundle, StoreError> {
        let open_key = self.slots.iter().find_map(|slot| match slot {
            Slot::Throwaway { open_key, .. } => Some(open_key),
            _ => None,
        });
        self.confirm(KeyBundle::from_bytes(&unhex(open_key.ok_or(StoreError::NoSuchUnlock)?)?)?)
    }

    /// The bundle of a keyring entry, if it is this book's.
    pub(crate) fn confirm(&self, bundle: KeyBundle) -> Result<KeyBundle, StoreError> {
        if bundle.derive_check(&self.book)? == self.check { Ok(bundle) } else { Err(StoreError::WrongKey) }
    }

    fn unwrap_slot(&self, sealed: &str, key: &SealKey) -> Result<KeyBundle, StoreError> {
        let opened = key.open(&slot_context(&self.book), &unhex(sealed)?);
        let bundle = opened.map_err(|_| StoreError::WrongKey)?;
        self.confirm(KeyBundle::from_bytes(&bundle)?)
    }
}

fn slot_context(book: &str) -> String {
    format!("slot {book}")
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads hexadecimal of the key file.
fn unhex(text: &str) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let damaged = || StoreError::KeyFileDamaged { reason: "a slot is no hexadecimal".to_owned() };
    bytes_of_hex(text).map(Zeroizing::new).ok_or_else(damaged)
}

/// The bytes of hexadecimal text.
pub(crate) fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(digits, 16).ok()
    });
    pairs.collect()
}
