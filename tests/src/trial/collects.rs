//! A run that collects, into a company of its own, from an office whose lists never change: however
//! often it is ended on the way, the books come to hold each of its invoices once.

use super::book::{Trial, approval, invoice, serial_of};
use super::supply_of;
use crate::Outcome;
use jangbu_domain::{BusinessNumber, Direction, TaxInvoice};
use jangbu_store::{
    Book, CollectEnd, CollectPieceState, CollectRunRow, CollectRunState, CollectedDocuments, CollectedPage,
    Company, ImportAct, ImportBatch, ImportItem, NewCollectConflict, NewCollectRun, NewCompany, NewVerdict,
    Protection, Reader, SourceFile, Unlock,
};
use jiff::Timestamp;
use std::ops::ControlFlow;

/// The company's folder.
const COMPANY: &str = "collecting";
/// Lists of the run, pages of a list, invoices of a page.
const PIECES: [&str; 2] = ["first", "second"];
const PAGES: u32 = 2;
const ROWS: u32 = 3;
/// Documents of one transaction.
const BATCH: u32 = 4;
/// Stands in the books before the run, with another supply than the office has.
const DISPUTED: u32 = 1;
const PROVIDER: &str = "office";

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

impl Trial {
    /// Collects to the end, after whatever an earlier process left of it.
    ///
    /// # Errors
    /// Those of the store; a sentence when the books are not what the office lists.
    pub(super) fn collects(&self, day: Timestamp) -> Outcome {
        let book = self.collecting_book(day)?;
        book.interrupt_collects(day)?;
        let run = begun(&book, day)?;
        if run.state != CollectRunState::Done {
            book.go_on_collect(run.id)?;
            for piece in book.read(|r| r.collect_pieces(run.id))? {
                if piece.state != CollectPieceState::Done {
                    list(&book, piece.id, &piece.piece, day)?;
                }
            }
            documents(&book, run.id, day)?;
            for conflict in book.read(|r| r.open_collect_conflicts(Some(run.id), 10))? {
                let theirs = item(DISPUTED, ImportAct::Replace)?;
                book.take_theirs(conflict.id, &batch("theirs", b"theirs", 1, day), theirs, &mut go_on)?;
            }
            let end = CollectEnd {
                state: CollectRunState::Done,
                failure: None,
                provider: Some(PROVIDER.to_owned()),
                skipped: None,
            };
            book.end_collect(run.id, &end, day)?;
        }
        is_whole(&book, run.id)?;
        book.close()?;
        Ok(())
    }

    /// The company's book, made if an earlier process came to none.
    fn collecting_book(&self, day: Timestamp) -> Outcome<Book> {
        let books = self.books();
        if books.find(COMPANY).is_ok() {
            return Ok(books.open(COMPANY, &Unlock::Keyring)?);
        }
        let begun = self.folder().join("companies").join(format!(".new-{COMPANY}"));
        if begun.exists() {
            std::fs::remove_dir_all(begun)?;
        }
        let company = Company {
            name: "수집상사".into(),
            business_number: BusinessNumber::parse("123-45-67891")?,
            representative: None,
        };
        let new = NewCompany { company, demo: false, at: day, passphrase: None };
        Ok(books.create_as(COMPANY, &new, Protection::Keyring)?.book)
    }
}

/// The one run, begun if there is none; what it will dispute stands before it.
fn begun(book: &Book, day: Timestamp) -> Outcome<CollectRunRow> {
    if let Some(run) = book.read(|r| r.collect_runs(None, 1))?.pop() {
        return Ok(run);
    }
    let disputed = approval(DISPUTED)?;
    if book.read(|r| r.invoice_by_approval(&disputed))?.is_none() {
        let ours = ImportItem { invoice: invoice(DISPUTED, 1)?, ..item(DISPUTED, ImportAct::Add)? };
        book.import(&batch("ours", b"ours", 1, day), [ours], &mut go_on)?;
    }
    let new = NewCollectRun {
        trigger: "hand".to_owned(),
        asked: "all".to_owned(),
        certificate: None,
        pieces: PIECES.map(str::to_owned).to_vec(),
    };
    let id = book.begin_collect(&new, day)?;
    Ok(book.read(|r| r.collect_run(id))?.ok_or("the run is lost")?)
}

