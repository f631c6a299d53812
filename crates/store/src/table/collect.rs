//! Runs that collect from the tax office, their lists, documents and conflicts, and what became of
//! documents' signatures.

mod conflict;
mod document;
mod finding;

pub(crate) use conflict::{conflict, conflicts, count_conflicts, decide, open_conflicts};
pub(crate) use document::{
    count_failed, count_waiting, failed, put_verdict, settle_document, verdict, waiting, want_documents,
};
pub(crate) use finding::{findings, put_findings};

use crate::StoreError;
use crate::collect::{
    CollectCounts, CollectEnd, CollectPieceRow, CollectPieceState, CollectRunRow, CollectRunState,
    NewCollectRun,
};
use crate::migration::Migration;
use document::{FAILED, TRIES_MAX, WAITING};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(crate) const MIGRATIONS: &[Migration] =
    &[Migration { schema: 4, sql: RUNS }, Migration { schema: 5, sql: finding::TABLE }];

const RUNS: &str = "CREATE TABLE collect_run (
      id INTEGER PRIMARY KEY,
      trigger_name TEXT NOT NULL,
      asked TEXT NOT NULL,
      certificate TEXT,
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
      begun_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER,
      provider TEXT,
      skipped TEXT,
      failure TEXT,
      found INTEGER NOT NULL DEFAULT 0,
      new INTEGER NOT NULL DEFAULT 0,
      enriched INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      conflicts INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      documents INTEGER NOT NULL DEFAULT 0,
      failed_documents INTEGER NOT NULL DEFAULT 0,
      bad_signatures INTEGER NOT NULL DEFAULT 0,
      CHECK ((state = 1) = (ended_at_ms IS NULL))
    ) STRICT;
    CREATE INDEX collect_run_running ON collect_run (id) WHERE state = 1;
    CREATE TABLE collect_piece (
      id INTEGER PRIMARY KEY,
      run_id INTEGER NOT NULL REFERENCES collect_run (id),
      piece TEXT NOT NULL,
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
      provider TEXT,
      pages INTEGER NOT NULL DEFAULT 0,
      rows INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      failure TEXT
    ) STRICT;
    CREATE INDEX collect_piece_run ON collect_piece (run_id, id);
    CREATE TABLE collect_document (
      run_id INTEGER NOT NULL REFERENCES collect_run (id),
      approval TEXT NOT NULL,
      piece_id INTEGER NOT NULL REFERENCES collect_piece (id),
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
      tries INTEGER NOT NULL DEFAULT 0,
      failure TEXT,
      PRIMARY KEY (run_id, approval),
      CHECK ((state = 3) = (failure IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX collect_document_waiting ON collect_document (run_id, approval) WHERE state = 1;
    CREATE TABLE collect_conflict (
      id INTEGER PRIMARY KEY,
      run_id INTEGER NOT NULL REFERENCES collect_run (id),
      invoice_id INTEGER NOT NULL,
      approval TEXT NOT NULL,
      source_id INTEGER NOT NULL REFERENCES source (id),
      sheet TEXT,
      first_row INTEGER,
      last_row INTEGER,
      differences TEXT NOT NULL,
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
      decided_at_ms INTEGER,
      UNIQUE (approval, differences),
      CHECK ((state = 1) = (decided_at_ms IS NULL))
    ) STRICT;
    CREATE INDEX collect_conflict_open ON collect_conflict (run_id, id) WHERE state = 1;
    CREATE TABLE signature_verdict (
      source_id INTEGER PRIMARY KEY REFERENCES source (id),
      fault TEXT,
      checked_at_ms INTEGER NOT NULL
    ) STRICT;";

fn moment(ms: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, ms))
}

/// Adds a run with its pieces.
pub(crate) fn insert_run(
    connection: &Connection,
    new: &NewCollectRun,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let state = CollectRunState::Running.number();
    connection
        .prepare_cached(
            "INSERT INTO collect_run (trigger_name, asked, certificate, state, begun_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((&new.trigger, &new.asked, &new.certificate, state, at.as_millisecond()))?;
    let run = connection.last_insert_rowid();
    let mut statement =
        connection.prepare_cached("INSERT INTO collect_piece (run_id, piece, state) VALUES (?1, ?2, ?3)")?;
    for piece in &new.pieces {
        statement.execute((run, piece, CollectPieceState::Waiting.number()))?;
    }
    Ok(run)
}

const RUN: &str = "SELECT id, trigger_name, asked, certificate, state, begun_at_ms, ended_at_ms, provider,
    skipped, failure, found, new, enriched, unchanged, conflicts, rejected, documents, failed_documents,
    bad_signatures FROM collect_run ";

fn run_of(row: &Row<'_>) -> rusqlite::Result<CollectRunRow> {
    let state: i64 = row.get(4)?;
    let unknown = || rusqlite::Error::IntegralValueOutOfRange(4, state);
    Ok(CollectRunRow {
        id: row.get(0)?,
        trigger: row.get(1)?,
        asked: row.get(2)?,
        certificate: row.get(3)?,
        state: CollectRunState::from_number(state).ok_or_else(unknown)?,
        begun_at: moment(row.get(5)?)?,
        ended_at: row.get::<_, Option<i64>>(6)?.map(moment).transpose()?,
        provider: row.get(7)?,
        skipped: row.get(8)?,
        failure: row.get(9)?,
        counts: CollectCounts {
            found: row.get(10)?,
            new: row.get(11)?,
            enriched: row.get(12)?,
            unchanged: row.get(13)?,
            conflicts: row.get(14)?,
            rejected: row.get(15)?,
            documents: row.get(16)?,
            failed_documents: row.get(17)?,
            bad_signatures: row.get(18)?,
        },
    })
}

/// One run.
pub(crate) fn run(connection: &Connection, id: i64) -> Result<Option<CollectRunRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{RUN}WHERE id = ?1"))?;
    Ok(statement.query_row([id], run_of).optional()?)
}

/// Runs, newest first.
pub(crate) fn runs(
    connection: &Connection,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<CollectRunRow>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{RUN}WHERE id < ?1 ORDER BY id DESC LIMIT ?2"))?;
    let rows = statement.query_map((before.unwrap_or(i64::MAX), limit), run_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds to what a run has found.
pub(crate) fn add_counts(
    connection: &Connection,
    run: i64,
    counts: &CollectCounts,
) -> Result<(), StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE collect_run SET found = found + ?2, new = new + ?3, enriched = enriched + ?4,
               unchanged = unchanged + ?5, conflicts = conflicts + ?6, rejected = rejected + ?7,
               documents = documents + ?8, failed_documents = failed_documents + ?9,
               bad_signatures = bad_signatures + ?10 WHERE id = ?1",
        )?
        .execute((
            run,
            counts.found,
            counts.new,
            counts.enriched,
            counts.unchanged,
            counts.conflicts,
            counts.rejected,
            counts.documents,
            counts.failed_documents,
            counts.bad_signatures,
        ))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound { what: "run", id: run }) }
}

