//! The schema's versions. Every table lists its own steps; all pending ones run in one transaction.

use crate::{StoreError, table};
use rusqlite::Connection;

/// One step of one table.
pub(crate) struct Migration {
    /// Schema version that this step belongs to; a book is at the highest version it has run.
    pub(crate) schema: i64,
    /// Statements.
    pub(crate) sql: &'static str,
}

/// Newest schema this program knows.
pub const SCHEMA: i64 = 2;

/// Tables in the order in which their first versions need each other.
const TABLES: &[&[Migration]] = &[
    table::change::MIGRATIONS,
    table::company::MIGRATIONS,
    table::import::MIGRATIONS,
    table::partner::MIGRATIONS,
    table::party::MIGRATIONS,
    table::source::MIGRATIONS,
    table::invoice::MIGRATIONS,
    table::line::MIGRATIONS,
    table::note::MIGRATIONS,
    table::search::MIGRATIONS,
    table::sums::MIGRATIONS,
];

/// Brings the schema up to [`SCHEMA`], all or nothing.
///
/// # Errors
/// [`StoreError::NewerSchema`] for a book of a later version, which is left untouched.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found = schema_of(connection)?;
    if found > SCHEMA {
        return Err(StoreError::NewerSchema { found, known: SCHEMA });
    }
    if found == SCHEMA {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for schema in found + 1..=SCHEMA {
        for step in TABLES.iter().flat_map(|steps| steps.iter()).filter(|step| step.schema == schema) {
            transaction.execute_batch(step.sql)?;
        }
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(())
}

/// The schema that a book is at; zero for one that is being made.
pub(crate) fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
