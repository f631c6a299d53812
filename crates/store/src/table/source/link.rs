//! Which invoices were read from which document.
//!
//! Links are no documents of their own: the chain tells of them through imports. What an undo does
//! to them is noted per act, so that it can be undone.

use super::{COLUMNS, Locator, SourceLink, row_of};
use crate::StoreError;
use crate::table::change::Act;
use rusqlite::{Connection, named_params};

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
    // In two steps: one statement that may insert or update is given a savepoint, and at each of those
    // the search index writes out what it has gathered.
    let inserted = act
        .tx
        .prepare_cached(
            "INSERT OR IGNORE INTO invoice_source (invoice_id, source_id, import_id, locator)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((invoice, source, import, &locator))?;
    let written = if inserted > 0 { inserted } else { take_over(act, invoice, source, (import, locator))? };
    Ok(written > 0)
}

/// Gives a link of an import that was undone to the one that stands; says how many that were.
fn take_over(
    act: &Act<'_>,
    invoice: i64,
    source: i64,
    (import, locator): (i64, Option<String>),
) -> Result<usize, StoreError> {
    let mut statement = act.tx.prepare_cached(
        "UPDATE invoice_source SET import_id = ?3, locator = ?4 WHERE invoice_id = ?1 AND source_id = ?2
           AND EXISTS (SELECT 1 FROM import WHERE id = invoice_source.import_id AND undone_at_ms IS NOT NULL)",
    )?;
    Ok(statement.execute((invoice, source, import, locator))?)
}

/// Takes out the links that `condition` names by `:key`, and notes them under the act.
pub(crate) fn unlink(act: &Act<'_>, condition: &str, key: i64) -> Result<(), StoreError> {
    act.tx
        .prepare_cached(&format!(
            "INSERT INTO link_change (act_id, invoice_id, source_id, import_id, locator, linked)
             SELECT :act, invoice_id, source_id, import_id, locator, 0 FROM invoice_source WHERE {condition}
             ON CONFLICT DO NOTHING"
        ))?
        .execute(named_params! { ":act": act.id(), ":key": key })?;
    act.tx
        .prepare_cached(&format!("DELETE FROM invoice_source WHERE {condition}"))?
        .execute(named_params! { ":key": key })?;
    Ok(())
}

/// Turns back what an earlier act did to links, and notes that under this one.
pub(crate) fn relink(act: &Act<'_>, earlier: i64) -> Result<(), StoreError> {
    act.tx.execute(
        "INSERT INTO invoice_source (invoice_id, source_id, import_id, locator)
         SELECT invoice_id, source_id, import_id, locator FROM link_change
         WHERE act_id = ?1 AND linked = 0 ON CONFLICT DO NOTHING",
        [earlier],
    )?;
    act.tx.execute(
        "DELETE FROM invoice_source WHERE (invoice_id, source_id) IN (
           SELECT invoice_id, source_id FROM link_change WHERE act_id = ?1 AND linked = 1)",
        [earlier],
    )?;
    act.tx.execute(
        "INSERT INTO link_change (act_id, invoice_id, source_id, import_id, locator, linked)
         SELECT ?2, invoice_id, source_id, import_id, locator, 1 - linked FROM link_change WHERE act_id = ?1
         ON CONFLICT DO NOTHING",
        [earlier, act.id()],
    )?;
    Ok(())
}
