//! The log of acts: what was done when, what it changed, and whether it can be undone.

use crate::table::{self, change};
use crate::undo::{UndoRefusal, undoes, undone_by, why_not_in_list};
use crate::{Entity, Operation, Reader, StoreError};
use jiff::Timestamp;

/// Most acts of one page.
pub const ACTS_MAX: u32 = 500;

/// One act of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// `create`, `import`, `note`, `unmask`, `undo`, `redo`.
    pub kind: String,
    /// Its first row in the change chain.
    pub first_seq: i64,
    /// Its last row.
    pub last_seq: i64,
    /// What it did, by kind of document and operation.
    pub counts: Vec<ActCount>,
    /// The import that it was, if it was one.
    pub import: Option<i64>,
    /// The act that it undid, if it was an undo.
    pub undoes: Option<i64>,
    /// The act that undid it and stands.
    pub undone_by: Option<i64>,
    /// Whether it can be undone.
    pub undo: Undoable,
}

/// How many documents of a kind an act did something to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActCount {
    /// Kind of document.
    pub entity: Entity,
    /// What was done.
    pub operation: Operation,
    /// To how many.
    pub count: u64,
}

/// Whether an act can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undoable {
    /// Nothing is known against it; of an act on thousands of documents not each was looked at.
    Yes,
    /// It cannot.
    No(UndoRefusal),
}

impl Reader {
    /// Acts, newest first; `before` is the id of the last one of the page before. `limit` is held
    /// to 1..=[`ACTS_MAX`].
    ///
    /// # Errors
    /// [`StoreError::Damaged`] and errors of the database.
    pub fn acts(&self, before: Option<i64>, limit: u32) -> Result<Vec<ActRow>, StoreError> {
        let entries = change::acts(&self.connection, before, limit.clamp(1, ACTS_MAX))?;
        entries.iter().map(|entry| self.act_row(entry)).collect()
    }

    /// One act of the log.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn act(&self, id: i64) -> Result<Option<ActRow>, StoreError> {
        change::act(&self.connection, id)?.map(|entry| self.act_row(&entry)).transpose()
    }

    fn act_row(&self, entry: &change::ActEntry) -> Result<ActRow, StoreError> {
        let connection = &self.connection;
        let at = Timestamp::from_millisecond(entry.at_ms)
            .map_err(|_| StoreError::damaged(format!("act {} has no valid moment", entry.id)))?;
        let counts = change::counts_of(connection, entry)?.into_iter();
        Ok(ActRow {
            id: entry.id,
            at,
            kind: entry.kind.clone(),
            first_seq: entry.first_seq,
            last_seq: entry.last_seq,
            counts: counts.map(|(entity, operation, count)| ActCount { entity, operation, count }).collect(),
            import: table::import::of_act(connection, entry.id)?,
            undoes: undoes(connection, entry)?,
            undone_by: undone_by(connection, entry.id)?,
            undo: why_not_in_list(connection, entry)?.map_or(Undoable::Yes, Undoable::No),
        })
    }
}
