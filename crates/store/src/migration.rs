//! The schema's versions. Every table lists its own steps; all pending ones run in one transaction.

use crate::{StoreError, failpoint, table};
use rusqlite::Connection;

/// One step of one table.
pub(crate) struct Migration {
    /// Schema version that this step belongs to; a book is at the highest version it has run.
    pub(crate) schema: i64,
    /// Statements.
    pub(crate) sql: &'static str,
}

/// Newest schema this program knows.
pub const SCHEMA: i64 = 5;

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
    table::errand::MIGRATIONS,
    table::attempt::MIGRATIONS,
    table::breaker::MIGRATIONS,
    table::standing::MIGRATIONS,
    table::remote_secret::MIGRATIONS,
    table::collect::MIGRATIONS,
    table::spending::MIGRATIONS,
    table::incident::MIGRATIONS,
    table::evidence::MIGRATIONS,
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
        failpoint::reach("migration.stepped")?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    failpoint::reach("migration.before_commit")?;
    transaction.commit()?;
    failpoint::pass("migration.committed");
    Ok(())
}

/// The schema that a book is at; zero for one that is being made.
pub(crate) fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything of the schema that statements depend on.
    fn shape(connection: &Connection) -> Vec<(String, String, String)> {
        let mut statement = connection
            .prepare("SELECT type, name, ifnull(sql, '') FROM sqlite_schema ORDER BY type, name")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn steps_up_to(connection: &Connection, schema: i64) {
        for version in 1..=schema {
            for step in TABLES.iter().flat_map(|steps| steps.iter()).filter(|step| step.schema == version) {
                connection.execute_batch(step.sql).unwrap();
            }
        }
        connection.pragma_update(None, "user_version", schema).unwrap();
    }

    #[test]
    fn a_book_of_any_earlier_schema_becomes_the_same_as_a_new_one() {
        let mut new = Connection::open_in_memory().unwrap();
        migrate(&mut new).unwrap();
        for schema in 1..SCHEMA {
            let mut old = Connection::open_in_memory().unwrap();
            steps_up_to(&old, schema);
            migrate(&mut old).unwrap();
            assert_eq!(shape(&old), shape(&new), "from schema {schema}");
            let found: i64 = old.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
            assert_eq!(found, SCHEMA);
        }
    }

    #[test]
    fn every_schema_up_to_the_newest_has_a_step() {
        for schema in 1..=SCHEMA {
            assert!(TABLES.iter().flat_map(|steps| steps.iter()).any(|step| step.schema == schema));
        }
        let beyond = TABLES.iter().flat_map(|steps| steps.iter()).filter(|step| step.schema > SCHEMA);
        assert_eq!(beyond.count(), 0);
    }
}
