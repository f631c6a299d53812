//! The log of calls to remotes, which only grows: the end of a call is a row of its own.

use crate::StoreError;
use crate::attempt::{AttemptEnd, AttemptOutcome, AttemptRow, AttemptSummary, NewAttempt};
use crate::errand::Effect;
use crate::migration::Migration;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        schema: 3,
        sql: "CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            errand_id INTEGER REFERENCES errand (id),
            provider TEXT NOT NULL,
            operation TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            started_at_ms INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX attempt_provider ON attempt (provider, started_at_ms);
          CREATE INDEX attempt_errand ON attempt (errand_id, id) WHERE errand_id IS NOT NULL;
          CREATE TABLE attempt_end (
            attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id),
            duration_ms INTEGER NOT NULL,
            status INTEGER,
            effect INTEGER NOT NULL CHECK (effect BETWEEN 1 AND 4),
            outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 3),
            failure TEXT,
            CHECK ((outcome = 2) = (failure IS NOT NULL))
          ) STRICT;
          CREATE TRIGGER attempt_stays BEFORE UPDATE ON attempt
            BEGIN SELECT raise(ABORT, 'the attempt log only grows'); END;
          CREATE TRIGGER attempt_is_kept BEFORE DELETE ON attempt
            BEGIN SELECT raise(ABORT, 'the attempt log only grows'); END;
          CREATE TRIGGER attempt_end_stays BEFORE UPDATE ON attempt_end
            BEGIN SELECT raise(ABORT, 'the attempt log only grows'); END;
          CREATE TRIGGER attempt_end_is_kept BEFORE DELETE ON attempt_end
            BEGIN SELECT raise(ABORT, 'the attempt log only grows'); END;",
    },
    Migration { schema: 5, sql: "ALTER TABLE attempt ADD COLUMN correlation TEXT;" },
];

const COLUMNS: &str = "SELECT a.id, a.errand_id, a.provider, a.operation, a.digest, a.started_at_ms,
    e.duration_ms, e.status, e.effect, e.outcome, e.failure, a.correlation
    FROM attempt a LEFT JOIN attempt_end e ON e.attempt_id = a.id ";

/// Numbers of outcomes in the table.
const ANSWERED: i64 = 1;
const FAILED: i64 = 2;
const ABANDONED: i64 = 3;

/// A row as it lies in the tables.
struct Raw {
    row: AttemptRow,
    started_at_ms: i64,
    end: Option<RawEnd>,
}

struct RawEnd {
    duration_ms: u32,
    status: Option<u16>,
    effect: i64,
    outcome: i64,
    failure: Option<String>,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let attempt = NewAttempt {
        errand: row.get(1)?,
        provider: row.get(2)?,
        operation: row.get(3)?,
        digest: row.get(4)?,
        correlation: row.get(11)?,
        started_at: Timestamp::UNIX_EPOCH,
    };
    let end = match row.get(6)? {
        Some(duration_ms) => Some(RawEnd {
            duration_ms,
            status: row.get(7)?,
            effect: row.get(8)?,
            outcome: row.get(9)?,
            failure: row.get(10)?,
        }),
        None => None,
    };
    let started_at_ms = row.get(5)?;
    Ok(Raw { row: AttemptRow { id: row.get(0)?, attempt, end: None }, started_at_ms, end })
}

impl Raw {
    fn whole(self) -> Result<AttemptRow, StoreError> {
        let Self { mut row, started_at_ms, end } = self;
        let id = row.id;
        let damaged = || StoreError::damaged(format!("attempt {id} does not read"));
        row.attempt.started_at = Timestamp::from_millisecond(started_at_ms).map_err(|_| damaged())?;
        if let Some(end) = end {
            let outcome = match (end.outcome, end.failure) {
                (ANSWERED, None) => AttemptOutcome::Answered,
                (FAILED, Some(failure)) => AttemptOutcome::Failed(failure),
                (ABANDONED, None) => AttemptOutcome::Abandoned,
                _ => return Err(damaged()),
            };
            let effect = Effect::from_number(end.effect).ok_or_else(damaged)?;
            let RawEnd { duration_ms, status, .. } = end;
            row.end = Some(AttemptEnd { duration_ms, status, effect, outcome });
        }
        Ok(row)
    }
}

/// One attempt.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<AttemptRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}WHERE a.id = ?1"))?;
    statement.query_row([id], raw).optional()?.map(Raw::whole).transpose()
}

