//! Incidents, at most one open of a rule and a subject.

use crate::StoreError;
use crate::incident::{IncidentRow, Observed, Severity};
use crate::migration::Migration;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 5,
    sql: "CREATE TABLE incident (
            id INTEGER PRIMARY KEY,
            rule TEXT NOT NULL,
            subject TEXT NOT NULL,
            severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 2),
            params TEXT NOT NULL,
            began_at_ms INTEGER NOT NULL,
            seen_at_ms INTEGER NOT NULL,
            times INTEGER NOT NULL DEFAULT 1,
            ended_at_ms INTEGER
          ) STRICT;
          CREATE UNIQUE INDEX incident_open ON incident (rule, subject) WHERE ended_at_ms IS NULL;",
}];

const COLUMNS: &str =
    "SELECT id, rule, subject, severity, params, began_at_ms, seen_at_ms, times, ended_at_ms FROM incident ";

fn moment(ms: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, ms))
}

fn row(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    let severity = row.get(3)?;
    let unknown = rusqlite::Error::IntegralValueOutOfRange(3, severity);
    Ok(IncidentRow {
        id: row.get(0)?,
        observed: Observed {
            rule: row.get(1)?,
            subject: row.get(2)?,
            severity: Severity::from_number(severity).ok_or(unknown)?,
            params: row.get(4)?,
        },
        began_at: moment(row.get(5)?)?,
        seen_at: moment(row.get(6)?)?,
        times: row.get(7)?,
        ended_at: row.get::<_, Option<i64>>(8)?.map(moment).transpose()?,
    })
}

/// The open incident of a rule and a subject.
pub(crate) fn open_one(
    connection: &Connection,
    rule: &str,
    subject: &str,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM incident WHERE rule = ?1 AND subject = ?2 AND ended_at_ms IS NULL")?;
    Ok(statement.query_row((rule, subject), |row| row.get(0)).optional()?)
}

/// One incident.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<IncidentRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}WHERE id = ?1"))?;
    Ok(statement.query_row([id], row).optional()?)
}

/// Those that have not ended.
pub(crate) fn open(connection: &Connection, limit: u32) -> Result<Vec<IncidentRow>, StoreError> {
    let sql = format!("{COLUMNS}WHERE ended_at_ms IS NULL ORDER BY severity, id LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([limit], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All, newest first.
pub(crate) fn newest(
    connection: &Connection,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<IncidentRow>, StoreError> {
    let sql = format!("{COLUMNS}WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((before.unwrap_or(i64::MAX), limit), row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One begins.
pub(crate) fn insert(connection: &Connection, observed: &Observed, at: Timestamp) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO incident (rule, subject, severity, params, began_at_ms, seen_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        )?
        .execute((
            &observed.rule,
            &observed.subject,
            observed.severity.number(),
            &observed.params,
            at.as_millisecond(),
        ))?;
    Ok(connection.last_insert_rowid())
}

/// One is seen again.
pub(crate) fn seen(
    connection: &Connection,
    id: i64,
    observed: &Observed,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incident SET severity = ?2, params = ?3, seen_at_ms = ?4, times = times + 1 WHERE id = ?1",
        )?
        .execute((id, observed.severity.number(), &observed.params, at.as_millisecond()))?;
    Ok(())
}

/// One ends.
pub(crate) fn end(connection: &Connection, id: i64, at: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE incident SET ended_at_ms = ?2 WHERE id = ?1 AND ended_at_ms IS NULL")?
        .execute((id, at.as_millisecond()))?;
    Ok(())
}
