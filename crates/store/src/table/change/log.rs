//! Reading the chain: acts, what each did, and what happened to one document.

use super::{Entity, Hash, Operation};
use crate::StoreError;
use rusqlite::{Connection, OptionalExtension as _, Row};

/// An act as it is stored.
pub(crate) struct ActEntry {
    pub(crate) id: i64,
    pub(crate) at_ms: i64,
    pub(crate) kind: String,
    pub(crate) first_seq: i64,
    pub(crate) last_seq: i64,
    counts: Option<String>,
}

const ACT_COLUMNS: &str = "id, at_ms, kind, first_seq, last_seq, counts";

fn act_of(row: &Row<'_>) -> rusqlite::Result<ActEntry> {
    Ok(ActEntry {
        id: row.get(0)?,
        at_ms: row.get(1)?,
        kind: row.get(2)?,
        first_seq: row.get(3)?,
        last_seq: row.get(4)?,
        counts: row.get(5)?,
    })
}

/// One act.
pub(crate) fn act(connection: &Connection, id: i64) -> Result<Option<ActEntry>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {ACT_COLUMNS} FROM act WHERE id = ?1"))?;
    Ok(statement.query_row([id], act_of).optional()?)
}

/// Acts, newest first, from the one before `before` on.
pub(crate) fn acts(
    connection: &Connection,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ActEntry>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {ACT_COLUMNS} FROM act WHERE id < ?1 ORDER BY id DESC LIMIT ?2"))?;
    let rows = statement.query_map((before.unwrap_or(i64::MAX), limit), act_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What an act did: kind of document, operation, how many.
pub(crate) fn counts_of(
    connection: &Connection,
    act: &ActEntry,
) -> Result<Vec<(Entity, Operation, u64)>, StoreError> {
    let counts: Vec<(i64, i64, u64)> = if let Some(text) = &act.counts {
        serde_json::from_str(text)
            .map_err(|_| StoreError::damaged(format!("counts of act {} are unreadable", act.id)))?
    } else {
        let mut statement = connection.prepare_cached(
            "SELECT entity, operation, count(*) FROM change WHERE seq BETWEEN ?1 AND ?2
             GROUP BY entity, operation ORDER BY entity, operation",
        )?;
        let rows = statement
            .query_map((act.first_seq, act.last_seq), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    // What a later version wrote and this one does not know is left out, not misnamed.
    let named = |(entity, operation, count)| {
        Some((Entity::from_number(entity)?, Operation::from_number(operation)?, count))
    };
    Ok(counts.into_iter().filter_map(named).collect())
}

/// What an act did to one document, from its first change to its last.
pub(crate) struct DocumentChange {
    pub(crate) entity: Entity,
    pub(crate) id: i64,
    pub(crate) first_seq: i64,
    /// Digest of what the document became; none when it went.
    pub(crate) after: Option<Hash>,
}

impl DocumentChange {
    /// The document as it was before the act; none when the act brought it.
    pub(crate) fn before(&self, connection: &Connection) -> Result<Option<String>, StoreError> {
        let mut statement = connection.prepare_cached("SELECT before_image FROM change WHERE seq = ?1")?;
        Ok(statement.query_row([self.first_seq], |row| row.get(0))?)
    }
}

/// Documents whose content an act changed and that an undo puts back, in the order of their first
/// change. Partners follow from invoices and are not among them.
pub(crate) fn documents_of(
    connection: &Connection,
    act: &ActEntry,
    limit: u32,
) -> Result<Vec<DocumentChange>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.entity, c.entity_id, c.first, (SELECT after_sha256 FROM change WHERE seq = c.last) FROM (
           SELECT entity, entity_id, min(seq) AS first, max(seq) AS last FROM change
           WHERE seq BETWEEN ?1 AND ?2 AND entity NOT IN (?3, ?4) AND operation <> ?5
           GROUP BY entity, entity_id ORDER BY first LIMIT ?6) c ORDER BY c.first",
    )?;
    let rows = statement.query_map(
        (
            act.first_seq,
            act.last_seq,
            Entity::Partner.number(),
            Entity::Act.number(),
            Operation::Unmask.number(),
            limit,
        ),
        |row| {
            let entity =
                Entity::from_number(row.get(0)?).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, 0))?;
            Ok(DocumentChange { entity, id: row.get(1)?, first_seq: row.get(2)?, after: row.get(3)? })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the content of a document changed after that row of the chain.
pub(crate) fn changed_later(
    connection: &Connection,
    entity: Entity,
    id: i64,
    seq: i64,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM change
           WHERE entity_id = ?1 AND entity = ?2 AND seq > ?3 AND operation <> ?4)",
    )?;
    let key = (id, entity.number(), seq, Operation::Unmask.number());
    Ok(statement.query_row(key, |row| row.get(0))?)
}

/// The last act that did `operation` to a document.
pub(crate) fn latest_act_with(
    connection: &Connection,
    entity: Entity,
    id: i64,
    operation: Operation,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT act_id FROM change WHERE entity_id = ?1 AND entity = ?2 AND operation = ?3
         ORDER BY seq DESC LIMIT 1",
    )?;
    let key = (id, entity.number(), operation.number());
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

/// One row of a document's history.
pub(crate) struct ChangeRow {
    pub(crate) seq: i64,
    pub(crate) act_id: i64,
    pub(crate) at_ms: i64,
    pub(crate) act: String,
    pub(crate) operation: Operation,
    pub(crate) before: Option<String>,
}

/// What happened to one document, oldest first.
pub(crate) fn history(
    connection: &Connection,
    entity: Entity,
    entity_id: i64,
) -> Result<Vec<ChangeRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.seq, a.at_ms, a.kind, c.operation, c.before_image, c.act_id
         FROM change c JOIN act a ON a.id = c.act_id
         WHERE c.entity_id = ?1 AND c.entity = ?2 ORDER BY c.seq",
    )?;
    let rows = statement.query_map((entity_id, entity.number()), |row| {
        let operation =
            Operation::from_number(row.get(3)?).ok_or(rusqlite::Error::IntegralValueOutOfRange(3, 0))?;
        Ok(ChangeRow {
            seq: row.get(0)?,
            at_ms: row.get(1)?,
            act: row.get(2)?,
            operation,
            before: row.get(4)?,
            act_id: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Digest that the last content change of a document left behind.
pub(crate) fn last_digest(
    connection: &Connection,
    entity: Entity,
    entity_id: i64,
) -> Result<Option<Hash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT after_sha256 FROM change
         WHERE entity_id = ?1 AND entity = ?2 AND operation <> ?3 ORDER BY seq DESC LIMIT 1",
    )?;
    let digest: Option<Option<Hash>> = statement
        .query_row((entity_id, entity.number(), Operation::Unmask.number()), |row| row.get(0))
        .optional()?;
    Ok(digest.flatten())
}
