//! Key files on disk: read with a bound, replaced without ever losing the old one.

use super::{EncryptedKey, KEY_FILE_BYTES_MAX, PrivateKey};
use crate::{NpkiError, Password, Protection, random};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Old versions of one file that may lie beside it.
const OLD_VERSIONS_MAX: u32 = 99;

/// A key file as it was read.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    key: EncryptedKey,
}

impl KeyFile {
    /// Reads a file, but no more of it than a key file can have.
    ///
    /// # Errors
    /// [`NpkiError::File`], and those of [`EncryptedKey::parse`].
    pub fn read(path: &Path) -> Result<Self, NpkiError> {
        Ok(Self { path: path.to_owned(), key: EncryptedKey::parse(&read_bounded(path)?)? })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it.
    pub fn key(&self) -> &EncryptedKey {
        &self.key
    }

    /// Puts the same key in its place under another password, another protection or both.
    ///
    /// The new file is written beside, flushed and read back before it takes the old one's place in one
    /// step; what stands there then is opened once more. The old file stays beside it under the name that
    /// [`Replacement::old_path`] tells, until [`Replacement::discard`].
    ///
    /// # Errors
    /// [`NpkiError::WrongPassword`]; [`NpkiError::ChangedMeanwhile`] when the file is no longer what was
    /// read; [`NpkiError::File`]. Whatever the error, the old key stands at its place.
    pub fn replace(
        &self,
        password: &Password,
        new_password: &Password,
        protection: Protection,
    ) -> Result<Replacement, NpkiError> {
        let opened = self.key.open(password)?;
        let new = EncryptedKey::make(&opened, new_password, protection)?;
        let old_path = self.keep_old()?;
        let replaced = put(&self.path, new.as_bytes(), Some(self.key.as_bytes()));
        if let Err(error) = replaced {
            // Ours, and a copy of what still stands at its place.
            let _ = fs::remove_file(&old_path);
            return Err(error);
        }
        let replacement = Replacement { path: self.path.clone(), old_path };
        match opens_as(&self.path, new_password, &opened) {
            Ok(()) => Ok(replacement),
            Err(error) => {
                replacement.undo()?;
                Err(error)
            }
        }
    }

    /// Copies the old file beside itself under a name that nothing has yet.
    fn keep_old(&self) -> Result<PathBuf, NpkiError> {
        for number in 1..=OLD_VERSIONS_MAX {
            let path = old_path(&self.path, number);
            match write_new(&path, self.key.as_bytes()) {
                Err(NpkiError::Exists { .. }) => {}
                done => return done.map(|()| path),
            }
        }
        Err(NpkiError::Exists { path: old_path(&self.path, OLD_VERSIONS_MAX) })
    }
}

/// A key file that took the place of an old one, which still lies beside it.
#[derive(Debug)]
pub struct Replacement {
    path: PathBuf,
    old_path: PathBuf,
}

impl Replacement {
    /// The latest replacement of a file, if an old version lies beside it.
    pub fn latest(path: &Path) -> Option<Self> {
        let old_path =
            (1..=OLD_VERSIONS_MAX).rev().map(|number| old_path(path, number)).find(|old| old.exists())?;
        Some(Self { path: path.to_owned(), old_path })
    }

    /// The file that holds the key now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the old file lies.
    pub fn old_path(&self) -> &Path {
        &self.old_path
    }

    /// Goes back to the old file, in one step; its password is the old one again.
    ///
    /// # Errors
    /// [`NpkiError::Damaged`] when what lies there is no key file; [`NpkiError::File`].
    pub fn undo(self) -> Result<(), NpkiError> {
        EncryptedKey::parse(&read_bounded(&self.old_path)?)?;
        fs::rename(&self.old_path, &self.path).map_err(failed(&self.path, "written"))?;
        flush_folder(&self.path)
    }

    /// Removes the old file: the new one is the only one from now on.
    ///
    /// # Errors
    /// [`NpkiError::File`].
    pub fn discard(self) -> Result<(), NpkiError> {
        fs::remove_file(&self.old_path).map_err(failed(&self.old_path, "removed"))?;
        flush_folder(&self.old_path)
    }
}

/// Writes a file that was not there. It appears whole; after a crash there may be an empty one.
///
/// # Errors
/// [`NpkiError::Exists`] when something is there, which is left alone; [`NpkiError::File`].
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), NpkiError> {
    // The name is taken first, by an empty file, so that nobody else's file can be written over.
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(NpkiError::Exists { path: path.to_owned() });
        }
        opened => drop(opened.map_err(failed(path, "written"))?),
    }
    let written = put(path, bytes, Some(&[]));
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

/// Puts `bytes` at `path` in one step, if what is there is still `expected`.
fn put(path: &Path, bytes: &[u8], expected: Option<&[u8]>) -> Result<(), NpkiError> {
    let beside = beside(path)?;
    let written = write_flushed(&beside, path, bytes).and_then(|()| {
        if expected.is_some_and(|expected| read_bounded(path).is_ok_and(|found| found == expected)) {
            fs::rename(&beside, path).map_err(failed(path, "written"))
        } else {
            Err(NpkiError::ChangedMeanwhile { path: path.to_owned() })
        }
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written?;
    flush_folder(path)
}

/// Writes and flushes a new file, and makes sure that it reads back as it was meant.
fn write_flushed(beside: &Path, like: &Path, bytes: &[u8]) -> Result<(), NpkiError> {
    let failed = failed(beside, "written");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside).map_err(&failed)?;
    file.write_all(bytes).map_err(&failed)?;
    if let Ok(old) = fs::metadata(like) {
        // A drive without permissions may refuse; then there are none to keep.
        let _ = file.set_permissions(old.permissions());
    }
    file.sync_all().map_err(&failed)?;
    drop(file);
    if read_bounded(beside)? == bytes {
        Ok(())
    } else {
        Err(failed(std::io::Error::other("what was written reads back differently")))
    }
}

fn opens_as(path: &Path, password: &Password, expected: &PrivateKey) -> Result<(), NpkiError> {
    let opened = KeyFile::read(path)?.key.open(password)?;
    if opened.is_same_as(expected) { Ok(()) } else { Err(PrivateKey::damaged("it reads back differently")) }
}

/// A file's content, refused beyond the bound of key files.
fn read_bounded(path: &Path) -> Result<Vec<u8>, NpkiError> {
    let failed = failed(path, "read");
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(&failed)?;
    file.take(KEY_FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(&failed)?;
    Ok(bytes)
}

/// A name in the same folder that nothing has.
fn beside(path: &Path) -> Result<PathBuf, NpkiError> {
    let number = u64::from_le_bytes(random::make_bytes()?);
    Ok(with_ending(path, &format!(".new-{number:016x}")))
}

fn old_path(path: &Path, number: u32) -> PathBuf {
    with_ending(path, &if number == 1 { ".old".to_owned() } else { format!(".old-{number}") })
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Makes a new name in a folder last. Only Unix needs it, and can.
fn flush_folder(path: &Path) -> Result<(), NpkiError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(path, "written"))
}

fn failed(path: &Path, action: &'static str) -> impl Fn(std::io::Error) -> NpkiError {
    let path = path.to_owned();
    move |source| NpkiError::File { path: path.clone(), action, source }
}
