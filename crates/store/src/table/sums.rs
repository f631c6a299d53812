//! Running sums per day and per partner, kept by the invoice write handle, so that a period's
//! totals over a million invoices are read from a few hundred rows.

use crate::StoreError;
use crate::image::InvoiceImage;
use crate::migration::Migration;
use crate::query::{Sums, Totals};
use jangbu_domain::{Direction, Krw};
use rusqlite::Connection;
use std::collections::HashMap;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE sum_by_day (
            written_on INTEGER NOT NULL,
            direction INTEGER NOT NULL,
            type_code INTEGER NOT NULL,
            invoices INTEGER NOT NULL,
            supply_krw INTEGER NOT NULL,
            tax_krw INTEGER NOT NULL,
            PRIMARY KEY (written_on, direction, type_code)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE sum_by_partner (
            partner_id INTEGER NOT NULL,
            direction INTEGER NOT NULL,
            invoices INTEGER NOT NULL,
            supply_krw INTEGER NOT NULL,
            tax_krw INTEGER NOT NULL,
            PRIMARY KEY (partner_id, direction)
          ) STRICT, WITHOUT ROWID;",
}];

/// What an act adds to the sums; written once at its end.
#[derive(Default)]
pub(crate) struct Deltas {
    by_day: HashMap<(i64, i64, i64), Delta>,
    by_partner: HashMap<(i64, i64), Delta>,
}

/// Wide enough for any number of amounts.
#[derive(Clone, Copy, Default)]
struct Delta {
    invoices: i128,
    supply: i128,
    tax: i128,
}

impl Delta {
    fn add(&mut self, image: &InvoiceImage, sign: i128) {
        self.invoices += sign;
        self.supply += sign * i128::from(image.supply.won());
        self.tax += sign * i128::from(image.tax.map_or(0, Krw::won));
    }

    fn columns(self) -> Result<[i64; 3], StoreError> {
        let beyond = || StoreError::TooMany { what: "sum of amounts", max: i64::MAX };
        let narrow = |wide: i128| i64::try_from(wide).map_err(|_| beyond());
        Ok([narrow(self.invoices)?, narrow(self.supply)?, narrow(self.tax)?])
    }
}

impl Deltas {
    /// An invoice came in (`sign` 1) or went out (−1).
    pub(crate) fn add(&mut self, image: &InvoiceImage, day: i64, type_code: i64, partner: i64, sign: i128) {
        let direction = direction_number(image.direction);
        self.by_day.entry((day, direction, type_code)).or_default().add(image, sign);
        self.by_partner.entry((partner, direction)).or_default().add(image, sign);
    }

    /// Writes everything gathered so far.
    pub(crate) fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut days = connection.prepare_cached(
            "INSERT INTO sum_by_day (written_on, direction, type_code, invoices, supply_krw, tax_krw)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET invoices = invoices + excluded.invoices,
               supply_krw = supply_krw + excluded.supply_krw, tax_krw = tax_krw + excluded.tax_krw",
        )?;
        for ((day, direction, type_code), delta) in self.by_day.drain() {
            let [invoices, supply, tax] = delta.columns()?;
            days.execute((day, direction, type_code, invoices, supply, tax))?;
        }
        let mut partners = connection.prepare_cached(
            "INSERT INTO sum_by_partner (partner_id, direction, invoices, supply_krw, tax_krw)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET invoices = invoices + excluded.invoices,
               supply_krw = supply_krw + excluded.supply_krw, tax_krw = tax_krw + excluded.tax_krw",
        )?;
        for ((partner, direction), delta) in self.by_partner.drain() {
            let [invoices, supply, tax] = delta.columns()?;
            partners.execute((partner, direction, invoices, supply, tax))?;
        }
        connection.execute("DELETE FROM sum_by_day WHERE invoices = 0", [])?;
        connection.execute("DELETE FROM sum_by_partner WHERE invoices = 0", [])?;
        Ok(())
    }
}

/// How the tables write a direction.
pub(crate) const fn direction_number(direction: Direction) -> i64 {
    match direction {
        Direction::Sale => 0,
        Direction::Purchase => 1,
    }
}

/// Reads what [`direction_number`] wrote.
pub(crate) const fn direction_of(number: i64) -> Option<Direction> {
    match number {
        0 => Some(Direction::Sale),
        1 => Some(Direction::Purchase),
        _ => None,
    }
}

/// Adds one row `(direction, invoices, supply, tax)` to totals.
pub(crate) fn add_row(totals: &mut Totals, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
    let sums = match row.get(0)? {
        0 => &mut totals.sales,
        _ => &mut totals.purchases,
    };
    *sums = Sums { count: row.get(1)?, supply_krw: row.get(2)?, tax_krw: row.get(3)? };
    Ok(())
}

/// Sums of one partner.
pub(crate) fn of_partner(connection: &Connection, partner: i64) -> Result<Totals, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT direction, invoices, supply_krw, tax_krw FROM sum_by_partner WHERE partner_id = ?1",
    )?;
    let mut totals = Totals::default();
    let mut rows = statement.query([partner])?;
    while let Some(row) = rows.next()? {
        add_row(&mut totals, row)?;
    }
    Ok(totals)
}
