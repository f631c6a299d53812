//! Sealed keys of remote systems, one row each.

use crate::StoreError;
use crate::migration::Migration;
use crate::remote_secret::RemoteSecretRow;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 4,
    sql: "CREATE TABLE remote_secret (
            service TEXT NOT NULL,
            name TEXT NOT NULL,
            sealed BLOB NOT NULL,
            kept_at_ms INTEGER NOT NULL,
            PRIMARY KEY (service, name)
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX standing_found ON standing (found_at_ms);",
}];

/// Puts one in place of the one before.
pub(crate) fn put(
    connection: &Connection,
    service: &str,
    name: &str,
    sealed: &[u8],
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO remote_secret (service, name, sealed, kept_at_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET sealed = excluded.sealed, kept_at_ms = excluded.kept_at_ms",
        )?
        .execute((service, name, sealed, at.as_millisecond()))?;
    Ok(())
}

/// Takes one out; says whether it was there.
pub(crate) fn remove(connection: &Connection, service: &str, name: &str) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("DELETE FROM remote_secret WHERE service = ?1 AND name = ?2")?;
    Ok(statement.execute((service, name))? > 0)
}

/// One as it was sealed.
pub(crate) fn sealed(
    connection: &Connection,
    service: &str,
    name: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT sealed FROM remote_secret WHERE service = ?1 AND name = ?2")?;
    Ok(statement.query_row((service, name), |row| row.get(0)).optional()?)
}

/// How many there are.
pub(crate) fn count(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM remote_secret", [], |row| row.get(0))?)
}

/// All, without their values.
pub(crate) fn rows(connection: &Connection) -> Result<Vec<RemoteSecretRow>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT service, name, kept_at_ms FROM remote_secret ORDER BY service, name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?)))?;
    let rows: Vec<(String, String, i64)> = rows.collect::<Result<_, _>>()?;
    let kept_at = |ms| {
        Timestamp::from_millisecond(ms).map_err(|_| StoreError::damaged("a kept secret has no valid moment"))
    };
    rows.into_iter()
        .map(|(service, name, ms)| Ok(RemoteSecretRow { service, name, kept_at: kept_at(ms)? }))
        .collect()
}
