//! Source documents, kept byte for byte, and which invoices were read from them.

use crate::StoreError;
use crate::image;
use crate::keys::hex;
use crate::migration::Migration;
use crate::seal::SealKey;
use crate::table::change::{Act, Entity, Operation};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

mod link;

pub(crate) use link::{link, links, relink, unlink};

pub(crate) const MIGRATIONS: &[Migration] =
    &[Migration { schema: 1, sql: TABLES }, Migration { schema: 2, sql: WITHDRAWN }];

const TABLES: &str = "CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE,
            file_name TEXT NOT NULL,
            format TEXT NOT NULL,
            size_bytes INTEGER NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            sealed INTEGER NOT NULL,
            body BLOB NOT NULL
          ) STRICT;
          CREATE TABLE invoice_source (
            invoice_id INTEGER NOT NULL,
            source_id INTEGER NOT NULL REFERENCES source (id),
            import_id INTEGER NOT NULL REFERENCES import (id),
            locator TEXT,
            PRIMARY KEY (invoice_id, source_id)
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX invoice_source_import ON invoice_source (import_id, source_id);";

/// An undo takes documents out of sight and keeps their bytes, so that it can itself be undone
/// (docs/decisions/0036). The mark is a table of its own: a column behind the bytes would be read
/// through all of them.
const WITHDRAWN: &str = "CREATE TABLE source_withdrawn (
            source_id INTEGER PRIMARY KEY REFERENCES source (id)
          ) STRICT;
          CREATE TABLE link_change (
            act_id INTEGER NOT NULL REFERENCES act (id),
            invoice_id INTEGER NOT NULL,
            source_id INTEGER NOT NULL,
            import_id INTEGER NOT NULL,
            locator TEXT,
            linked INTEGER NOT NULL,
            PRIMARY KEY (act_id, invoice_id, source_id)
          ) STRICT, WITHOUT ROWID;";

/// Largest document that is kept, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 250 * 1024 * 1024;

/// A kept document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its number.
    pub id: i64,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Name of the file it came in.
    pub file_name: String,
    /// `etax_xml`, `hometax_xls`, `hometax_xlsx`.
    pub format: String,
    /// Bytes.
    pub size_bytes: u64,
    /// The import that brought it.
    pub import_id: i64,
    /// When that was.
    pub imported_at: Timestamp,
    /// Sealed because it holds a resident number: mask it before showing.
    pub sealed: bool,
}

/// Where in a document an invoice stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    /// Sheet of a workbook.
    pub sheet: String,
    /// First row, 1-based as the spreadsheet shows it.
    pub first_row: u32,
    /// Last row.
    pub last_row: u32,
}

/// A document that an invoice was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLink {
    /// The document.
    pub source: SourceRow,
    /// Where in it; none when it is the document as a whole.
    pub locator: Option<Locator>,
}

/// A document in sight.
const STANDING: &str = "NOT EXISTS (SELECT 1 FROM source_withdrawn w WHERE w.source_id = s.id)";

const COLUMNS: &str = "s.id, s.sha256, s.file_name, s.format, s.size_bytes, s.import_id, i.at_ms, s.sealed";

fn row_of(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    let at_ms: i64 = row.get(6)?;
    Ok(SourceRow {
        id: row.get(0)?,
        sha256: hex(&row.get::<_, [u8; 32]>(1)?),
        file_name: row.get(2)?,
        format: row.get(3)?,
        size_bytes: row.get(4)?,
        import_id: row.get(5)?,
        imported_at: Timestamp::from_millisecond(at_ms)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(6, at_ms))?,
        sealed: row.get(7)?,
    })
}

/// One document without its bytes.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<SourceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM source s JOIN import i ON i.id = s.import_id
         WHERE s.id = ?1 AND {STANDING}"
    ))?;
    Ok(statement.query_row([id], row_of).optional()?)
}

/// The document with these bytes, if it is kept.
pub(crate) fn find(connection: &Connection, sha256: &[u8; 32]) -> Result<Option<SourceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM source s JOIN import i ON i.id = s.import_id
         WHERE s.sha256 = ?1 AND {STANDING}"
    ))?;
    Ok(statement.query_row([sha256.as_slice()], row_of).optional()?)
}

