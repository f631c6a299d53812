//! A flipped byte in every kind of page, a file cut short: what cannot be read is named, and what
//! is read is true.

use crate::bench::{Bench, Dice, Worker, acts_of, copy, depth};
use jangbu_store::{BackupOrder, BackupReason, Book, Filter, StoreError, Unlock};
use jangbu_tests::trial::{COMPANY, State, check};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

const SEED: u64 = 20_261_209;
/// Acts in the book that is damaged.
const ACTS: usize = 30;
/// Pages of each kind that are tried.
const PAGES_QUICK: usize = 1;
const PAGES_FULL: usize = 12;
/// Of pages that a long value goes on in: what is damaged there is no broken tree, only another value.
const OVERFLOW_PAGES_QUICK: usize = 6;
/// Places in the write-ahead log that are tried.
const LOG_PLACES_QUICK: usize = 6;
const LOG_PLACES_FULL: usize = 100;
/// Bytes of a page.
const PAGE: u64 = 4096;

/// A closed book with every kind of page in it, and what it holds.
fn whole(folder: &Path) -> (Bench, State) {
    let mut bench = Bench::new(folder, SEED);
    bench.complete(ACTS, &["found"]);
    let raw = raw(&bench);
    // Pages that a table leaves behind when it goes.
    raw.execute_batch(
        "CREATE TABLE gone (body BLOB); INSERT INTO gone VALUES (zeroblob(40000)); DROP TABLE gone;
         PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .unwrap();
    raw.close().unwrap();
    let state = bench.foretold.after(ACTS).clone();
    (bench, state)
}

/// The book's file opened with its key alone.
fn raw(bench: &Bench) -> Connection {
    let key = fs::read(bench.folder.join("keys").join(COMPANY)).unwrap();
    let mut hex = String::new();
    for byte in &key[..32] {
        write!(hex, "{byte:02x}").unwrap();
    }
    let connection = Connection::open(bench.trial().book_file()).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
    connection
}

/// Pages by kind: `leaf of invoice`, `overflow of source`, `free`.
fn pages(bench: &Bench) -> BTreeMap<String, Vec<u64>> {
    let raw = raw(bench);
    let mut kinds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut statement = raw.prepare("SELECT name, pagetype, pageno FROM dbstat ORDER BY pageno").unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u64>(2)?)))
        .unwrap();
    let mut used = vec![false; 1];
    for row in rows {
        let (name, kind, page) = row.unwrap();
        let at = usize::try_from(page).unwrap();
        used.resize(used.len().max(at + 1), false);
        used[at] = true;
        let kind = if page == 1 { "header".to_owned() } else { format!("{kind} of {name}") };
        kinds.entry(kind).or_default().push(page);
    }
    let total = fs::metadata(bench.trial().book_file()).unwrap().len() / PAGE;
    let free =
        (1..=total).filter(|page| !used.get(usize::try_from(*page).unwrap()).copied().unwrap_or(false));
    kinds.insert("free".to_owned(), free.collect());
    kinds
}

fn flip(file: &Path, at: u64) {
    let mut bytes = fs::read(file).unwrap();
    bytes[usize::try_from(at).unwrap()] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// Part of the books that a table belongs to, as the report names it.
fn part_of(table: &str) -> Option<&'static str> {
    Some(match table {
        "invoice" => "invoices",
        "invoice_line" => "lines",
        "invoice_note" => "notes",
        "invoice_source" => "links",
        "change" => "changes",
        "act" => "acts",
        "source" => "files",
        "party" => "parties",
        "partner" => "partners",
        "import" => "imports",
        "invoice_text_data" => "search",
        _ => return None,
    })
}

#[test]
fn a_flipped_byte_in_any_kind_of_page_is_named_and_nothing_untrue_is_read() {
    let place = tempfile::tempdir().unwrap();
    let before = place.path().join("before");
    let (bench, state) = whole(&before);
    let kinds = pages(&bench);
    for needed in
        ["header", "free", "leaf of invoice", "internal of invoice", "overflow of source", "leaf of change"]
    {
        assert!(kinds.get(needed).is_some_and(|pages| !pages.is_empty()), "{needed} is missing: {kinds:?}");
    }
    let mut dice = Dice(SEED);
    let (mut tried, mut refused) = (0, 0);
    for (kind, pages) in &kinds {
        let quick = if kind.starts_with("overflow") { OVERFLOW_PAGES_QUICK } else { PAGES_QUICK };
        for _ in 0..depth(quick, PAGES_FULL).min(pages.len()) {
            let page = pages[usize::try_from(dice.throw(u64::try_from(pages.len()).unwrap())).unwrap()];
            let folder = place.path().join("damaged");
            copy(&before, &folder);
            let bench = Bench::new(&folder, SEED);
            flip(&bench.trial().book_file(), (page - 1) * PAGE + dice.throw(PAGE));
            match bench.trial().open() {
                Ok(book) => judge(&book, kind, page, &state),
                Err(error) => {
                    let damaged = error.downcast_ref::<StoreError>();
                    assert!(matches!(damaged, Some(StoreError::Damaged { .. })), "{kind}: {error:?}");
                    refused += 1;
                }
            }
            fs::remove_dir_all(&folder).unwrap();
            tried += 1;
        }
    }
    println!(
        "{tried} flipped bytes in {} kinds of pages, {refused} refused at opening: all named",
        kinds.len()
    );
}