/// Writes how a run ended; says whether there is one.
pub(crate) fn end_run(
    connection: &Connection,
    run: i64,
    end: &CollectEnd,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let ended = (end.state != CollectRunState::Running).then(|| at.as_millisecond());
    let mut statement = connection.prepare_cached(
        "UPDATE collect_run SET state = ?2, ended_at_ms = ?3, failure = ?4, provider = ?5, skipped = ?6
         WHERE id = ?1",
    )?;
    let key = (run, end.state.number(), ended, &end.failure, &end.provider, &end.skipped);
    Ok(statement.execute(key)? == 1)
}

/// A run is running again, and its failed documents wait again that were not tried too often; says
/// whether there is one.
pub(crate) fn go_on(connection: &Connection, run: i64) -> Result<bool, StoreError> {
    let again = connection
        .prepare_cached(
            "UPDATE collect_document SET state = ?2, failure = NULL
             WHERE run_id = ?1 AND state = ?3 AND tries < ?4",
        )?
        .execute((run, WAITING, FAILED, TRIES_MAX))?;
    connection
        .prepare_cached("UPDATE collect_run SET failed_documents = failed_documents - ?2 WHERE id = ?1")?
        .execute((run, again))?;
    let mut statement = connection.prepare_cached(
        "UPDATE collect_run SET state = ?2, ended_at_ms = NULL, failure = NULL WHERE id = ?1",
    )?;
    Ok(statement.execute((run, CollectRunState::Running.number()))? == 1)
}