/// Lists a piece from its first page to its last.
fn list(book: &Book, id: i64, piece: &str, day: Timestamp) -> Outcome {
    let place = PIECES.iter().position(|known| *known == piece).ok_or("an unknown piece")?;
    book.begin_collect_piece(id, PROVIDER)?;
    for page in 0..PAGES {
        let first = 1 + (u32::try_from(place)? * PAGES + page) * ROWS;
        let (mut items, mut conflicts, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for serial in first..first + ROWS {
            let number = approval(serial)?;
            let known = book.read(|r| r.existing(std::slice::from_ref(&number)))?;
            match known.get(&number) {
                Some(stored) if stored.agreement_with(&office(serial)?) != jangbu_domain::Agreement::Same => {
                    conflicts.push(NewCollectConflict {
                        invoice: stored.id,
                        approval: number,
                        source: 0,
                        locator: None,
                        differences: "supply".to_owned(),
                    });
                }
                Some(_) => {
                    items.push(item(serial, ImportAct::Note)?);
                    wanted.push(number);
                }
                None => {
                    items.push(item(serial, ImportAct::Add)?);
                    wanted.push(number);
                }
            }
        }
        let said = CollectedPage {
            piece: id,
            found: ROWS,
            rejected: 0,
            conflicts,
            documents: wanted,
            findings: Vec::new(),
        };
        let bytes = format!("{piece} {page}");
        let name = format!("{bytes}.txt");
        let count = items.len();
        book.collect_page(&said, &batch(&name, bytes.as_bytes(), count, day), items, &mut go_on)?;
    }
    book.end_collect_piece(id, CollectPieceState::Done, None)?;
    Ok(())
}

/// Fetches what waits; the signature of every fifth does not hold.
fn documents(book: &Book, run: i64, day: Timestamp) -> Outcome {
    loop {
        let waiting = book.read(|r| r.next_collect_documents(run, BATCH))?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut bodies = Vec::new();
        let (mut items, mut fetched) = (Vec::new(), Vec::new());
        for (source, document) in waiting.into_iter().enumerate() {
            let serial = serial_of(&document.approval)?;
            bodies.push(format!("document {serial}"));
            items.push(ImportItem { source: Some(source), ..item(serial, ImportAct::Note)? });
            let fault = (serial % 5 == 0).then(|| "unsigned".to_owned());
            fetched.push(NewVerdict { approval: document.approval, source, fault });
        }
        let files = bodies.iter().map(|body| file(&format!("{body}.xml"), body.as_bytes())).collect();
        let items_total = u64::try_from(items.len())?;
        let said = CollectedDocuments { run, fetched, failed: Vec::new(), conflicts: Vec::new() };
        book.collect_documents(&said, &ImportBatch { at: day, files, items_total }, items, &mut go_on)?;
    }
}

/// Every invoice of the office once, as the office has it, by its list and its document.
fn is_whole(book: &Book, run: i64) -> Outcome {
    let all = u32::try_from(PIECES.len())? * PAGES * ROWS;
    let row = book.read(|r| r.collect_run(run))?.ok_or("the run is lost")?;
    let counts = row.counts;
    let said = (row.state, counts.found, counts.conflicts, counts.documents, counts.bad_signatures);
    if said != (CollectRunState::Done, all, 1, all - 1, all / 5) {
        return Err(format!("the run says {row:?}").into());
    }
    let totals = book.read(|r| r.invoice_totals(&jangbu_store::Filter::default(), None))?.sales;
    if totals.count != u64::from(all) {
        return Err(format!("{} invoices of {all}", totals.count).into());
    }
    for serial in 1..=all {
        let number = approval(serial)?;
        let id = book.read(|r| r.invoice_by_approval(&number))?.ok_or("an invoice is missing")?;
        let stored = book.read(|r| r.invoice(id))?.ok_or("an invoice is missing")?;
        if stored.invoice != office(serial)? || stored.sources.len() != 2 {
            return Err(format!("invoice {serial} has {} sources", stored.sources.len()).into());
        }
    }
    let sound = book.read(Reader::verify_chain)?.fault.is_none()
        && book.read(|r| r.altered_documents(10, &mut go_on))?.is_empty()
        && book.examine(&mut go_on)?.is_sound();
    if sound { Ok(()) } else { Err("the collecting company's book is not sound".into()) }
}

/// As the office has it.
fn office(serial: u32) -> Outcome<TaxInvoice> {
    invoice(serial, supply_of(serial))
}

fn item(serial: u32, act: ImportAct) -> Outcome<ImportItem> {
    let invoice = office(serial)?;
    Ok(ImportItem { invoice, direction: Direction::Sale, act, source: Some(0), locator: None })
}

fn file<'b>(name: &str, bytes: &'b [u8]) -> SourceFile<'b> {
    SourceFile {
        file_name: name.to_owned(),
        format: "hometax_text".to_owned(),
        bytes,
        carries_resident: false,
    }
}

fn batch<'b>(name: &str, bytes: &'b [u8], items: usize, at: Timestamp) -> ImportBatch<'b> {
    ImportBatch { at, files: vec![file(name, bytes)], items_total: items as u64 }
}
