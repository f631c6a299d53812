//! What a book holds, in figures: what a backup's manifest says and two books are compared by.

use crate::query::{Sums, Totals};
use crate::table::change::{self, ChainHead};
use crate::table::sums::add_row;
use crate::{StoreError, migration};
use jangbu_domain::Date;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Most tables that a book may have; this program makes a few dozen.
pub(crate) const TABLES_MAX: usize = 1_000;

/// Figures of a whole book at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Version of its schema.
    pub schema: i64,
    /// The last row of its change chain.
    pub head: ChainHead,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// Invoices of each direction, summed from the invoices themselves.
    pub totals: Totals,
    /// 작성일자 of the newest invoice.
    pub newest_written_on: Option<Date>,
}

impl Contents {
    /// Counts and sums a book; all of it from one view if the connection holds one.
    pub(crate) fn measure(connection: &Connection) -> Result<Self, StoreError> {
        let mut rows = BTreeMap::new();
        for table in tables(connection)? {
            let count = format!("SELECT count(*) FROM \"{table}\"");
            rows.insert(table, connection.query_row(&count, [], |row| row.get(0))?);
        }
        let newest: Option<i64> =
            connection.query_row("SELECT max(id) FROM invoice", [], |row| row.get(0))?;
        Ok(Self {
            schema: migration::schema_of(connection)?,
            head: change::head(connection)?,
            rows,
            totals: totals(connection)?,
            newest_written_on: newest.and_then(crate::table::invoice::date_of_id),
        })
    }

    /// Invoices of both directions.
    pub fn invoices(&self) -> u64 {
        self.totals.sales.count.saturating_add(self.totals.purchases.count)
    }
}

/// Ordinary tables; a search index keeps its own, which its own check covers.
pub(crate) fn tables(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let plain =
        |name: &String| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if names.len() > TABLES_MAX || !names.iter().all(plain) {
        return Err(StoreError::damaged("it has tables that no book has"));
    }
    Ok(names)
}

fn totals(connection: &Connection) -> Result<Totals, StoreError> {
    let mut statement = connection.prepare(
        "SELECT direction, count(*), sum(supply_krw), sum(ifnull(tax_krw, 0)) FROM invoice GROUP BY direction",
    )?;
    let mut totals = Totals { sales: Sums::default(), purchases: Sums::default() };
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        add_row(&mut totals, row)?;
    }
    Ok(totals)
}
