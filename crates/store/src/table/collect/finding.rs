//! What was found wrong with rows of a run's lists.

use crate::StoreError;
use rusqlite::Connection;

pub(super) const TABLE: &str = "CREATE TABLE collect_finding (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES collect_run (id),
        piece_id INTEGER NOT NULL REFERENCES collect_piece (id),
        finding TEXT NOT NULL
    ) STRICT;
    CREATE INDEX collect_finding_run ON collect_finding (run_id, id);
    CREATE INDEX collect_finding_piece ON collect_finding (piece_id);";

/// Findings that are kept of one run: its list then says that there are more.
pub(super) const KEPT_MAX: u32 = 500;

/// Keeps findings of a page, as many as a run may have.
pub(crate) fn put_findings(
    connection: &Connection,
    run: i64,
    piece: i64,
    findings: &[String],
) -> Result<(), StoreError> {
    if findings.is_empty() {
        return Ok(());
    }
    let kept: u32 = connection
        .prepare_cached("SELECT count(*) FROM collect_finding WHERE run_id = ?1")?
        .query_row([run], |row| row.get(0))?;
    let room = usize::try_from(KEPT_MAX.saturating_sub(kept)).unwrap_or(usize::MAX);
    let mut statement = connection
        .prepare_cached("INSERT INTO collect_finding (run_id, piece_id, finding) VALUES (?1, ?2, ?3)")?;
    for finding in findings.iter().take(room) {
        statement.execute((run, piece, finding))?;
    }
    Ok(())
}

/// A list is begun from its first page: what was found in it is found again.
pub(super) fn take_back(connection: &Connection, piece: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM collect_finding WHERE piece_id = ?1")?.execute([piece])?;
    Ok(())
}

/// The findings of a run, in their order.
pub(crate) fn findings(connection: &Connection, run: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT finding FROM collect_finding WHERE run_id = ?1 ORDER BY id LIMIT ?2")?;
    let rows = statement.query_map((run, KEPT_MAX), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
