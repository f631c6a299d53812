//! The clerk's own word on an invoice: a note, and that its warnings were looked at.
//!
//! The list shows both, so the invoice's row repeats them; the note is searched with the invoice.

use crate::StoreError;
use crate::image::sealed_text;
use crate::migration::Migration;
use crate::table::change::{Act, Entity, Operation};
use crate::table::invoice;
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 2,
    sql: "CREATE TABLE invoice_note (
            invoice_id INTEGER PRIMARY KEY REFERENCES invoice (id),
            text TEXT NOT NULL,
            looked_at_ms INTEGER,
            sealed BLOB
          ) STRICT;",
}];

/// A note as the book holds it: masked, the original of a masked text sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoteImage {
    pub(crate) text: String,
    pub(crate) looked_at_ms: Option<i64>,
    #[serde(with = "sealed_text")]
    pub(crate) sealed: Option<Vec<u8>>,
}

impl NoteImage {
    /// Says nothing: there is no note.
    fn is_blank(&self) -> bool {
        self.text.is_empty() && self.looked_at_ms.is_none()
    }

    pub(crate) fn to_json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|_| StoreError::damaged("a note cannot be written as text"))
    }

    /// Reads an image of the change chain.
    pub(crate) fn from_json(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text)
            .map_err(|_| StoreError::damaged("a note in the change chain is unreadable"))
    }
}

/// The note on an invoice.
pub(crate) fn read(connection: &Connection, invoice: i64) -> Result<Option<NoteImage>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT text, looked_at_ms, sealed FROM invoice_note WHERE invoice_id = ?1")?;
    let note = statement.query_row([invoice], |row| {
        Ok(NoteImage { text: row.get(0)?, looked_at_ms: row.get(1)?, sealed: row.get(2)? })
    });
    Ok(note.optional()?)
}

/// Puts `after` in place of the note on an invoice, none or blank takes it away. Says whether that
/// changed anything; if so, one row of the chain says what.
pub(crate) fn put(
    act: &mut Act<'_>,
    invoice: i64,
    after: Option<&NoteImage>,
    operation: Operation,
) -> Result<bool, StoreError> {
    let before = read(act.tx, invoice)?;
    let after = after.filter(|note| !note.is_blank());
    if before.as_ref() == after {
        return Ok(false);
    }
    write(act.tx, invoice, after)?;
    let text = |note: Option<&NoteImage>| note.map_or_else(String::new, |note| note.text.clone());
    if text(before.as_ref()) != text(after) {
        invoice::index_text(act.tx, invoice)?;
    }
    let operation = match (&before, after) {
        (_, None) => Operation::Remove,
        _ => operation,
    };
    let [before, after] = [before.as_ref(), after].map(|note| note.map(NoteImage::to_json).transpose());
    act.record(Entity::Note, invoice, operation, before?.as_deref(), after?.as_deref())?;
    Ok(true)
}

/// Takes the note of an invoice out that is about to go.
pub(crate) fn remove(act: &mut Act<'_>, invoice: i64) -> Result<(), StoreError> {
    let Some(before) = read(act.tx, invoice)? else { return Ok(()) };
    act.tx.prepare_cached("DELETE FROM invoice_note WHERE invoice_id = ?1")?.execute([invoice])?;
    act.record(Entity::Note, invoice, Operation::Remove, Some(&before.to_json()?), None)
}

/// The invoice has other warnings now: the clerk has not looked at those.
pub(crate) fn look_again(act: &mut Act<'_>, invoice: i64) -> Result<(), StoreError> {
    let Some(before) = read(act.tx, invoice)?.filter(|note| note.looked_at_ms.is_some()) else {
        return Ok(());
    };
    let after = NoteImage { looked_at_ms: None, ..before };
    put(act, invoice, Some(&after), Operation::Update).map(|_| ())
}

fn write(connection: &Connection, invoice: i64, note: Option<&NoteImage>) -> Result<(), StoreError> {
    match note {
        Some(note) => connection
            .prepare_cached(
                "INSERT INTO invoice_note (invoice_id, text, looked_at_ms, sealed) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET text = excluded.text, looked_at_ms = excluded.looked_at_ms,
                   sealed = excluded.sealed",
            )?
            .execute((invoice, &note.text, note.looked_at_ms, &note.sealed))?,
        None => {
            connection.prepare_cached("DELETE FROM invoice_note WHERE invoice_id = ?1")?.execute([invoice])?
        }
    };
    connection.prepare_cached("UPDATE invoice SET looked_at_ms = ?2, noted = ?3 WHERE id = ?1")?.execute(
        (invoice, note.and_then(|note| note.looked_at_ms), note.is_some_and(|note| !note.text.is_empty())),
    )?;
    Ok(())
}
