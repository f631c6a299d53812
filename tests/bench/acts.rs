//! Durable acts one by one: each its own transaction, synced to the disk before it counts.

use crate::bare::tokens;
use crate::books::{Place, sales, shelf};
use crate::measure::{Times, ms, ratio};
use crate::{Outcome, Size, measure};
use jangbu_domain::{Direction, TaxInvoice};
use jangbu_store::{Book, ImportAct, ImportBatch, ImportItem, NoteChange};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::ops::ControlFlow;
use std::time::Duration;

/// Invoices in the book before.
const STANDING: usize = 2_000;
/// Page cache of the bare connection in KiB: the store's writer has as much.
const WRITER_CACHE_KIB: i64 = 128 * 1024;

/// Two equal books: the program's and the one that takes bare inserts.
struct Desk {
    book: Book,
    /// Looks at what the program wrote.
    written: Connection,
    bare: Connection,
    at: Timestamp,
}

pub(crate) fn bench(size: Size) -> Outcome {
    let acts = size.repeat * 5;
    // Beside the large books: on the disk, whatever the folder for temporary files is.
    std::fs::create_dir_all(shelf()?)?;
    let folder = tempfile::tempdir_in(shelf()?)?;
    let invoices = sales(STANDING.min(size.workbook_rows) + acts)?;
    let (standing, coming) = invoices.split_at(invoices.len() - acts);
    let mut desk = Desk::new(folder.path(), standing)?;
    let rows = [desk.notes(acts)?, desk.imports(coming)?];
    measure::print(
        &format!("{acts} acts of each kind, one by one, ms"),
        &["act", "bare p50", "program p50", "ratio", "bare p95", "program p95", "missed"],
        &rows,
    );
    Ok(())
}

impl Desk {
    fn new(folder: &std::path::Path, standing: &[TaxInvoice]) -> Outcome<Self> {
        let (place, book) = Place::create(&folder.join("program"))?;
        let at = crate::books::now()?;
        for part in standing.chunks(500) {
            import(&book, part, at)?;
        }
        book.close()?;
        let copy = place.copy_to(&folder.join("bare"))?;
        let bare = copy.bare(WRITER_CACHE_KIB)?;
        let book = place.open()?;
        let written = place.bare(2_000)?;
        Ok(Self { book, written, bare, at })
    }

    /// A note each, on invoice after invoice.
    fn notes(&mut self, count: usize) -> Outcome<Vec<String>> {
        let ids = ids(&self.written)?;
        let mut times = (Vec::new(), Vec::new());
        for (number, id) in (0..count).zip(ids.iter().cycle()) {
            let change =
                NoteChange { text: format!("{number}번째 확인, 단가 맞음"), looked_at: true };
            let (note, program) = measure::once(|| Ok(self.book.write_note(*id, &change, self.at)?))?;
            let rows = rows_of_last_act(&self.written, &["invoice_note"], "invoice_id", *id)?;
            let text = text_of(&self.written, *id, &note.text)?;
            let ((), bare) = measure::once(|| {
                self.put(
                    &rows,
                    *id,
                    &text,
                    Some("UPDATE invoice SET looked_at_ms = 1, noted = 1 WHERE id = ?1"),
                )
            })?;
            times.0.push(bare);
            times.1.push(program);
        }
        Ok(row("note on an invoice", times))
    }

    /// An import of one invoice each.
    fn imports(&mut self, coming: &[TaxInvoice]) -> Outcome<Vec<String>> {
        let mut times = (Vec::new(), Vec::new());
        for invoice in coming {
            let one = std::slice::from_ref(invoice);
            let ((), program) = measure::once(|| import(&self.book, one, self.at))?;
            let id: i64 = self.written.query_row(
                "SELECT id FROM invoice WHERE approval = ?1",
                [invoice.approval().as_str()],
                |row| row.get(0),
            )?;
            let mut rows = rows_of_last_act(&self.written, &[], "", 0)?;
            rows.extend(rows_where(&self.written, "import", "id = (SELECT max(id) FROM import)")?);
            // A party or a partner that this invoice brought; bare is handed no others.
            for table in ["party", "partner"] {
                let known: i64 =
                    self.bare.query_row(&format!("SELECT ifnull(max(id), 0) FROM {table}"), [], |row| {
                        row.get(0)
                    })?;
                rows.extend(rows_where(&self.written, table, &format!("id > {known}"))?);
            }
            rows.extend(rows_where(&self.written, "invoice", &format!("id = {id}"))?);
            rows.extend(rows_where(&self.written, "invoice_line", &format!("invoice_id = {id}"))?);
            rows.extend(rows_where(&self.written, "invoice_day", &format!("written_on = {}", id >> 32))?);
            rows.extend(rows_where(&self.written, "sum_by_day", &format!("written_on = {}", id >> 32))?);
            rows.extend(rows_where(
                &self.written,
                "sum_by_partner",
                &format!("partner_id = (SELECT partner_id FROM invoice WHERE id = {id})"),
            )?);
            let text = text_of(&self.written, id, "")?;
            let ((), bare) = measure::once(|| self.put(&rows, id, &text, None))?;
            times.0.push(bare);
            times.1.push(program);
        }
        Ok(row("import of one invoice", times))
    }

