//! Remote work to be done. Rows are never taken out: a key stands for its errand for good.

use crate::StoreError;
use crate::errand::{Effect, ErrandBounds, ErrandRow, ErrandState};
use crate::migration::Migration;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};

/// What waits to be sent has done nothing at the remote; what was sent may have; what is done has.
/// The database itself refuses an errand that is queued while its effect is unknown.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 3,
    sql: "CREATE TABLE errand (
            id INTEGER PRIMARY KEY,
            operation TEXT NOT NULL,
            idempotency_key TEXT NOT NULL UNIQUE,
            input TEXT NOT NULL,
            input_sha256 BLOB NOT NULL CHECK (length(input_sha256) = 32),
            has_effect INTEGER NOT NULL CHECK (has_effect IN (0, 1)),
            state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
            effect INTEGER NOT NULL CHECK (effect BETWEEN 1 AND 4),
            sends INTEGER NOT NULL,
            sends_max INTEGER NOT NULL,
            look_ups INTEGER NOT NULL,
            look_ups_max INTEGER NOT NULL,
            claims INTEGER NOT NULL,
            claims_max INTEGER NOT NULL,
            give_up_at_ms INTEGER NOT NULL,
            next_at_ms INTEGER NOT NULL,
            owner TEXT,
            put_at_ms INTEGER NOT NULL,
            changed_at_ms INTEGER NOT NULL,
            failure TEXT,
            result TEXT,
            CHECK (state NOT IN (1, 2) OR effect IN (1, 2)),
            CHECK (state NOT IN (3, 4) OR effect = 4),
            CHECK (state <> 5 OR effect = 3),
            CHECK (state <> 6 OR effect IN (1, 2)),
            CHECK (state <> 7 OR effect <> 3),
            CHECK ((owner IS NOT NULL) = (state IN (2, 3)) OR state = 4)
          ) STRICT;
          CREATE INDEX errand_open ON errand (next_at_ms, id) WHERE state <= 4;",
}];

const COLUMNS: &str = "SELECT id, operation, idempotency_key, input, input_sha256, has_effect, state, effect,
    sends, sends_max, look_ups, look_ups_max, claims, give_up_at_ms, next_at_ms, owner, put_at_ms,
    changed_at_ms, failure, result, claims_max FROM errand ";

/// A row as it lies in the table.
struct Raw {
    row: ErrandRow,
    state: i64,
    effect: i64,
    moments: [i64; 4],
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let bounds = ErrandBounds {
        sends_max: row.get(9)?,
        look_ups_max: row.get(11)?,
        give_up_at: Timestamp::UNIX_EPOCH,
    };
    let errand = ErrandRow {
        id: row.get(0)?,
        operation: row.get(1)?,
        key: row.get(2)?,
        input: row.get(3)?,
        input_sha256: row.get(4)?,
        has_effect: row.get(5)?,
        state: ErrandState::Queued,
        effect: Effect::NotSent,
        sends: row.get(8)?,
        look_ups: row.get(10)?,
        claims: row.get(12)?,
        claims_max: row.get(20)?,
        bounds,
        next_at: Timestamp::UNIX_EPOCH,
        owner: row.get(15)?,
        put_at: Timestamp::UNIX_EPOCH,
        changed_at: Timestamp::UNIX_EPOCH,
        failure: row.get(18)?,
        result: row.get(19)?,
    };
    let moments = [row.get(13)?, row.get(14)?, row.get(16)?, row.get(17)?];
    Ok(Raw { row: errand, state: row.get(6)?, effect: row.get(7)?, moments })
}

impl Raw {
    fn whole(self) -> Result<ErrandRow, StoreError> {
        let damaged = || StoreError::damaged(format!("errand {} does not read", self.row.id));
        let moment = |ms| Timestamp::from_millisecond(ms).map_err(|_| damaged());
        let [give_up_at, next_at, put_at, changed_at] = self.moments;
        let state = ErrandState::from_number(self.state).ok_or_else(damaged)?;
        let effect = Effect::from_number(self.effect).ok_or_else(damaged)?;
        let give_up_at = moment(give_up_at)?;
        let (next_at, put_at, changed_at) = (moment(next_at)?, moment(put_at)?, moment(changed_at)?);
        let bounds = ErrandBounds { give_up_at, ..self.row.bounds };
        Ok(ErrandRow { state, effect, bounds, next_at, put_at, changed_at, ..self.row })
    }
}

fn one(connection: &Connection, rest: &str, key: impl Params) -> Result<Option<ErrandRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}{rest}"))?;
    statement.query_row(key, raw).optional()?.map(Raw::whole).transpose()
}

fn many(connection: &Connection, rest: &str, key: impl Params) -> Result<Vec<ErrandRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}{rest}"))?;
    let rows = statement.query_map(key, raw)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(Raw::whole).collect()
}

/// One errand.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<ErrandRow>, StoreError> {
    one(connection, "WHERE id = ?1", [id])
}

/// The errand of a key.
pub(crate) fn by_key(connection: &Connection, key: &str) -> Result<Option<ErrandRow>, StoreError> {
    one(connection, "WHERE idempotency_key = ?1", [key])
}

