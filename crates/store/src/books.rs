//! The folder of all companies: `<data dir>/companies/<id>/` with `book.db`, `book.keys` and
//! `company.json`. Opening never creates; creating never overwrites.

use crate::keys::{KeyBundle, KeyFile, hex};
use crate::{Book, Company, Keyring, KeyringError, RecoveryKey, StoreError, random};
use jangbu_domain::BusinessNumber;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Folder of the companies inside the data folder.
const COMPANIES: &str = "companies";
/// The encrypted database.
const BOOK_FILE: &str = "book.db";
/// What the switcher shows without opening the book.
const COMPANY_FILE: &str = "company.json";
/// Beginning of the name of a folder that is not finished.
const UNFINISHED: &str = ".new-";
/// Largest company file that is read, in bytes.
const COMPANY_FILE_BYTES_MAX: u64 = 64 * 1024;

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

/// A company on this machine, as the switcher shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// The folder's name.
    pub id: String,
    /// The company, as far as it is told in the open.
    pub company: Company,
    /// How the key is kept.
    pub protection: Protection,
    /// Invented books.
    pub demo: bool,
    /// The folder.
    pub path: PathBuf,
}

/// A folder that is no usable company: a creation that was interrupted, or files that are missing.
#[derive(Debug)]
pub struct Leftover {
    /// The folder.
    pub path: PathBuf,
    /// Why it is none.
    pub reason: StoreError,
}

/// `company.json`.
#[derive(Serialize, Deserialize)]
struct CompanyFile {
    format: u32,
    id: String,
    name: String,
    business_number: BusinessNumber,
    representative: Option<String>,
    demo: bool,
}

/// All companies of a data folder.
pub struct Books {
    folder: PathBuf,
    keyring: Arc<dyn Keyring>,
}

impl Books {
    /// Companies under `data_dir`; the folder is made when the first company is.
    pub fn new(data_dir: &Path, keyring: Arc<dyn Keyring>) -> Self {
        Self { folder: data_dir.join(COMPANIES), keyring }
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
        let folders = match fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Vec::new(), Vec::new()));
            }
            Err(error) => return Err(StoreError::io(&self.folder)(error)),
        };
        let (mut entries, mut leftovers) = (Vec::new(), Vec::new());
        for folder in folders {
            let path = folder.map_err(StoreError::io(&self.folder))?.path();
            match read_entry(&path) {
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
        read_entry(&self.folder_of(id)?)
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
        create_private_dir(&unfinished).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::BookExists { path: unfinished.clone() },
            _ => StoreError::io(&unfinished)(error),
        })?;
        let made = self.fill(&unfinished, id, new, protection);
        let (keys, recovery_key) = made.inspect_err(|_| remove_unfinished(&unfinished))?;
        if let Err(error) = fs::rename(&unfinished, &path) {
            remove_unfinished(&unfinished);
            // The entry of a book that does not exist opens nothing; a failure to forget it is harmless.
            let _ = self.keyring.delete(id);
            return Err(StoreError::io(&path)(error));
        }
        let book = Book::open(&path.join(BOOK_FILE), keys)?;
        Ok(Created { id: id.to_owned(), book, recovery_key })
    }

    /// Opens a company's book.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::RecoveryKeyTypo`],
    /// [`StoreError::KeyringEntryMissing`], [`StoreError::KeyringUnavailable`],
    /// [`StoreError::NoSuchUnlock`], [`StoreError::BookMissing`], [`StoreError::Damaged`],
    /// [`StoreError::NewerSchema`]; never makes a file.
    pub fn open(&self, id: &str, unlock: &Unlock) -> Result<Book, StoreError> {
        let path = self.folder_of(id)?;
        let key_file = KeyFile::read(&path)?;
        let keys = match unlock {
            Unlock::Keyring => self.keys_of_keyring(id, &key_file)?,
            Unlock::Passphrase(passphrase) => key_file.open_with_passphrase(passphrase)?,
            Unlock::Recovery(key) => key_file.open_with_recovery(&RecoveryKey::parse(key)?)?,
            Unlock::Throwaway => key_file.open_throwaway()?,
        };
        let book = Book::open(&path.join(BOOK_FILE), keys.clone())?;
        if matches!(unlock, Unlock::Recovery(_)) && key_file.protection == Protection::Keyring {
            // The book is open; where the keyring does not work, the recovery key is asked again.
            let _ = self.keyring.write(id, keys.as_bytes());
        }
        Ok(book)
    }

    fn keys_of_keyring(&self, id: &str, key_file: &KeyFile) -> Result<KeyBundle, StoreError> {
        if key_file.protection != Protection::Keyring {
            return Err(StoreError::NoSuchUnlock);
        }
        let secret = self.keyring.read(id).map_err(unavailable)?.ok_or(StoreError::KeyringEntryMissing)?;
        key_file.confirm(KeyBundle::from_bytes(&secret)?)
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
        let file = CompanyFile {
            format: 1,
            id: id.to_owned(),
            name: new.company.name.clone(),
            business_number: new.company.business_number,
            representative: new.company.representative.clone(),
            demo: new.demo,
        };
        write_whole(&folder.join(COMPANY_FILE), &file)?;
        if protection == Protection::Keyring {
            self.keyring.write(id, keys.as_bytes()).map_err(unavailable)?;
        }
        Ok((keys, recovery))
    }

    /// A company's folder. An id is a plain name: it cannot lead out of the companies' folder.
    fn folder_of(&self, id: &str) -> Result<PathBuf, StoreError> {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if plain {
            Ok(self.folder.join(id))
        } else {
            Err(StoreError::BookMissing { path: self.folder.clone() })
        }
    }
}