    /// Puts rows and a search text into the bare book, in one transaction.
    fn put(
        &mut self,
        rows: &[(String, Vec<Value>)],
        id: i64,
        text: &[String; 3],
        update: Option<&str>,
    ) -> Outcome {
        let transaction = self.bare.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (insert, values) in rows {
            transaction.prepare_cached(insert)?.execute(params_from_iter(values))?;
        }
        if let Some(update) = update {
            transaction.prepare_cached(update)?.execute([id])?;
            transaction.prepare_cached("DELETE FROM invoice_text WHERE rowid = ?1")?.execute([id])?;
        }
        let [partner, items, notes] = text;
        transaction
            .prepare_cached(
                "INSERT INTO invoice_text (rowid, partner, items, notes) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((id, partner, items, notes))?;
        transaction.commit()?;
        Ok(())
    }
}

fn row(what: &str, (bare, program): (Vec<Duration>, Vec<Duration>)) -> Vec<String> {
    let (bare, program) = (Times::sorted(bare), Times::sorted(program));
    let times = ratio(program.median(), bare.median());
    let missed = if times > 2.0 { "ratio" } else { "" };
    vec![
        what.to_owned(),
        ms(bare.median()),
        ms(program.median()),
        format!("{times:.2}"),
        ms(bare.p95()),
        ms(program.p95()),
        missed.to_owned(),
    ]
}

fn import(book: &Book, invoices: &[TaxInvoice], at: Timestamp) -> Outcome {
    let items = invoices.iter().cloned().map(|invoice| ImportItem {
        invoice,
        direction: Direction::Sale,
        act: ImportAct::Add,
        source: None,
        locator: None,
    });
    let batch = ImportBatch { at, files: Vec::new(), items_total: 0 };
    book.import(&batch, items, &mut |_, _| ControlFlow::Continue(()))?;
    Ok(())
}

fn ids(book: &Connection) -> Outcome<Vec<i64>> {
    let mut statement = book.prepare("SELECT id FROM invoice ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Rows of the newest act: itself, its changes, and those of `tables` with the key.
fn rows_of_last_act(
    book: &Connection,
    tables: &[&str],
    key: &str,
    id: i64,
) -> Outcome<Vec<(String, Vec<Value>)>> {
    let mut rows = rows_where(book, "act", "id = (SELECT max(id) FROM act)")?;
    let changes = "seq BETWEEN (SELECT first_seq FROM act ORDER BY id DESC LIMIT 1) AND
                               (SELECT last_seq FROM act ORDER BY id DESC LIMIT 1)";
    rows.extend(rows_where(book, "change", changes)?);
    for table in tables {
        rows.extend(rows_where(book, table, &format!("{key} = {id}"))?);
    }
    Ok(rows)
}

/// Rows of a table as statements and their values.
fn rows_where(book: &Connection, table: &str, condition: &str) -> Outcome<Vec<(String, Vec<Value>)>> {
    let mut select = book.prepare_cached(&format!("SELECT * FROM {table} WHERE {condition}"))?;
    let columns = select.column_count();
    let marks = vec!["?"; columns].join(", ");
    let insert = format!("INSERT OR REPLACE INTO {table} VALUES ({marks})");
    let rows = select.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?;
    Ok(rows.map(|row| row.map(|values| (insert.clone(), values))).collect::<Result<_, _>>()?)
}

/// The search text of an invoice with a note.
fn text_of(book: &Connection, id: i64, note: &str) -> Outcome<[String; 3]> {
    let (partner, item): (String, String) =
        book.query_row("SELECT partner_name, item FROM invoice WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok([partner.as_str(), item.as_str(), note].map(|text| tokens(std::iter::once(text))))
}
