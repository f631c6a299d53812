//! Standing consents to pay, and money set aside or spent.

use crate::StoreError;
use crate::migration::Migration;
use crate::spending::{ConsentRow, NewSpending, SpentSums};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 5,
    sql: "CREATE TABLE paid_consent (
            provider TEXT PRIMARY KEY,
            cap_krw INTEGER NOT NULL CHECK (cap_krw > 0),
            given_at_ms INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE spending (
            id INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            operation TEXT NOT NULL,
            month TEXT NOT NULL CHECK (length(month) = 7),
            count INTEGER NOT NULL CHECK (count > 0),
            set_aside_krw INTEGER NOT NULL CHECK (set_aside_krw >= 0),
            agreed_once INTEGER NOT NULL CHECK (agreed_once IN (0, 1)),
            set_aside_at_ms INTEGER NOT NULL,
            settled_krw INTEGER CHECK (settled_krw >= 0),
            settled_at_ms INTEGER,
            CHECK ((settled_krw IS NULL) = (settled_at_ms IS NULL))
          ) STRICT;
          CREATE INDEX spending_month ON spending (provider, month);",
}];

/// The consent for a provider.
pub(crate) fn consent(connection: &Connection, provider: &str) -> Result<Option<ConsentRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT cap_krw, given_at_ms FROM paid_consent WHERE provider = ?1")?;
    let found = statement.query_row([provider], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((cap_krw, given_at_ms)) = found else { return Ok(None) };
    let given_at = Timestamp::from_millisecond(given_at_ms)
        .map_err(|_| StoreError::damaged("a consent has no valid moment"))?;
    Ok(Some(ConsentRow { provider: provider.to_owned(), cap_krw, given_at }))
}

/// Gives a consent or takes it back; says whether that changed anything.
pub(crate) fn put_consent(
    connection: &Connection,
    provider: &str,
    cap_krw: Option<i64>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = match cap_krw {
        Some(cap) => connection
            .prepare_cached(
                "INSERT INTO paid_consent (provider, cap_krw, given_at_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET cap_krw = excluded.cap_krw, given_at_ms = excluded.given_at_ms",
            )?
            .execute((provider, cap, at.as_millisecond()))?,
        None => {
            connection.prepare_cached("DELETE FROM paid_consent WHERE provider = ?1")?.execute([provider])?
        }
    };
    Ok(changed > 0)
}

/// What a provider cost in a month.
pub(crate) fn sums(connection: &Connection, provider: &str, month: &str) -> Result<SpentSums, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), coalesce(sum(count), 0), coalesce(sum(coalesce(settled_krw, set_aside_krw)), 0),
           coalesce(sum(set_aside_krw) FILTER (WHERE settled_krw IS NULL), 0)
         FROM spending WHERE provider = ?1 AND month = ?2",
    )?;
    Ok(statement.query_row((provider, month), |row| {
        Ok(SpentSums { calls: row.get(0)?, count: row.get(1)?, krw: row.get(2)?, open_krw: row.get(3)? })
    })?)
}

/// Sets money aside.
pub(crate) fn insert(connection: &Connection, new: &NewSpending, at: Timestamp) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO spending
               (provider, operation, month, count, set_aside_krw, agreed_once, set_aside_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            &new.provider,
            &new.operation,
            &new.month,
            new.count,
            new.krw,
            new.agreed_once,
            at.as_millisecond(),
        ))?;
    Ok(connection.last_insert_rowid())
}

/// Settles once; says whether there was something to settle.
pub(crate) fn settle(connection: &Connection, id: i64, krw: i64, at: Timestamp) -> Result<bool, StoreError> {
    let settled = connection
        .prepare_cached(
            "UPDATE spending SET settled_krw = ?2, settled_at_ms = ?3 WHERE id = ?1 AND settled_krw IS NULL",
        )?
        .execute((id, krw, at.as_millisecond()))?;
    Ok(settled > 0)
}