/// Marks every running run as interrupted, and its lists as waiting.
pub(crate) fn interrupt_all(connection: &Connection, at: Timestamp) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE collect_run SET state = ?1, ended_at_ms = ?2 WHERE state = ?3 RETURNING id",
    )?;
    let states = (CollectRunState::Interrupted.number(), CollectRunState::Running.number());
    let rows = statement.query_map((states.0, at.as_millisecond(), states.1), |row| row.get(0))?;
    let runs: Vec<i64> = rows.collect::<Result<_, _>>()?;
    let mut wait =
        connection.prepare_cached("UPDATE collect_piece SET state = ?2 WHERE run_id = ?1 AND state = ?3")?;
    for run in &runs {
        wait.execute((run, CollectPieceState::Waiting.number(), CollectPieceState::Listing.number()))?;
    }
    Ok(runs)
}

const PIECE: &str =
    "SELECT id, run_id, piece, state, provider, pages, rows, rejected, failure FROM collect_piece ";

fn piece_of(row: &Row<'_>) -> rusqlite::Result<CollectPieceRow> {
    let state: i64 = row.get(3)?;
    let unknown = || rusqlite::Error::IntegralValueOutOfRange(3, state);
    Ok(CollectPieceRow {
        id: row.get(0)?,
        run: row.get(1)?,
        piece: row.get(2)?,
        state: CollectPieceState::from_number(state).ok_or_else(unknown)?,
        provider: row.get(4)?,
        pages: row.get(5)?,
        rows: row.get(6)?,
        rejected: row.get(7)?,
        failure: row.get(8)?,
    })
}

/// One list of a run.
pub(crate) fn piece(connection: &Connection, id: i64) -> Result<Option<CollectPieceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{PIECE}WHERE id = ?1"))?;
    Ok(statement.query_row([id], piece_of).optional()?)
}

/// All lists of a run.
pub(crate) fn pieces(connection: &Connection, run: i64) -> Result<Vec<CollectPieceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{PIECE}WHERE run_id = ?1 ORDER BY id"))?;
    let rows = statement.query_map([run], piece_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A list is begun from its first page: what it counted is taken back from its run.
pub(crate) fn restart_piece(
    connection: &Connection,
    piece: &CollectPieceRow,
    provider: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE collect_run SET found = found - ?2, rejected = rejected - ?3 WHERE id = ?1")?
        .execute((piece.run, piece.rows, piece.rejected))?;
    connection
        .prepare_cached(
            "UPDATE collect_piece SET state = ?2, provider = ?3, pages = 0, rows = 0, rejected = 0,
               failure = NULL WHERE id = ?1",
        )?
        .execute((piece.id, CollectPieceState::Listing.number(), provider))?;
    finding::take_back(connection, piece.id)
}

/// A page of a list is in the books.
pub(crate) fn advance_piece(
    connection: &Connection,
    piece: i64,
    found: u32,
    rejected: u32,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE collect_piece SET pages = pages + 1, rows = rows + ?2, rejected = rejected + ?3 WHERE id = ?1",
        )?
        .execute((piece, found, rejected))?;
    Ok(())
}

/// How a list stands from now on; says whether there is one.
pub(crate) fn end_piece(
    connection: &Connection,
    piece: i64,
    state: CollectPieceState,
    failure: Option<&str>,
) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("UPDATE collect_piece SET state = ?2, failure = ?3 WHERE id = ?1")?;
    Ok(statement.execute((piece, state.number(), failure))? == 1)
}