/// The damage is named, and whatever can still be read is what was written.
fn judge(book: &Book, kind: &str, page: u64, state: &State) {
    let report = book.examine(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.damaged_pages, [page], "{kind}: {report:?}");
    let table = kind.split(" of ").nth(1).unwrap_or_default();
    if let Some(part) = part_of(table) {
        assert!(report.unreadable.iter().any(|gap| gap.part == part), "{kind} {page}: {report:?}");
    }
    let mut unread = 0;
    for (serial, seen) in state {
        let found = Filter { text: Some(format!("물품{serial:08}호")), ..Filter::default() };
        let read = book.read(|reader| {
            let rows = reader.invoice_page(&found, &[], None, 10)?.rows;
            rows.into_iter().map(|row| reader.invoice(row.id)).collect::<Result<Vec<_>, _>>()
        });
        match read {
            Ok(stored) => {
                let stored: Vec<_> = stored.into_iter().flatten().collect();
                assert_eq!(stored.len(), 1, "{kind} {page}: invoice {serial} is not there");
                assert_eq!(stored[0].invoice.supply().won(), seen.supply_krw, "{kind} {page}");
                assert_eq!(stored[0].note.text, seen.note, "{kind} {page}");
            }
            Err(StoreError::Damaged { .. } | StoreError::Io { .. }) => unread += 1,
            Err(error) => panic!("{kind} {page}: {error:?}"),
        }
    }
    assert!(unread <= state.len(), "the pool of readers goes on after a damaged page");
    assert!(book.company().name.contains("가상"), "the company is known");
}

#[test]
fn a_damaged_book_comes_back_from_its_last_good_backup_and_the_damaged_one_is_kept() {
    let place = tempfile::tempdir().unwrap();
    let (bench, state) = whole(place.path());
    let trial = bench.trial();
    let at = "2026-12-01T01:00:00Z".parse().unwrap();
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let order =
        BackupOrder { place: trial.books().backup_place(), second: None, reason: BackupReason::Manual, at };
    let book = trial.open().unwrap();
    book.back_up(&order, go_on).unwrap();
    book.close().unwrap();
    // A later backup that was damaged since is told from a good one.
    let later = BackupOrder { at: at + std::time::Duration::from_secs(60), ..order.clone() };
    let book = trial.open().unwrap();
    let bad = book.back_up(&later, go_on).unwrap().path;
    book.close().unwrap();
    for (file, page) in [(trial.book_file(), 1), (bad.join("book.db"), 2)] {
        flip(&file, (page - 1) * PAGE + 100);
    }
    let error = trial.open().err().unwrap();
    assert!(matches!(error.downcast_ref(), Some(StoreError::Damaged { .. })), "{error:?}");
    let books = trial.books();
    let listed = books.backups(COMPANY, &[books.backup_place()]).unwrap();
    let good = listed
        .iter()
        .find(|backup| books.verify_backup(&backup.path, &Unlock::Keyring, go_on).unwrap().fault.is_none());
    let good = good.unwrap().path.clone();
    assert_ne!(good, bad);
    let candidate = books.prepare_restore(&good, &Unlock::Keyring, at, go_on).unwrap();
    let taken = candidate.take_over(&books, at).unwrap();
    assert!(taken.replaced.is_some_and(|kept| kept.join("book.db").exists()), "the damaged book is kept");
    let book = trial.open().unwrap();
    assert_eq!(acts_of(&book), ACTS);
    check(&book, &state).unwrap();
    book.close().unwrap();
    bench.complete(ACTS + 3, &[]);
}

#[test]
fn a_file_cut_short_anywhere_is_refused_and_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let (bench, _) = whole(place.path());
    let file = bench.trial().book_file();
    let bytes = fs::read(&file).unwrap();
    let whole = u64::try_from(bytes.len()).unwrap();
    let lengths = [0, 1, 100, PAGE - 1, PAGE, PAGE + 1, whole / 2, whole - PAGE, whole - 1];
    for length in lengths {
        fs::write(&file, &bytes[..usize::try_from(length).unwrap()]).unwrap();
        let error = bench.trial().open().err().unwrap_or_else(|| panic!("cut to {length} bytes it opens"));
        assert!(matches!(error.downcast_ref(), Some(StoreError::Damaged { .. })), "{length}: {error:?}");
        assert_eq!(fs::metadata(&file).unwrap().len(), length, "nothing was written to it");
    }
    println!("{} cuts: all refused", lengths.len());
}

#[test]
fn a_flipped_byte_in_the_write_ahead_log_takes_whole_acts_from_its_end_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let before = place.path().join("before");
    let bench = Bench::new(&before, SEED);
    bench.complete(ACTS, &["found"]);
    // Ended in the midst of its work, a process leaves its log behind.
    let mut worker = Worker::start(&mut bench.worker(100_000, &[]));
    for _ in 0..16 {
        assert!(worker.hear().is_some());
    }
    worker.child.kill().unwrap();
    let told = worker.end();
    let log = |folder: &Path| folder.join("companies").join(COMPANY).join("book.db-wal");
    let size = fs::metadata(log(&before)).unwrap().len();
    assert!(size > 0, "the log is there");
    let mut dice = Dice(SEED);
    let (mut lost, places) = (0, depth(LOG_PLACES_QUICK, LOG_PLACES_FULL));
    for place_in_log in 0..places {
        let folder = place.path().join("damaged");
        copy(&before, &folder);
        let mut bench = Bench::new(&folder, SEED);
        let at = if place_in_log == 0 { 40 } else { dice.throw(size) };
        flip(&log(&folder), at);
        let book = bench.trial().open().unwrap();
        let acts = acts_of(&book);
        assert!((ACTS..=told.begun().unwrap()).contains(&acts), "{acts} acts at byte {at}");
        if let Err(error) = check(&book, bench.foretold.after(acts)) {
            panic!("byte {at} of the log, {acts} acts: {error}");
        }
        lost += told.done().unwrap().saturating_sub(acts);
        book.close().unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
    println!("{places} flipped bytes in a log of {size} bytes, {lost} acts gone wholly: no fault");
}
