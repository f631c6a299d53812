//! Files that are whole or not there: written beside, pushed to the disk, then renamed.

use crate::{StoreError, failpoint};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

/// Writes a file into a place where none is, down to the disk.
///
/// # Errors
/// [`StoreError::Io`], [`StoreError::DiskFull`]; what was written of it stays.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    failpoint::reach("file.before_make")?;
    let mut file = File::create_new(path).map_err(StoreError::io(path))?;
    failpoint::reach("file.before_write")?;
    file.write_all(content).map_err(StoreError::io(path))?;
    failpoint::reach("file.before_sync")?;
    file.sync_all().map_err(StoreError::io(path))
}

/// Writes a file anew beside its place, down to the disk; `path` itself is not touched. A file
/// that an interrupted writing left beside it is written over.
///
/// # Errors
/// As [`write_new`].
pub(crate) fn write_beside(beside: &Path, content: &[u8]) -> Result<(), StoreError> {
    failpoint::reach("beside.before_make")?;
    let mut file = File::create(beside).map_err(StoreError::io(beside))?;
    failpoint::reach("beside.before_write")?;
    file.write_all(content).map_err(StoreError::io(beside))?;
    failpoint::reach("beside.before_sync")?;
    file.sync_all().map_err(StoreError::io(beside))
}

/// Moves a file or folder and makes sure that the move is on the disk.
///
/// # Errors
/// [`StoreError::Io`].
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    failpoint::reach("rename.before")?;
    fs::rename(from, to).map_err(StoreError::io(to))?;
    failpoint::pass("rename.before_sync");
    to.parent().map_or(Ok(()), sync_folder)
}

/// Pushes a file that something else wrote down to the disk.
///
/// # Errors
/// [`StoreError::Io`].
pub(crate) fn sync_file(path: &Path) -> Result<(), StoreError> {
    failpoint::reach("sync.before")?;
    let file = File::options().write(true).open(path).map_err(StoreError::io(path))?;
    file.sync_all().map_err(StoreError::io(path))
}

/// Pushes the names inside a folder down to the disk. Windows keeps them with the files.
///
/// # Errors
/// [`StoreError::Io`].
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(StoreError::io(folder))
}

/// Pushes the names inside a folder down to the disk. Windows keeps them with the files.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
pub(crate) fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Makes a folder that other users of the machine cannot look into.
///
/// # Errors
/// [`StoreError::BookExists`] when something is there, [`StoreError::Io`].
pub(crate) fn create_private_folder(path: &Path) -> Result<(), StoreError> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes to set"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::BookExists { path: path.to_owned() },
        _ => StoreError::io(path)(error),
    })
}

/// Reads a file of at most `bytes_max`; none when it is not there.
///
/// # Errors
/// [`StoreError::TooMany`] before anything is read, [`StoreError::Io`].
pub(crate) fn read_bounded(path: &Path, bytes_max: u64) -> Result<Option<Vec<u8>>, StoreError> {
    use std::io::Read as _;
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(path)(error)),
    };
    let mut content = Vec::new();
    // One byte more than allowed tells a file that is too large, even one that grows meanwhile.
    file.take(bytes_max + 1).read_to_end(&mut content).map_err(StoreError::io(path))?;
    if content.len() as u64 > bytes_max {
        let max = i64::try_from(bytes_max).unwrap_or(i64::MAX);
        return Err(StoreError::TooMany { what: "number of bytes of a small file", max });
    }
    Ok(Some(content))
}
