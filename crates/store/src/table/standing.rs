//! How businesses stood with the tax office; rows are added, never changed but for the last check.

use crate::StoreError;
use crate::migration::Migration;
use crate::standing::{BusinessStanding, BusinessState, StandingRow};
use jangbu_domain::{BusinessNumber, Date};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use serde::Serialize;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 3,
    sql: "CREATE TABLE standing (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
            state_code TEXT,
            closed_on TEXT,
            tax_type TEXT,
            tax_type_before TEXT,
            tax_type_changed_on TEXT,
            invoices_since TEXT,
            joined_head_office INTEGER NOT NULL CHECK (joined_head_office IN (0, 1)),
            found_at_ms INTEGER NOT NULL,
            provider TEXT NOT NULL,
            checked_at_ms INTEGER NOT NULL,
            checked_by TEXT NOT NULL,
            CHECK ((state = 5) = (state_code IS NOT NULL)),
            CHECK (closed_on IS NULL OR state = 3)
          ) STRICT;
          CREATE INDEX standing_number ON standing (number, id);",
}];

const COLUMNS: &str = "SELECT id, number, state, state_code, closed_on, tax_type, found_at_ms, provider,
    checked_at_ms, checked_by, tax_type_before, tax_type_changed_on, invoices_since, joined_head_office
    FROM standing ";

/// Numbers of states in the table.
const ACTIVE: i64 = 1;
const SUSPENDED: i64 = 2;
const CLOSED: i64 = 3;
const UNREGISTERED: i64 = 4;
const OTHER: i64 = 5;

/// A row as it lies in the table, and, but for the last check, as the change chain sees it. The
/// fields are in the order of their names.
#[derive(Serialize)]
struct Raw {
    #[serde(skip)]
    checked_at_ms: i64,
    #[serde(skip)]
    checked_by: String,
    closed_on: Option<String>,
    found_at_ms: i64,
    #[serde(skip)]
    id: i64,
    invoices_since: Option<String>,
    joined_head_office: bool,
    number: String,
    provider: String,
    state: i64,
    state_code: Option<String>,
    tax_type: Option<String>,
    tax_type_before: Option<String>,
    tax_type_changed_on: Option<String>,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        number: row.get(1)?,
        state: row.get(2)?,
        state_code: row.get(3)?,
        closed_on: row.get(4)?,
        tax_type: row.get(5)?,
        found_at_ms: row.get(6)?,
        provider: row.get(7)?,
        checked_at_ms: row.get(8)?,
        checked_by: row.get(9)?,
        tax_type_before: row.get(10)?,
        tax_type_changed_on: row.get(11)?,
        invoices_since: row.get(12)?,
        joined_head_office: row.get(13)?,
    })
}

impl Raw {
    fn whole(self) -> Result<StandingRow, StoreError> {
        let id = self.id;
        let damaged = || StoreError::damaged(format!("standing {id} does not read"));
        let day = |text: Option<String>| -> Result<Option<Date>, StoreError> {
            text.map(|day| day.parse()).transpose().map_err(|_| damaged())
        };
        let on = day(self.closed_on)?;
        let state = match (self.state, self.state_code, on) {
            (ACTIVE, None, None) => BusinessState::Active,
            (SUSPENDED, None, None) => BusinessState::Suspended,
            (CLOSED, None, on) => BusinessState::Closed { on },
            (UNREGISTERED, None, None) => BusinessState::Unregistered,
            (OTHER, Some(code), None) => BusinessState::Other(code),
            _ => return Err(damaged()),
        };
        let moment = |ms| Timestamp::from_millisecond(ms).map_err(|_| damaged());
        let number = BusinessNumber::parse(&self.number).map_err(|_| damaged())?;
        Ok(StandingRow {
            id,
            standing: BusinessStanding {
                number,
                state,
                tax_type: self.tax_type,
                tax_type_before: self.tax_type_before,
                tax_type_changed_on: day(self.tax_type_changed_on)?,
                invoices_since: day(self.invoices_since)?,
                joined_head_office: self.joined_head_office,
            },
            found_at: moment(self.found_at_ms)?,
            provider: self.provider,
            checked_at: moment(self.checked_at_ms)?,
            checked_by: self.checked_by,
        })
    }
}

