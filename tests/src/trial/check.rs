//! What must hold of a book, however the program that wrote it ended.

use super::book::{item_of, serial_of};
use super::{Seen, State};
use crate::Outcome;
use jangbu_store::{Book, Filter, InvoiceRow, Reader, Sums};
use std::ops::ControlFlow;

/// Invoices of one page.
const PAGE_ROWS: u32 = 500;
/// Every how many-th invoice is searched for by its own words.
const SEARCHED_EVERY: usize = 7;

/// Checks everything that the book says about itself, and that it holds exactly `expected`.
///
/// # Errors
/// A sentence that names the first thing that does not hold.
pub fn check(book: &Book, expected: &State) -> Outcome {
    file(book)?;
    book.read(|reader| Ok(chain(reader)))??;
    let rows = book.read(|reader| Ok(rows(reader)))??;
    book.read(|reader| Ok(sums(reader, &rows)))??;
    book.read(|reader| Ok(search(reader, &rows)))??;
    let found = book.read(|reader| Ok(state(reader, &rows)))??;
    if found == *expected {
        return Ok(());
    }
    let differs = expected.iter().find(|(serial, seen)| found.get(serial) != Some(seen));
    Err(format!("{} invoices instead of {}; first: {differs:?}", found.len(), expected.len()).into())
}

fn file(book: &Book) -> Outcome {
    let report = book.examine(&mut |_, _| ControlFlow::Continue(()))?;
    if report.is_sound() { Ok(()) } else { Err(format!("the file: {report:?}").into()) }
}

fn chain(reader: &Reader) -> Outcome {
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let report = reader.verify_chain()?;
    if report.fault.is_some() || report.head != reader.chain_head()? {
        return Err(format!("the chain: {report:?}").into());
    }
    let altered = reader.altered_documents(10, go_on)?;
    if altered.is_empty() { Ok(()) } else { Err(format!("documents: {altered:?}").into()) }
}

fn rows(reader: &Reader) -> Outcome<Vec<InvoiceRow>> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = reader.invoice_page(&Filter::default(), &[], after.as_ref(), PAGE_ROWS)?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// Running sums of days, months and partners are what the rows add up to.
fn sums(reader: &Reader, rows: &[InvoiceRow]) -> Outcome {
    let mut expected = Sums::default();
    for row in rows {
        expected.count += 1;
        expected.supply_krw += row.supply.won();
    }
    let by_day = reader.invoice_totals(&Filter::default(), None)?.sales;
    let mut by_partner = Sums::default();
    for partner in reader.partner_page(None, None, PAGE_ROWS)?.partners {
        by_partner.count += partner.sales.count;
        by_partner.supply_krw += partner.sales.supply_krw;
    }
    let walked = reader.invoice_anchors(&Filter::default(), &[], PAGE_ROWS)?.count;
    if (by_day, by_partner, walked) == (expected, expected, expected.count) {
        Ok(())
    } else {
        Err(format!("sums: {by_day:?} by day, {by_partner:?} by partner, {walked} rows; {expected:?}").into())
    }
}

/// The search finds every invoice, and one by its own words alone.
fn search(reader: &Reader, rows: &[InvoiceRow]) -> Outcome {
    let count = |text: &str| {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        reader.invoice_anchors(&filter, &[], PAGE_ROWS).map(|anchors| anchors.count)
    };
    let all = count("물품")?;
    if all != u64::try_from(rows.len())? {
        return Err(format!("the search finds {all} of {} invoices", rows.len()).into());
    }
    for row in rows.iter().step_by(SEARCHED_EVERY) {
        let item = item_of(serial_of(&row.approval)?);
        if count(&item)? != 1 {
            return Err(format!("{item} is not found once").into());
        }
    }
    Ok(())
}

fn state(reader: &Reader, rows: &[InvoiceRow]) -> Outcome<State> {
    let mut state = State::new();
    for row in rows {
        let stored = reader.invoice(row.id)?.ok_or("a listed invoice is not there")?;
        for link in &stored.sources {
            // The digest of the bytes is checked on the way.
            reader.source_bytes(link.source.id)?;
        }
        let seen = Seen {
            supply_krw: stored.invoice.supply().won(),
            note: stored.note.text,
            looked_at: stored.note.looked_at.is_some(),
            sources: stored.sources.len(),
        };
        if (row.looked_at, row.noted) != (seen.looked_at, !seen.note.is_empty()) {
            return Err(format!("the row of {} and its note differ", row.approval).into());
        }
        state.insert(serial_of(&row.approval)?, seen);
    }
    Ok(state)
}
