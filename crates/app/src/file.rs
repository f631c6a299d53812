//! Reading and writing files of the clerk's: bounded, atomic, never over another by accident.

use crate::{AppError, ErrorCode};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Largest file that is read, in bytes: what the readers of documents take, so that nothing is read
/// in vain.
pub const READ_BYTES_MAX: u64 = jangbu_forms::FILE_BYTES_MAX;

/// What to do when the target stands already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Refuse.
    Keep,
    /// The clerk agreed to replace it.
    Replace,
}

/// Reads a whole file of at most [`READ_BYTES_MAX`].
///
/// # Errors
/// `file.unreadable`, `file.too_large` (known before the content is read).
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>, AppError> {
    let unreadable = |error: std::io::Error| {
        AppError::new(ErrorCode::FileUnreadable, format!("cannot read: {error}")).with("file", path.display())
    };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > READ_BYTES_MAX {
        return Err(too_large(path, size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(READ_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let read = bytes.len() as u64;
    if read > READ_BYTES_MAX { Err(too_large(path, read)) } else { Ok(bytes) }
}

fn too_large(path: &Path, size: u64) -> AppError {
    AppError::new(ErrorCode::FileTooLarge, format!("{size} bytes, at most {READ_BYTES_MAX} are read"))
        .with("file", path.display())
        .with("size_mb", size / 1_048_576)
        .with("max_mb", READ_BYTES_MAX / 1_048_576)
}

/// Writes beside the target, syncs, then moves into place: a crash leaves the old file or the new.
///
/// # Errors
/// `file.exists` with [`Existing::Keep`], `file.unwritable`.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), AppError> {
    let unwritable = |error: std::io::Error| {
        AppError::new(ErrorCode::FileUnwritable, format!("cannot write: {error}"))
            .with("file", path.display())
    };
    let beside = path_beside(path);
    let result = write_beside(&beside, bytes).map_err(unwritable).and_then(|()| match existing {
        Existing::Replace => fs::rename(&beside, path).map_err(unwritable),
        Existing::Keep => link_new(&beside, path),
    });
    if result.is_err() {
        let _ = fs::remove_file(&beside);
    }
    if let (Ok(()), Some(folder)) = (&result, path.parent())
        && let Ok(folder) = File::open(folder)
    {
        // Not every system syncs a folder; the content itself is safe by now.
        let _ = folder.sync_all();
    }
    result
}

/// Gives the finished file its name unless the name is taken. File systems without hard links
/// (FAT sticks) get a copy into a newly created file instead.
fn link_new(beside: &Path, path: &Path) -> Result<(), AppError> {
    let exists =
        || AppError::new(ErrorCode::FileExists, "a file of that name exists").with("file", path.display());
    let unwritable = |error: std::io::Error| {
        AppError::new(ErrorCode::FileUnwritable, format!("cannot write: {error}"))
            .with("file", path.display())
    };
    match fs::hard_link(beside, path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists()),
        Err(_) => {
            let mut target = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
                if error.kind() == ErrorKind::AlreadyExists { exists() } else { unwritable(error) }
            })?;
            let mut source = File::open(beside).map_err(unwritable)?;
            std::io::copy(&mut source, &mut target).map_err(unwritable)?;
            target.sync_all().map_err(unwritable)?;
        }
    }
    let _ = fs::remove_file(beside);
    Ok(())
}

fn write_beside(beside: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same folder that no other writer uses.
fn path_beside(path: &Path) -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_replaced_only_on_the_clerks_word() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("목록.csv");
        write_atomically(&path, b"one", Existing::Keep).unwrap();
        let error = write_atomically(&path, b"two", Existing::Keep).unwrap_err();
        assert_eq!(error.code(), ErrorCode::FileExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write_atomically(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_too_large_is_refused_before_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big.xml");
        File::create(&path).unwrap().set_len(READ_BYTES_MAX + 1).unwrap();
        assert_eq!(read_bounded(&path).unwrap_err().code(), ErrorCode::FileTooLarge);
        assert_eq!(read_bounded(&dir.path().join("none")).unwrap_err().code(), ErrorCode::FileUnreadable);
    }
}
