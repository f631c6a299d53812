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
/// Bytes of the statement that hands over the key, and some room.
const KEY_STATEMENT_BYTES: usize = 256;
/// SQLCipher's page size in bytes.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Makes the file; nothing may be there.
    Create,
    /// Reads and writes.
    Write,
    /// Reads only.
    Read,
    /// Makes the file to be filled by a copy; it counts only once it is whole and on the disk.
    Copy,
    /// Reads a file that nobody writes, and leaves nothing beside it.
    Kept,
}

impl Use {
    /// Nothing may be at the path before.
    const fn makes(self) -> bool {
        matches!(self, Self::Create | Self::Copy)
    }
}

/// Opens the database at `path`.
///
/// # Errors
/// [`StoreError::BookMissing`] instead of making a file, [`StoreError::BookExists`] instead of
/// overwriting one, [`StoreError::Damaged`] when the file does not open with its key.
pub(crate) fn open(path: &Path, keys: &KeyBundle, purpose: Use) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    if purpose.makes() {
        std::fs::File::create_new(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::BookExists { path: path.to_owned() },
            _ => StoreError::io(path)(error),
        })?;
        flags |= OpenFlags::SQLITE_OPEN_READ_WRITE;
    } else if purpose == Use::Kept {
        find_book(path)?;
        flags |= OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    } else {
        find_book(path)?;
        // A reader of a WAL file may have to make the shared index, so it opens for writing and
        // is held to reading by `query_only`.
        flags |= OpenFlags::SQLITE_OPEN_READ_WRITE;
    }
    let mut connection = match purpose {
        Use::Kept => Connection::open_with_flags(build_kept_uri(path)?, flags)?,
        _ => Connection::open_with_flags(path, flags)?,
    };
    unlock(&connection, keys)?;
    if !purpose.makes() {
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

/// The address of a file that SQLite may take as never changing: no lock, no log, no index of it.
fn build_kept_uri(path: &Path) -> Result<String, StoreError> {
    use std::fmt::Write as _;
    let text = path.to_str().ok_or_else(|| {
        let source = std::io::Error::other("the name of the folder is no valid text");
        StoreError::Io { path: path.to_owned(), source }
    })?;
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let mut uri = "file:".to_owned();
    if cfg!(windows) && !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        // Writing to a String cannot fail.
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                uri.write_char(char::from(byte))
            }
            _ => write!(uri, "%{byte:02X}"),
        };
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}

/// Hands over the raw key. An error here must not carry the statement, which holds the key.
fn unlock(connection: &Connection, keys: &KeyBundle) -> Result<(), StoreError> {
    // Long enough from the start: a text that grows leaves copies behind.
    let mut pragma = Zeroizing::new(String::with_capacity(KEY_STATEMENT_BYTES));
    pragma.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
    pragma.push_str(&keys.database_hex());
    pragma.push_str("'\";");
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

/// That every page this connection has read is what was written.
///
/// The cipher hands a damaged page over as zeros and only remembers that it did. A tree of pages is
/// noticed to be none, but the end of a long value, a document or the search index's, would pass
/// for what was stored: the search would find nothing and say so.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(crate) fn confirm_sound(connection: &Connection) -> Result<(), StoreError> {
    let damaged = || StoreError::damaged("a page is not what was written");
    // Answered while the statement is made ready: a kept statement would repeat its first answer.
    let status: String =
        connection.query_row("PRAGMA cipher_status", [], |row| row.get(0)).map_err(|_| damaged())?;
    if status == "1" { Ok(()) } else { Err(damaged()) }
}

fn configure(connection: &mut Connection, purpose: Use) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_WAIT)?;
    match purpose {
        Use::Create => connection.pragma_update(None, "journal_mode", "WAL")?,
        Use::Copy => connection.pragma_update(None, "journal_mode", "OFF")?,
        Use::Write | Use::Read | Use::Kept => {}
    }
    let synchronous = if purpose == Use::Copy { "OFF" } else { "FULL" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // Answers with the new value, so it is asked rather than told.
    connection.query_row(&format!("PRAGMA journal_size_limit = {LOG_BYTES_KEPT}"), [], |_| Ok(()))?;
    let cache_kib = match purpose {
        Use::Create | Use::Write => WRITER_CACHE_KIB,
        Use::Read | Use::Copy | Use::Kept => READER_CACHE_KIB,
    };
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    if matches!(purpose, Use::Read | Use::Kept) {
        connection.pragma_update(None, "query_only", true)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, STATEMENT_BYTES_MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