/// Bytes of a document as they came in; unsealed, and checked against their digest.
pub(crate) fn body(
    connection: &Connection,
    key: &SealKey,
    id: i64,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT sha256, sealed, body FROM source s WHERE id = ?1 AND {STANDING}"))?;
    let (sha256, sealed, body): ([u8; 32], bool, Vec<u8>) = statement
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or(StoreError::NotFound { what: "source", id })?;
    let body = if sealed { key.open(&context(&sha256), &body)? } else { Zeroizing::new(body) };
    if sha256 == <[u8; 32]>::from(Sha256::digest(&*body)) {
        Ok(body)
    } else {
        Err(StoreError::damaged(format!("source {id} does not have its digest")))
    }
}

fn context(sha256: &[u8; 32]) -> String {
    format!("source {}", hex(sha256))
}

/// A document to keep.
pub(crate) struct NewSource<'a> {
    pub(crate) file_name: &'a str,
    pub(crate) format: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) seal: bool,
    pub(crate) import: i64,
}

/// Keeps a document; the same bytes are kept once. Says whether it is new.
pub(crate) fn keep(act: &mut Act<'_>, source: &NewSource<'_>) -> Result<(i64, bool), StoreError> {
    if source.bytes.len() > BODY_BYTES_MAX {
        let max = i64::try_from(BODY_BYTES_MAX).unwrap_or(i64::MAX);
        return Err(StoreError::TooMany { what: "bytes of a source document", max });
    }
    let sha256: [u8; 32] = Sha256::digest(source.bytes).into();
    if let Some(known) = find(act.tx, &sha256)? {
        return Ok((known.id, false));
    }
    if let Some(id) = find_withdrawn(act.tx, &sha256)? {
        readopt(act, id, source)?;
        return Ok((id, true));
    }
    let sealed = source.seal.then(|| act.seal.seal(&context(&sha256), source.bytes)).transpose()?;
    act.tx.execute(
        "INSERT INTO source (sha256, file_name, format, size_bytes, import_id, sealed, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            sha256.as_slice(),
            source.file_name,
            source.format,
            u64::try_from(source.bytes.len()).unwrap_or(u64::MAX),
            source.import,
            source.seal,
            sealed.as_deref().unwrap_or(source.bytes),
        ),
    )?;
    let id = act.tx.last_insert_rowid();
    let after = image(act.tx, id)?;
    act.record(Entity::Source, id, Operation::Add, None, after.as_deref())?;
    Ok((id, true))
}

/// Takes a document out of sight that no invoice was read from any more.
pub(crate) fn withdraw(act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
    let before = image(act.tx, id)?;
    act.tx.prepare_cached("INSERT INTO source_withdrawn (source_id) VALUES (?1)")?.execute([id])?;
    act.record(Entity::Source, id, Operation::Remove, before.as_deref(), None)
}

/// Brings a document back into sight.
pub(crate) fn bring_back(act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
    act.tx.prepare_cached("DELETE FROM source_withdrawn WHERE source_id = ?1")?.execute([id])?;
    let after = image(act.tx, id)?;
    act.record(Entity::Source, id, Operation::Restore, None, after.as_deref())
}

/// The document with these bytes that an undo has taken out of sight.
fn find_withdrawn(connection: &Connection, sha256: &[u8; 32]) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id FROM source s JOIN source_withdrawn w ON w.source_id = s.id WHERE s.sha256 = ?1",
    )?;
    Ok(statement.query_row([sha256.as_slice()], |row| row.get(0)).optional()?)
}

/// A withdrawn document comes in again by another import: its bytes are here already.
fn readopt(act: &mut Act<'_>, id: i64, source: &NewSource<'_>) -> Result<(), StoreError> {
    act.tx.execute(
        "UPDATE source SET file_name = ?2, format = ?3, import_id = ?4 WHERE id = ?1",
        (id, source.file_name, source.format, source.import),
    )?;
    act.tx.execute("DELETE FROM source_withdrawn WHERE source_id = ?1", [id])?;
    let after = image(act.tx, id)?;
    act.record(Entity::Source, id, Operation::Add, None, after.as_deref())
}

/// The document as the change chain sees it.
#[derive(Serialize)]
struct SourceImage<'a> {
    file_name: &'a str,
    format: &'a str,
    import: i64,
    sealed: bool,
    sha256: &'a str,
    size_bytes: u64,
}

/// The document's image as text.
pub(crate) fn image(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let Some(row) = read(connection, id)? else { return Ok(None) };
    let image = SourceImage {
        file_name: &row.file_name,
        format: &row.format,
        import: row.import_id,
        sealed: row.sealed,
        sha256: &row.sha256,
        size_bytes: row.size_bytes,
    };
    image::text(&image).map(Some)
}