fn unavailable(error: KeyringError) -> StoreError {
    let KeyringError::Unavailable { reason } = error;
    StoreError::KeyringUnavailable { reason }
}

/// Makes a folder that other users of the machine cannot look into.
fn create_private_dir(path: &Path) -> std::io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes to set"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Takes away what an interrupted creation left. What cannot be taken away is named by
/// [`Books::list`] as a leftover.
fn remove_unfinished(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

fn read_entry(folder: &Path) -> Result<BookEntry, StoreError> {
    let key_file = KeyFile::read(folder)?;
    let path = folder.join(COMPANY_FILE);
    let damaged = |what: &str| StoreError::damaged(format!("company.json {what}"));
    let metadata = fs::metadata(&path).map_err(StoreError::io(&path))?;
    if metadata.len() > COMPANY_FILE_BYTES_MAX {
        return Err(damaged("is too large"));
    }
    let text = fs::read(&path).map_err(StoreError::io(&path))?;
    let file: CompanyFile = serde_json::from_slice(&text).map_err(|_| damaged("is unreadable"))?;
    let book = folder.join(BOOK_FILE);
    if !book.is_file() {
        return Err(StoreError::BookMissing { path: book });
    }
    if folder.file_name().is_none_or(|name| name != file.id.as_str()) {
        return Err(damaged("names another folder"));
    }
    Ok(BookEntry {
        id: file.id,
        company: Company {
            name: file.name,
            business_number: file.business_number,
            representative: file.representative,
        },
        protection: key_file.protection,
        demo: file.demo,
        path: folder.to_owned(),
    })
}

/// Writes a file beside its place and moves it there, so that a reader never sees half of it.
fn write_whole(path: &Path, content: &CompanyFile) -> Result<(), StoreError> {
    use std::io::Write as _;
    let text = serde_json::to_vec_pretty(content).map_err(|_| StoreError::damaged("company.json"))?;
    let beside = path.with_extension("json.new");
    let mut file = fs::File::create(&beside).map_err(StoreError::io(&beside))?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(StoreError::io(&beside))?;
    fs::rename(&beside, path).map_err(StoreError::io(path))
}
