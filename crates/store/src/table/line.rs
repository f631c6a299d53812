//! 품목 of invoices.

use crate::StoreError;
use crate::migration::Migration;
use jangbu_domain::{Date, Decimal, Krw, Line};
use rusqlite::{Connection, Row};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE invoice_line (
            invoice_id INTEGER NOT NULL REFERENCES invoice (id),
            number INTEGER NOT NULL,
            supplied_on TEXT,
            item TEXT,
            specification TEXT,
            quantity TEXT,
            unit_price TEXT,
            supply_krw INTEGER,
            tax_krw INTEGER,
            note TEXT,
            PRIMARY KEY (invoice_id, number)
          ) STRICT, WITHOUT ROWID;",
}];

/// Lines of one invoice in their order.
pub(crate) fn read(connection: &Connection, invoice: i64) -> Result<Vec<Line>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT supplied_on, item, specification, quantity, unit_price, supply_krw, tax_krw, note
         FROM invoice_line WHERE invoice_id = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([invoice], |row| Ok(line_of(row)))?;
    rows.map(|line| {
        line?.map_err(|()| StoreError::damaged(format!("a line of invoice {invoice} is unreadable")))
    })
    .collect()
}

fn line_of(row: &Row<'_>) -> Result<Line, ()> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map_err(|_| ());
    let krw = |at: usize| {
        let won = row.get::<_, Option<i64>>(at).map_err(|_| ())?;
        won.map(Krw::new).transpose().map_err(|_| ())
    };
    let decimal = |at: usize| text(at)?.as_deref().map(Decimal::parse).transpose().map_err(|_| ());
    Ok(Line {
        supplied_on: text(0)?.map(|day| day.parse::<Date>()).transpose().map_err(|_| ())?,
        item: text(1)?,
        specification: text(2)?,
        quantity: decimal(3)?,
        unit_price: decimal(4)?,
        supply: krw(5)?,
        tax: krw(6)?,
        note: text(7)?,
    })
}

/// Writes all lines of an invoice that has none.
pub(crate) fn insert(connection: &Connection, invoice: i64, lines: &[Line]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO invoice_line
           (invoice_id, number, supplied_on, item, specification, quantity, unit_price, supply_krw, tax_krw, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (number, line) in (1i64..).zip(lines) {
        statement.execute((
            invoice,
            number,
            line.supplied_on.map(|day| day.to_string()),
            &line.item,
            &line.specification,
            line.quantity.map(Decimal::to_plain),
            line.unit_price.map(Decimal::to_plain),
            line.supply.map(Krw::won),
            line.tax.map(Krw::won),
            &line.note,
        ))?;
    }
    Ok(())
}

/// Takes out all lines of an invoice.
pub(crate) fn delete(connection: &Connection, invoice: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM invoice_line WHERE invoice_id = ?1")?.execute([invoice])?;
    Ok(())
}