/// The open errand that is due longest: it waits, or the claim on it has run out.
pub(crate) fn due(
    connection: &Connection,
    operation: Option<&str>,
    at: Timestamp,
) -> Result<Option<ErrandRow>, StoreError> {
    one(
        connection,
        "WHERE state <= 4 AND next_at_ms <= ?1 AND (?2 IS NULL OR operation = ?2)
         ORDER BY next_at_ms, id LIMIT 1",
        (at.as_millisecond(), operation),
    )
}

/// Open errands by when they are due, from the one after `after` on.
pub(crate) fn waiting(
    connection: &Connection,
    after: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<ErrandRow>, StoreError> {
    let (moment, id) = after.unwrap_or((i64::MIN, i64::MIN));
    many(
        connection,
        "WHERE state <= 4 AND (next_at_ms, id) > (?1, ?2) ORDER BY next_at_ms, id LIMIT ?3",
        (moment, id, limit),
    )
}

/// Errands of one state or all, newest first.
pub(crate) fn newest(
    connection: &Connection,
    state: Option<ErrandState>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ErrandRow>, StoreError> {
    many(
        connection,
        "WHERE id < ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT ?3",
        (before.unwrap_or(i64::MAX), state.map(ErrandState::number), limit),
    )
}

/// Errands that somebody else has claimed.
pub(crate) fn held_by_others(connection: &Connection, owner: &str) -> Result<Vec<ErrandRow>, StoreError> {
    many(connection, "WHERE state <= 4 AND owner IS NOT NULL AND owner <> ?1 ORDER BY id", [owner])
}

/// Errands that change something at the remote and may be sent yet.
pub(crate) fn doubtful(connection: &Connection) -> Result<Vec<ErrandRow>, StoreError> {
    many(connection, "WHERE (state <= 4 OR state = 7) AND has_effect ORDER BY id", [])
}

/// Puts a new one; answers its number.
pub(crate) fn insert(connection: &Connection, row: &ErrandRow) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO errand (operation, idempotency_key, input, input_sha256, has_effect, state, effect,
               sends, sends_max, look_ups, look_ups_max, claims, give_up_at_ms, next_at_ms, put_at_ms,
               changed_at_ms, claims_max)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, 0, ?9, 0, ?10, ?11, ?12, ?12, ?13)",
        )?
        .execute((
            &row.operation,
            &row.key,
            &row.input,
            row.input_sha256.as_slice(),
            row.has_effect,
            row.state.number(),
            row.effect.number(),
            row.bounds.sends_max,
            row.bounds.look_ups_max,
            row.bounds.give_up_at.as_millisecond(),
            row.next_at.as_millisecond(),
            row.put_at.as_millisecond(),
            row.claims_max,
        ))?;
    Ok(connection.last_insert_rowid())
}

/// Writes how an errand stands now; what it is about never changes.
pub(crate) fn update(connection: &Connection, row: &ErrandRow, at: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE errand SET state = ?2, effect = ?3, sends = ?4, sends_max = ?5, look_ups = ?6,
               look_ups_max = ?7, claims = ?8, give_up_at_ms = ?9, next_at_ms = ?10, owner = ?11,
               changed_at_ms = ?12, failure = ?13, result = ?14, claims_max = ?15
             WHERE id = ?1",
        )?
        .execute((
            row.id,
            row.state.number(),
            row.effect.number(),
            row.sends,
            row.bounds.sends_max,
            row.look_ups,
            row.bounds.look_ups_max,
            row.claims,
            row.bounds.give_up_at.as_millisecond(),
            row.next_at.as_millisecond(),
            &row.owner,
            at.as_millisecond(),
            &row.failure,
            &row.result,
            row.claims_max,
        ))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_itself_refuses_an_errand_that_waits_to_be_sent_while_its_effect_is_unknown() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migration::migrate(&mut connection).unwrap();
        let insert = |state: ErrandState, effect: Effect, owner: Option<&str>| {
            connection.execute(
                "INSERT INTO errand (operation, idempotency_key, input, input_sha256, has_effect, state,
                   effect, sends, sends_max, look_ups, look_ups_max, claims, claims_max, give_up_at_ms,
                   next_at_ms, owner, put_at_ms, changed_at_ms)
                 VALUES ('o', 'k' || ?1 || ?2 || ifnull(?3, ''), 'i', zeroblob(32), 1, ?1, ?2, 0, 1, 0, 1, 0,
                   1, 0, 0, ?3, 0, 0)",
                (state.number(), effect.number(), owner),
            )
        };
        insert(ErrandState::Queued, Effect::NotSent, None).unwrap();
        insert(ErrandState::Claimed, Effect::NoEffect, Some("a")).unwrap();
        insert(ErrandState::Unknown, Effect::Unknown, None).unwrap();
        for (state, effect, owner) in [
            (ErrandState::Queued, Effect::Unknown, None),
            (ErrandState::Claimed, Effect::Unknown, Some("a")),
            (ErrandState::Queued, Effect::Done, None),
            (ErrandState::Sent, Effect::NotSent, Some("a")),
            (ErrandState::Done, Effect::Unknown, None),
            (ErrandState::Queued, Effect::NotSent, Some("a")),
        ] {
            assert!(insert(state, effect, owner).is_err(), "{state:?} {effect:?} {owner:?}");
        }
    }
}
