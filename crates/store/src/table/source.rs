//! Source documents, kept byte for byte, and which invoices were read from them.

use crate::StoreError;
use crate::keys::hex;
use crate::migration::Migration;
use crate::seal::SealKey;
use crate::table::change::{Act, Entity, Operation};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE source (
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
          CREATE INDEX invoice_source_import ON invoice_source (import_id, source_id);",
}];

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
        "SELECT {COLUMNS} FROM source s JOIN import i ON i.id = s.import_id WHERE s.id = ?1"
    ))?;
    Ok(statement.query_row([id], row_of).optional()?)
}

/// The document with these bytes, if it is kept.
pub(crate) fn find(connection: &Connection, sha256: &[u8; 32]) -> Result<Option<SourceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM source s JOIN import i ON i.id = s.import_id WHERE s.sha256 = ?1"
    ))?;
    Ok(statement.query_row([sha256.as_slice()], row_of).optional()?)
}

/// Bytes of a document as they came in; unsealed, and checked against their digest.
pub(crate) fn body(
    connection: &Connection,
    key: &SealKey,
    id: i64,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sha256, sealed, body FROM source WHERE id = ?1")?;
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

/// Documents that an invoice was read from, oldest first.
pub(crate) fn links(connection: &Connection, invoice: i64) -> Result<Vec<SourceLink>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, l.locator FROM invoice_source l
         JOIN source s ON s.id = l.source_id JOIN import i ON i.id = s.import_id
         WHERE l.invoice_id = ?1 ORDER BY s.id"
    ))?;
    let rows = statement.query_map([invoice], |row| {
        let locator: Option<String> = row.get(8)?;
        Ok(SourceLink {
            source: row_of(row)?,
            locator: locator.and_then(|text| serde_json::from_str(&text).ok()),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
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

/// Takes a document out that no invoice was read from any more.
pub(crate) fn remove(act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
    let before = image(act.tx, id)?;
    act.tx.execute("DELETE FROM source WHERE id = ?1", [id])?;
    act.record(Entity::Source, id, Operation::Remove, before.as_deref(), None)
}

/// Notes that an invoice was read from a document. Says whether that is new. A note left by an
/// import that was undone since is taken over: only standing imports answer for an invoice.
pub(crate) fn link(
    act: &Act<'_>,
    invoice: i64,
    source: i64,
    import: i64,
    locator: Option<&Locator>,
) -> Result<bool, StoreError> {
    let unwritable = |_| StoreError::damaged("a place in a document cannot be written as text");
    let locator = locator.map(serde_json::to_string).transpose().map_err(unwritable)?;
    let written = act
        .tx
        .prepare_cached(
            "INSERT INTO invoice_source (invoice_id, source_id, import_id, locator) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET import_id = excluded.import_id, locator = excluded.locator
               WHERE EXISTS (SELECT 1 FROM import WHERE id = invoice_source.import_id AND undone_at_ms IS NOT NULL)",
        )?
        .execute((invoice, source, import, locator))?;
    Ok(written > 0)
}

/// The document as the change chain sees it.
fn image(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let image = read(connection, id)?.map(|row| {
        json!({
            "sha256": row.sha256, "file_name": row.file_name, "format": row.format,
            "size_bytes": row.size_bytes, "import": row.import_id, "sealed": row.sealed,
        })
        .to_string()
    });
    Ok(image)
}
