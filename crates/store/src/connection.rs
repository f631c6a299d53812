//! Opening the database file: key, pragmas, limits.

use crate::StoreError;
use crate::keys::KeyBundle;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a statement waits for another process before [`StoreError::Busy`].
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// Most bytes of one value or row: the largest source document and some room.
const VALUE_BYTES_MAX: i32 = 256 * 1024 * 1024;
/// Most bytes of one statement.
const STATEMENT_BYTES_MAX: i32 = 64 * 1024;
/// Prepared statements kept per connection.
const STATEMENTS_KEPT: usize = 128;
/// Page cache of the writer in KiB; a large import touches every index.
const WRITER_CACHE_KIB: i64 = 128 * 1024;
/// Page cache of a reader in KiB.
const READER_CACHE_KIB: i64 = 32 * 1024;
/// Bytes of the write-ahead log that stay after it was folded in; a large import makes it grow.
const LOG_BYTES_KEPT: i64 = 64 * 1024 * 1024;
/// SQLCipher's page size in bytes.
const PAGE_BYTES: u64 = 4096;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Makes the file; nothing may be there.
    Create,
    /// Reads and writes.
    Write,
    /// Reads only.
    Read,
}

/// Opens the database at `path`.
///
/// # Errors
/// [`StoreError::BookMissing`] instead of making a file, [`StoreError::BookExists`] instead of
/// overwriting one, [`StoreError::Damaged`] when the file does not open with its key.
pub(crate) fn open(path: &Path, keys: &KeyBundle, purpose: Use) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    if purpose == Use::Create {
        std::fs::File::create_new(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::BookExists { path: path.to_owned() },
            _ => StoreError::io(path)(error),
        })?;
        flags |= OpenFlags::SQLITE_OPEN_READ_WRITE;
    } else {
        find_book(path)?;
        // A reader of a WAL file may have to make the shared index, so it opens for writing and
        // is held to reading by `query_only`.
        flags |= OpenFlags::SQLITE_OPEN_READ_WRITE;
    }
    let mut connection = Connection::open_with_flags(path, flags)?;
    unlock(&connection, keys)?;
    if purpose != Use::Create {
        check_opens(&connection, path)?;
    }
    configure(&mut connection, purpose)?;
    Ok(connection)
}

/// The file must be there and must not be the empty one that SQLite would take for a new database.
fn find_book(path: &Path) -> Result<(), StoreError> {
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::BookMissing { path: path.to_owned() },
        _ => StoreError::io(path)(error),
    })?;
    if metadata.is_dir() || metadata.len() < PAGE_BYTES {
        return Err(StoreError::damaged("the file is shorter than one page"));
    }
    Ok(())
}

/// Hands over the raw key. An error here must not carry the statement, which holds the key.
fn unlock(connection: &Connection, keys: &KeyBundle) -> Result<(), StoreError> {
    let pragma = Zeroizing::new(format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{}'\";",
        keys.database_hex().as_str()
    ));
    connection
        .execute_batch(&pragma)
        .map_err(|_| StoreError::Database { code: 0, message: "the cipher did not take the key".to_owned() })
}

/// The key was confirmed by the key file, so a refusal means a damaged file.
fn check_opens(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let pages: u64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).and_then(|()| {
            connection.query_row("SELECT page_count FROM pragma_page_count", [], |row| row.get(0))
        })?;
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    // With a write-ahead log the file itself may be behind; without one it is whole or cut short.
    let has_log = std::fs::metadata(PathBuf::from(wal)).is_ok_and(|log| log.len() > 0);
    let size = std::fs::metadata(path).map_err(StoreError::io(path))?.len();
    if !has_log && size < pages.saturating_mul(PAGE_BYTES) {
        return Err(StoreError::damaged(format!(
            "{pages} pages are expected, the file holds {}",
            size / PAGE_BYTES
        )));
    }
    Ok(())
}

fn configure(connection: &mut Connection, purpose: Use) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_WAIT)?;
    if purpose == Use::Create {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // Answers with the new value, so it is asked rather than told.
    connection.query_row(&format!("PRAGMA journal_size_limit = {LOG_BYTES_KEPT}"), [], |_| Ok(()))?;
    let cache_kib = if purpose == Use::Read { READER_CACHE_KIB } else { WRITER_CACHE_KIB };
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    if purpose == Use::Read {
        connection.pragma_update(None, "query_only", true)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, STATEMENT_BYTES_MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
