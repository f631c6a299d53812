//! Where the tax office says otherwise than the books.

use super::document::approval;
use crate::StoreError;
use crate::collect::{CollectConflictRow, NewCollectConflict, place};
use crate::table::source::Locator;
use jiff::Timestamp;
use rusqlite::{Connection, Params};

/// Numbers of a conflict's states in the table.
const OPEN: i64 = 1;
const OURS: i64 = 2;
const THEIRS: i64 = 3;

/// Opens conflicts that are not known yet; answers how many.
pub(crate) fn open_conflicts(
    connection: &Connection,
    run: i64,
    conflicts: &[NewCollectConflict],
    sources: &[i64],
) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO collect_conflict (run_id, invoice_id, approval, source_id, sheet, first_row, last_row,
           differences, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    )?;
    let mut opened = 0;
    for conflict in conflicts {
        let locator = conflict.locator.as_ref();
        let new = statement.execute((
            run,
            conflict.invoice,
            conflict.approval.to_string(),
            place(sources, conflict.source)?,
            locator.map(|locator| &locator.sheet),
            locator.map(|locator| locator.first_row),
            locator.map(|locator| locator.last_row),
            &conflict.differences,
            OPEN,
        ))?;
        opened += u32::from(new == 1);
    }
    Ok(opened)
}

const CONFLICT: &str = "SELECT id, run_id, invoice_id, approval, source_id, sheet, first_row, last_row,
    differences FROM collect_conflict WHERE state = 1 ";

fn conflicts_by(
    connection: &Connection,
    rest: &str,
    key: impl Params,
) -> Result<Vec<CollectConflictRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{CONFLICT}{rest}"))?;
    let mut rows = statement.query(key)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let sheet: Option<String> = row.get(5)?;
        let locator = match sheet {
            Some(sheet) => Some(Locator { sheet, first_row: row.get(6)?, last_row: row.get(7)? }),
            None => None,
        };
        found.push(CollectConflictRow {
            id: row.get(0)?,
            run: row.get(1)?,
            invoice: row.get(2)?,
            approval: approval(&row.get::<_, String>(3)?)?,
            source: row.get(4)?,
            locator,
            differences: row.get(8)?,
        });
    }
    Ok(found)
}

/// Open conflicts, oldest first, of a run or of all.
pub(crate) fn conflicts(
    connection: &Connection,
    run: Option<i64>,
    limit: u32,
) -> Result<Vec<CollectConflictRow>, StoreError> {
    match run {
        Some(run) => conflicts_by(connection, "AND run_id = ?1 ORDER BY id LIMIT ?2", (run, limit)),
        None => conflicts_by(connection, "ORDER BY id LIMIT ?1", [limit]),
    }
}

/// One open conflict.
pub(crate) fn conflict(connection: &Connection, id: i64) -> Result<Option<CollectConflictRow>, StoreError> {
    Ok(conflicts_by(connection, "AND id = ?1", [id])?.pop())
}

/// How many are open.
pub(crate) fn count_conflicts(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM collect_conflict WHERE state = 1", [], |row| row.get(0))?)
}

/// Closes an open conflict; says whether it was open.
pub(crate) fn decide(
    connection: &Connection,
    id: i64,
    theirs: bool,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let state = if theirs { THEIRS } else { OURS };
    let mut statement = connection.prepare_cached(
        "UPDATE collect_conflict SET state = ?2, decided_at_ms = ?3 WHERE id = ?1 AND state = 1",
    )?;
    Ok(statement.execute((id, state, at.as_millisecond()))? == 1)
}
