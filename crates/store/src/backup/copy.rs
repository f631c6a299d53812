//! Copying a book while it is in use, and files with their digests.

use super::manifest::BackupFile;
use super::track::Track;
use crate::connection::{self, Use};
use crate::keys::{KeyBundle, hex};
use crate::{StoreError, durable, failpoint};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// Pages of one step: 4 MiB between two looks at whether to stop.
const PAGES_PER_STEP: i32 = 1024;
/// Bytes that are read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Bytes of the database that `source` sees.
pub(crate) fn size_of(source: &Connection) -> Result<u64, StoreError> {
    let pages: u64 = source.query_row("SELECT page_count FROM pragma_page_count", [], |row| row.get(0))?;
    Ok(pages.saturating_mul(connection::PAGE_BYTES))
}

/// Copies the database that `source` sees into a new file, in steps. `source` holds one view for
/// as long as that takes, so writers go on and the copy does not begin again.
pub(crate) fn copy_database(
    source: &Connection,
    to: &Path,
    keys: &KeyBundle,
    track: &mut Track<'_, '_>,
) -> Result<(), StoreError> {
    let mut target = connection::open(to, keys, Use::Copy)?;
    {
        let backup = Backup::new(source, &mut target)?;
        let mut copied = 0;
        loop {
            failpoint::reach("backup.before_step")?;
            let step = backup.step(PAGES_PER_STEP)?;
            let progress = backup.progress();
            let now = u64::try_from(progress.pagecount - progress.remaining).unwrap_or(copied);
            track.advance(now.saturating_sub(copied) * connection::PAGE_BYTES)?;
            copied = now;
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                // Nobody else knows the new file, and a view of the old one is held.
                _ => return Err(StoreError::Busy),
            }
        }
    }
    target.close().map_err(|(_, error)| error)?;
    durable::sync_file(to)
}

/// Copies a file into a place where none is, down to the disk, and tells its size and digest.
pub(crate) fn copy_file(
    from: &Path,
    to: &Path,
    name: &str,
    track: &mut Track<'_, '_>,
) -> Result<BackupFile, StoreError> {
    let mut target = File::create_new(to).map_err(StoreError::io(to))?;
    let copied = pass(from, name, track, &mut |chunk| target.write_all(chunk).map_err(StoreError::io(to)))?;
    failpoint::reach("copy.before_sync")?;
    target.sync_all().map_err(StoreError::io(to))?;
    Ok(copied)
}

/// Size and digest of a file.
pub(crate) fn digest_file(
    path: &Path,
    name: &str,
    track: &mut Track<'_, '_>,
) -> Result<BackupFile, StoreError> {
    pass(path, name, track, &mut |_| Ok(()))
}

fn pass(
    path: &Path,
    name: &str,
    track: &mut Track<'_, '_>,
    each: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<BackupFile, StoreError> {
    let mut file = File::open(path).map_err(StoreError::io(path))?;
    let (mut digest, mut size_bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let read = file.read(&mut buffer).map_err(StoreError::io(path))?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        digest.update(chunk);
        each(chunk)?;
        let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        size_bytes += bytes;
        track.advance(bytes)?;
    }
    Ok(BackupFile { name: name.to_owned(), size_bytes, sha256: hex(&digest.finalize()) })
}