/// Attempts of one errand or all, newest first.
pub(crate) fn newest(
    connection: &Connection,
    errand: Option<i64>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AttemptRow>, StoreError> {
    let of = if errand.is_some() { "a.errand_id = ?2" } else { "?2 IS NULL" };
    let sql = format!("{COLUMNS}WHERE a.id < ?1 AND {of} ORDER BY a.id DESC LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let key = (before.unwrap_or(i64::MAX), errand, limit);
    let rows = statement.query_map(key, raw)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(Raw::whole).collect()
}

/// The newest call of a provider that was answered, or the newest that failed.
pub(crate) fn last(
    connection: &Connection,
    provider: &str,
    answered: bool,
) -> Result<Option<AttemptRow>, StoreError> {
    let outcome = if answered { ANSWERED } else { FAILED };
    let sql = format!(
        "{COLUMNS}WHERE a.provider = ?1 AND e.outcome = ?2 ORDER BY a.started_at_ms DESC, a.id DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row((provider, outcome), raw).optional()?.map(Raw::whole).transpose()
}

/// Calls of a provider since a moment, in figures.
pub(crate) fn summary(
    connection: &Connection,
    provider: &str,
    since: Timestamp,
) -> Result<AttemptSummary, StoreError> {
    let mut calls = Calls::default();
    each_since(connection, provider, since, |_, duration_ms, answered| calls.add(duration_ms, answered))?;
    Ok(calls.summary())
}

/// Calls of a provider in equal steps of time, in figures.
pub(crate) fn steps(
    connection: &Connection,
    provider: &str,
    since: Timestamp,
    step: SignedDuration,
    count: usize,
) -> Result<Vec<AttemptSummary>, StoreError> {
    let mut steps: Vec<Calls> = std::iter::repeat_with(Calls::default).take(count).collect();
    let (first_ms, step_ms) = (since.as_millisecond(), i64::try_from(step.as_millis()).unwrap_or(i64::MAX));
    each_since(connection, provider, since, |started_at_ms, duration_ms, answered| {
        let place =
            (started_at_ms - first_ms).checked_div(step_ms).and_then(|place| usize::try_from(place).ok());
        if let Some(calls) = place.and_then(|place| steps.get_mut(place)) {
            calls.add(duration_ms, answered);
        }
    })?;
    Ok(steps.into_iter().map(Calls::summary).collect())
}

/// Calls of one time, as they are added.
#[derive(Default)]
struct Calls {
    count: u64,
    failures: u64,
    durations_ms: Vec<u32>,
}

impl Calls {
    fn add(&mut self, duration_ms: Option<u32>, answered: bool) {
        self.count += 1;
        self.failures += u64::from(!answered);
        self.durations_ms.extend(duration_ms);
    }

    fn summary(mut self) -> AttemptSummary {
        self.durations_ms.sort_unstable();
        let within = |percent: usize| {
            let place = (self.durations_ms.len() * percent).div_ceil(100).checked_sub(1)?;
            self.durations_ms.get(place).copied()
        };
        AttemptSummary { calls: self.count, failures: self.failures, p50_ms: within(50), p95_ms: within(95) }
    }
}

/// Each call since a moment: when it began, how long it took, whether it was answered.
fn each_since(
    connection: &Connection,
    provider: &str,
    since: Timestamp,
    mut take: impl FnMut(i64, Option<u32>, bool),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.started_at_ms, e.duration_ms, e.outcome
         FROM attempt a LEFT JOIN attempt_end e ON e.attempt_id = a.id
         WHERE a.provider = ?1 AND a.started_at_ms >= ?2",
    )?;
    let mut rows = statement.query((provider, since.as_millisecond()))?;
    while let Some(row) = rows.next()? {
        take(row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)? == Some(ANSWERED));
    }
    Ok(())
}

/// Adds a call that is about to leave.
pub(crate) fn insert(connection: &Connection, new: &NewAttempt) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO attempt (errand_id, provider, operation, digest, started_at_ms, correlation)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            new.errand,
            &new.provider,
            &new.operation,
            new.digest.as_slice(),
            new.started_at.as_millisecond(),
            &new.correlation,
        ))?;
    Ok(connection.last_insert_rowid())
}

/// Adds how a call ended.
pub(crate) fn insert_end(connection: &Connection, id: i64, end: &AttemptEnd) -> Result<(), StoreError> {
    let (outcome, failure) = match &end.outcome {
        AttemptOutcome::Answered => (ANSWERED, None),
        AttemptOutcome::Failed(failure) => (FAILED, Some(failure)),
        AttemptOutcome::Abandoned => (ABANDONED, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO attempt_end (attempt_id, duration_ms, status, effect, outcome, failure)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((id, end.duration_ms, end.status, end.effect.number(), outcome, failure))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_itself_refuses_to_rewrite_or_to_shorten_the_log() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migration::migrate(&mut connection).unwrap();
        let (provider, operation) = ("nts".to_owned(), "status".to_owned());
        let started_at = Timestamp::UNIX_EPOCH;
        let new =
            NewAttempt { provider, operation, digest: [1; 32], errand: None, correlation: None, started_at };
        let id = insert(&connection, &new).unwrap();
        let outcome = AttemptOutcome::Answered;
        let end = AttemptEnd { duration_ms: 5, status: Some(200), effect: Effect::NoEffect, outcome };
        insert_end(&connection, id, &end).unwrap();
        for statement in [
            "UPDATE attempt SET provider = 'x'",
            "DELETE FROM attempt",
            "UPDATE attempt_end SET effect = 3",
            "DELETE FROM attempt_end",
        ] {
            let refused = connection.execute(statement, []).unwrap_err().to_string();
            assert!(refused.contains("only grows"), "{statement}: {refused}");
        }
        assert_eq!(read(&connection, id).unwrap().unwrap().end, Some(end));
    }
}
