//! The bare calls that the program is measured against: a workbook read by calamine alone, and rows
//! put into the same tables by prepared statements alone.

use crate::Outcome;
use calamine::{Data, Reader as _, Xlsx};
use jangbu_domain::{TaxInvoice, fold_for_search};
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::io::Cursor;

/// Every table that an import fills, in an order that foreign keys allow.
const TABLES: [&str; 12] = [
    "act",
    "change",
    "import",
    "source",
    "party",
    "partner",
    "invoice",
    "invoice_line",
    "invoice_source",
    "invoice_day",
    "sum_by_day",
    "sum_by_partner",
];

/// Reads all cells and looks at each.
pub(crate) fn read_workbook(bytes: &[u8]) -> Outcome<usize> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let range = workbook.worksheet_range_at(0).ok_or("the workbook has no sheet")??;
    Ok(range.rows().map(|row| row.iter().filter(|cell| !matches!(cell, Data::Empty)).count()).sum())
}

/// All rows of one table.
struct Rows {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// What an import wrote, taken out of its book.
pub(crate) struct Written {
    tables: Vec<Rows>,
    /// Text of the search index: id, partner, items, notes.
    texts: Vec<(i64, [String; 3])>,
}

impl Written {
    /// Takes the rows of a book that `invoices` were imported into.
    pub(crate) fn of(book: &Connection, invoices: &[TaxInvoice]) -> Outcome<Self> {
        let tables = TABLES.iter().map(|table| rows_of(book, table)).collect::<Outcome<Vec<_>>>()?;
        let mut id = book.prepare("SELECT id FROM invoice WHERE approval = ?1")?;
        let texts = invoices.iter().map(|invoice| {
            let id: i64 = id.query_row([invoice.approval().as_str()], |row| row.get(0))?;
            let items = invoice.lines().iter().take(1).filter_map(|line| line.item.as_deref());
            let partner = tokens(std::iter::once(invoice.buyer().name.as_str()));
            Ok((id, [partner, tokens(items), tokens(invoice.notes().iter().map(String::as_str))]))
        });
        Ok(Self { tables, texts: texts.collect::<Outcome<_>>()? })
    }

    /// Puts everything into an empty book in one transaction.
    pub(crate) fn insert_into(&self, book: &mut Connection) -> Outcome {
        let transaction = book.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch("DELETE FROM change; DELETE FROM act;")?;
        for table in &self.tables {
            let mut insert = transaction.prepare(&table.insert)?;
            for row in &table.rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        let mut insert = transaction
            .prepare("INSERT INTO invoice_text (rowid, partner, items, notes) VALUES (?1, ?2, ?3, ?4)")?;
        for (id, [partner, items, notes]) in &self.texts {
            insert.execute((id, partner, items, notes))?;
        }
        drop(insert);
        transaction.commit()?;
        Ok(())
    }
}

fn rows_of(book: &Connection, table: &str) -> Outcome<Rows> {
    let mut select = book.prepare(&format!("SELECT * FROM {table}"))?;
    let columns = select.column_count();
    let names = select.column_names().collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; columns].join(", ");
    let rows = select.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?;
    let rows = rows.collect::<Result<_, _>>()?;
    Ok(Rows { insert: format!("INSERT INTO {table} ({names}) VALUES ({marks})"), rows })
}

/// The pairs of syllables that the search index holds (docs/decisions/0011).
pub(crate) fn tokens<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut tokens = String::new();
    for text in texts.map(fold_for_search) {
        let mut previous = None;
        for c in text.chars() {
            if let Some(previous) = previous {
                tokens.extend([previous, c, ' ']);
            }
            previous = Some(c);
        }
        tokens.extend(previous.into_iter().chain([' ']));
    }
    tokens
}
