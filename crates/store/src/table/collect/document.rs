//! Documents that a run fetches, and what became of their signatures.

use crate::StoreError;
use crate::collect::{SignatureVerdict, WaitingDocument};
use jangbu_domain::ApprovalNumber;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

/// Numbers of a document's states in the table.
pub(super) const WAITING: i64 = 1;
const FETCHED: i64 = 2;
pub(super) const FAILED: i64 = 3;

/// Goings of a run in which one document is asked for.
pub(super) const TRIES_MAX: u32 = 3;

/// Documents are to be fetched; one that is known to the run stays as it is.
pub(crate) fn want_documents(
    connection: &Connection,
    run: i64,
    piece: i64,
    approvals: &[ApprovalNumber],
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO collect_document (run_id, approval, piece_id, state) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?;
    for approval in approvals {
        statement.execute((run, approval.to_string(), piece, WAITING))?;
    }
    Ok(())
}

/// A document has come, or cannot be had.
pub(crate) fn settle_document(
    connection: &Connection,
    run: i64,
    approval: &ApprovalNumber,
    failure: Option<&str>,
) -> Result<(), StoreError> {
    let state = if failure.is_some() { FAILED } else { FETCHED };
    connection
        .prepare_cached(
            "UPDATE collect_document SET state = ?3, failure = ?4, tries = tries + 1 WHERE run_id = ?1 AND approval = ?2",
        )?
        .execute((run, approval.to_string(), state, failure))?;
    Ok(())
}

/// How many documents of a run are still to be fetched.
pub(crate) fn count_waiting(connection: &Connection, run: i64) -> Result<u64, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM collect_document WHERE run_id = ?1 AND state = 1")?;
    Ok(statement.query_row([run], |row| row.get(0))?)
}

/// How many could not be had.
pub(crate) fn count_failed(connection: &Connection, run: i64) -> Result<u64, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM collect_document WHERE run_id = ?1 AND state = 3")?;
    Ok(statement.query_row([run], |row| row.get(0))?)
}

/// The first that could not be had, and why.
pub(crate) fn failed(
    connection: &Connection,
    run: i64,
    limit: u32,
) -> Result<Vec<(ApprovalNumber, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT approval, failure FROM collect_document
         WHERE run_id = ?1 AND state = 3 ORDER BY approval LIMIT ?2",
    )?;
    let rows =
        statement.query_map((run, limit), |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    rows.into_iter().map(|(text, failure)| Ok((approval(&text)?, failure))).collect()
}

/// The first of those that are still to be fetched.
pub(crate) fn waiting(
    connection: &Connection,
    run: i64,
    limit: u32,
) -> Result<Vec<WaitingDocument>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.approval, p.piece FROM collect_document d JOIN collect_piece p ON p.id = d.piece_id
         WHERE d.run_id = ?1 AND d.state = 1 ORDER BY d.approval LIMIT ?2",
    )?;
    let rows = statement.query_map((run, limit), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    rows.into_iter().map(|(text, piece)| Ok(WaitingDocument { approval: approval(&text)?, piece })).collect()
}

pub(super) fn approval(text: &str) -> Result<ApprovalNumber, StoreError> {
    ApprovalNumber::parse(text).map_err(|_| StoreError::damaged("a collected approval number does not read"))
}

/// Writes what became of a document's signature.
pub(crate) fn put_verdict(
    connection: &Connection,
    source: i64,
    fault: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO signature_verdict (source_id, fault, checked_at_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET fault = excluded.fault, checked_at_ms = excluded.checked_at_ms",
        )?
        .execute((source, fault, at.as_millisecond()))?;
    Ok(())
}

/// What became of it; none: it was not checked.
pub(crate) fn verdict(connection: &Connection, source: i64) -> Result<Option<SignatureVerdict>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT fault FROM signature_verdict WHERE source_id = ?1")?;
    let fault: Option<Option<String>> = statement.query_row([source], |row| row.get(0)).optional()?;
    Ok(fault.map(|fault| fault.map_or(SignatureVerdict::Holds, SignatureVerdict::Fault)))
}