fn many(connection: &Connection, rest: &str, key: impl Params) -> Result<Vec<StandingRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}{rest}"))?;
    let rows = statement.query_map(key, raw)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(Raw::whole).collect()
}

/// How a business stands by the last check.
pub(crate) fn latest(
    connection: &Connection,
    number: BusinessNumber,
) -> Result<Option<StandingRow>, StoreError> {
    Ok(history(connection, number, 1)?.pop())
}

/// How a business has stood, newest first.
pub(crate) fn history(
    connection: &Connection,
    number: BusinessNumber,
    limit: u32,
) -> Result<Vec<StandingRow>, StoreError> {
    many(connection, "WHERE number = ?1 ORDER BY id DESC LIMIT ?2", (number.to_string(), limit))
}

/// Partners that were found resting, closed or unregistered since then, by their last row.
pub(crate) fn shut_since(connection: &Connection, since: Timestamp) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) FROM standing s
         WHERE found_at_ms >= ?1 AND state IN (?2, ?3, ?4)
           AND NOT EXISTS (SELECT 1 FROM standing later WHERE later.number = s.number AND later.id > s.id)
           AND EXISTS (SELECT 1 FROM partner WHERE partner.number = s.number)",
    )?;
    let states = (SUSPENDED, CLOSED, UNREGISTERED);
    Ok(statement.query_row((since.as_millisecond(), states.0, states.1, states.2), |row| row.get(0))?)
}

/// The row as the change chain sees it.
pub(crate) fn image(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}WHERE id = ?1"))?;
    let row = statement.query_row([id], raw).optional()?;
    row.map(|row| serde_json::to_string(&row))
        .transpose()
        .map_err(|_| StoreError::damaged("a standing cannot be written as text"))
}

/// Adds what was found; answers its number.
pub(crate) fn insert(
    connection: &Connection,
    standing: &BusinessStanding,
    provider: &str,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let (state, code, on) = match &standing.state {
        BusinessState::Active => (ACTIVE, None, None),
        BusinessState::Suspended => (SUSPENDED, None, None),
        BusinessState::Closed { on } => (CLOSED, None, *on),
        BusinessState::Unregistered => (UNREGISTERED, None, None),
        BusinessState::Other(code) => (OTHER, Some(code), None),
    };
    let (number, at) = (standing.number.to_string(), at.as_millisecond());
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    connection
        .prepare_cached(
            "INSERT INTO standing (number, state, state_code, closed_on, tax_type, found_at_ms, provider,
               checked_at_ms, checked_by, tax_type_before, tax_type_changed_on, invoices_since,
               joined_head_office)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute((
            number,
            state,
            code,
            day(on),
            &standing.tax_type,
            at,
            provider,
            &standing.tax_type_before,
            day(standing.tax_type_changed_on),
            day(standing.invoices_since),
            standing.joined_head_office,
        ))?;
    Ok(connection.last_insert_rowid())
}

/// It was found so again.
pub(crate) fn confirm(
    connection: &Connection,
    row: &StandingRow,
    provider: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    if row.checked_at <= at {
        connection
            .prepare_cached("UPDATE standing SET checked_at_ms = ?2, checked_by = ?3 WHERE id = ?1")?
            .execute((row.id, at.as_millisecond(), provider))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_names_its_fields_in_the_order_of_their_names_and_leaves_the_last_check_out() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migration::migrate(&mut connection).unwrap();
        let number = BusinessNumber::parse("123-45-67891").unwrap();
        let standing = BusinessStanding::of(number, BusinessState::Active);
        let id = insert(&connection, &standing, "nts", Timestamp::UNIX_EPOCH).unwrap();
        let before = image(&connection, id).unwrap().unwrap();
        let fields: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&before).unwrap();
        assert_eq!(before, serde_json::to_string(&fields).unwrap());
        assert_eq!(fields.len(), 11);
        let row = latest(&connection, number).unwrap().unwrap();
        confirm(&connection, &row, "popbill", Timestamp::from_second(9).unwrap()).unwrap();
        assert_eq!(image(&connection, id).unwrap().unwrap(), before);
        assert_eq!(latest(&connection, number).unwrap().unwrap().checked_by, "popbill");
    }
}
