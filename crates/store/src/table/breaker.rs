//! Remotes that are being spared, across a restart; one that is called has no row.

use crate::StoreError;
use crate::attempt::Breaker;
use crate::migration::Migration;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 3,
    sql: "CREATE TABLE breaker (
            provider TEXT PRIMARY KEY,
            open_until_ms INTEGER NOT NULL,
            changed_at_ms INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;",
}];

/// The breaker of a provider, if it is open.
pub(crate) fn read(connection: &Connection, provider: &str) -> Result<Option<Breaker>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT open_until_ms, changed_at_ms FROM breaker WHERE provider = ?1")?;
    let found = statement.query_row([provider], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((open_until, changed_at)) = found else { return Ok(None) };
    let moment = |ms| {
        Timestamp::from_millisecond(ms).map_err(|_| StoreError::damaged("a breaker has no valid moment"))
    };
    let provider = provider.to_owned();
    Ok(Some(Breaker { provider, open_until: moment(open_until)?, changed_at: moment(changed_at)? }))
}

/// Opens or closes; says whether that changed anything.
pub(crate) fn put(
    connection: &Connection,
    provider: &str,
    open_until: Option<Timestamp>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = match open_until {
        Some(until) => connection
            .prepare_cached(
                "INSERT INTO breaker (provider, open_until_ms, changed_at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET open_until_ms = excluded.open_until_ms,
                   changed_at_ms = excluded.changed_at_ms",
            )?
            .execute((provider, until.as_millisecond(), at.as_millisecond()))?,
        None => connection.prepare_cached("DELETE FROM breaker WHERE provider = ?1")?.execute([provider])?,
    };
    Ok(changed > 0)
}
