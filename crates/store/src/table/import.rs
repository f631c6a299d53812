//! Imports: which files came in when, what they did, whether that was undone.

use crate::StoreError;
use crate::image;
use crate::migration::Migration;
use crate::table::change::{Act, Entity, Operation};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::Serialize;
use serde_json::json;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE import (
            id INTEGER PRIMARY KEY,
            act_id INTEGER NOT NULL REFERENCES act (id),
            at_ms INTEGER NOT NULL,
            files TEXT NOT NULL,
            added INTEGER NOT NULL DEFAULT 0,
            enriched INTEGER NOT NULL DEFAULT 0,
            replaced INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            undone_at_ms INTEGER
          ) STRICT;",
}];

/// A past import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number.
    pub id: i64,
    /// When it was committed.
    pub at: Timestamp,
    /// Names of its files.
    pub files: Vec<String>,
    /// Invoices that were new.
    pub added: u32,
    /// Invoices about which it said more.
    pub enriched: u32,
    /// Invoices whose version a person replaced.
    pub replaced: u32,
    /// Invoices it repeated.
    pub unchanged: u32,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, at_ms, files, added, enriched, replaced, unchanged, undone_at_ms";

fn row_of(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    let moment = |ms: i64| {
        Timestamp::from_millisecond(ms).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(1, ms))
    };
    let files: String = row.get(2)?;
    Ok(ImportRow {
        id: row.get(0)?,
        at: moment(row.get(1)?)?,
        files: serde_json::from_str(&files).unwrap_or_default(),
        added: row.get(3)?,
        enriched: row.get(4)?,
        replaced: row.get(5)?,
        unchanged: row.get(6)?,
        undone_at: row.get::<_, Option<i64>>(7)?.map(moment).transpose()?,
    })
}

/// The newest imports first, at most `limit`.
pub(crate) fn list(connection: &Connection, limit: u32) -> Result<Vec<ImportRow>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM import ORDER BY id DESC LIMIT ?1"))?;
    let rows = statement.query_map([limit], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One import.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<ImportRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM import WHERE id = ?1"))?;
    Ok(statement.query_row([id], row_of).optional()?)
}

/// Rows of the change chain that an import's act wrote: first and last number.
pub(crate) fn act_range(connection: &Connection, id: i64) -> Result<(i64, i64), StoreError> {
    Ok(connection.query_row(
        "SELECT a.first_seq, a.last_seq FROM import i JOIN act a ON a.id = i.act_id WHERE i.id = ?1",
        [id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// The act that an import was.
pub(crate) fn act_of(connection: &Connection, id: i64) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT act_id FROM import WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// The import that an act was, if it was one.
pub(crate) fn of_act(connection: &Connection, act: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entity_id FROM change WHERE seq = (SELECT last_seq FROM act WHERE id = ?1)
           AND entity = ?2 AND operation = ?3",
    )?;
    let key = (act, Entity::Import.number(), Operation::Add.number());
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

/// Begins an import; [`finish`] writes its counts and its change row.
pub(crate) fn begin(act: &Act<'_>, files: &[&str]) -> Result<i64, StoreError> {
    act.tx.execute(
        "INSERT INTO import (act_id, at_ms, files) VALUES (?1, ?2, ?3)",
        (act.id(), act.at_ms(), json!(files).to_string()),
    )?;
    Ok(act.tx.last_insert_rowid())
}

/// Writes what the import did.
pub(crate) fn finish(
    act: &mut Act<'_>,
    id: i64,
    [added, enriched, replaced, unchanged]: [u32; 4],
) -> Result<(), StoreError> {
    act.tx.execute(
        "UPDATE import SET added = ?2, enriched = ?3, replaced = ?4, unchanged = ?5 WHERE id = ?1",
        (id, added, enriched, replaced, unchanged),
    )?;
    let after = expect_image(act.tx, id)?;
    act.record(Entity::Import, id, Operation::Add, None, Some(&after))
}

/// Marks an import as undone.
pub(crate) fn mark_undone(act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
    let before = expect_image(act.tx, id)?;
    act.tx.execute("UPDATE import SET undone_at_ms = ?2 WHERE id = ?1", (id, act.at_ms()))?;
    let after = expect_image(act.tx, id)?;
    act.record(Entity::Import, id, Operation::Update, Some(&before), Some(&after))
}

/// Marks an import as standing again.
pub(crate) fn mark_standing(act: &mut Act<'_>, id: i64) -> Result<(), StoreError> {
    let before = expect_image(act.tx, id)?;
    act.tx.execute("UPDATE import SET undone_at_ms = NULL WHERE id = ?1", [id])?;
    let after = expect_image(act.tx, id)?;
    act.record(Entity::Import, id, Operation::Restore, Some(&before), Some(&after))
}

/// Whether an image of the chain tells of an undone import.
pub(crate) fn is_undone_in(image: &str) -> bool {
    let image: serde_json::Value = serde_json::from_str(image).unwrap_or_default();
    image.get("undone_at_ms").is_some_and(|at| !at.is_null())
}

fn expect_image(connection: &Connection, id: i64) -> Result<String, StoreError> {
    image_if_any(connection, id)?.ok_or(StoreError::NotFound { what: "import", id })
}

/// The import as the change chain sees it.
#[derive(Serialize)]
struct ImportImage<'a> {
    added: u32,
    at_ms: i64,
    enriched: u32,
    files: &'a [String],
    replaced: u32,
    unchanged: u32,
    undone_at_ms: Option<i64>,
}

/// The import's image as text.
pub(crate) fn image_if_any(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let Some(row) = read(connection, id)? else { return Ok(None) };
    let image = ImportImage {
        added: row.added,
        at_ms: row.at.as_millisecond(),
        enriched: row.enriched,
        files: &row.files,
        replaced: row.replaced,
        unchanged: row.unchanged,
        undone_at_ms: row.undone_at.map(Timestamp::as_millisecond),
    };
    image::text(&image).map(Some)
}
