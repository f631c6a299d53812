//! Importing a large list: through the program as a clerk does it, and its parts, against a bare
//! read and bare inserts of the same rows.

use crate::bare::{self, Written};
use crate::books::{Place, call, now, sales};
use crate::measure::{once, print, rate, ratio, seconds};
use crate::{Outcome, Size};
use jangbu_app::App;
use jangbu_domain::{ApprovalNumber, Direction, TaxInvoice};
use jangbu_forms::hometax::{ItemRows, ListHead, write_list};
use jangbu_sandbox::world::World;
use jangbu_store::{ImportAct, ImportBatch, ImportItem, SourceFile};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The writer's page cache in the program.
const WRITER_CACHE_KIB: i64 = 128 * 1024;
/// Approval numbers looked up at once in the program.
const LOOKUP_CHUNK: usize = 1_000;
/// Runs of everything; the fastest of each counts.
const ROUNDS: usize = 3;

/// A Hometax list of `count` sales, one row each.
pub(crate) fn workbook(count: usize) -> Outcome<(Vec<u8>, Vec<TaxInvoice>)> {
    let company = World::company();
    let head = ListHead {
        company: company.number,
        name: company.name.to_owned(),
        representative: company.representative.to_owned(),
        direction: Direction::Sale,
        exempt: false,
    };
    let invoices = sales(count)?;
    Ok((write_list(&head, &invoices, ItemRows::First)?, invoices))
}

/// Dry run and commit through the program's commands.
pub(crate) fn through_app(app: &App, path: &Path) -> Outcome<(Duration, Duration)> {
    let request = json!({ "inputs": [{ "path": path }], "job": "preview" });
    let (preview, read) = once(|| call(app, "import.preview", request))?;
    let word = json!({
        "preview": preview["preview"], "job": "commit", "decisions": [], "otherwise": "keep_ours",
        "accept_partial": false,
    });
    let (_, written) = once(|| call(app, "import.commit", word))?;
    Ok((read, written))
}

/// Times of one round.
struct Round {
    bare_read: Duration,
    bare_insert: Duration,
    preview: Duration,
    commit: Duration,
    forms_read: Duration,
    lookup: Duration,
    store_import: Duration,
}

pub(crate) fn bench(size: Size) -> Outcome {
    let rows = size.workbook_rows;
    let (bytes, invoices) = workbook(rows)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("매출목록.xlsx");
    std::fs::write(&path, &bytes)?;
    let rounds = if size.repeat_long == 1 { 1 } else { ROUNDS };
    let rounds = (0..rounds).map(|_| round(&path, &bytes, &invoices)).collect::<Outcome<Vec<_>>>()?;
    let best = |of: fn(&Round) -> Duration| rounds.iter().map(of).min().unwrap_or_default();
    let bare = best(|round| round.bare_read + round.bare_insert);
    let whole = best(|round| round.preview + round.commit);
    let line = |what: &str, time: Duration| vec![what.to_owned(), seconds(time), rate(rows, time)];
    let table = [
        line("bare: calamine reads all cells", best(|round| round.bare_read)),
        line("bare: prepared inserts of the same rows, one transaction", best(|round| round.bare_insert)),
        line("bare, both", bare),
        line("program: dry run (import.preview)", best(|round| round.preview)),
        line("program: commit (import.commit)", best(|round| round.commit)),
        line("program, both", whole),
        line("  part: forms read the workbook", best(|round| round.forms_read)),
        line("  part: look-up of every approval number", best(|round| round.lookup)),
        line("  part: store writes the import", best(|round| round.store_import)),
    ];
    let title = format!(
        "import of a workbook of {rows} rows ({} bytes), best of {} rounds",
        bytes.len(),
        rounds.len()
    );
    print(&title, &["what", "s", "rows/s"], &table);
    println!("rate of the program against bare: {:.2} (goal: at least 0.50)", ratio(bare, whole));
    Ok(())
}

fn round(path: &Path, bytes: &[u8], invoices: &[TaxInvoice]) -> Outcome<Round> {
    let (_, bare_read) = once(|| bare::read_workbook(bytes))?;
    let (forms_read, lookup, store_import) = parts(bytes)?;
    let folder = tempfile::tempdir()?;
    let (place, book) = Place::create(&folder.path().join("program"))?;
    book.close()?;
    let app = place.app()?;
    let (preview, commit) = through_app(&app, path)?;
    call(&app, "company.close", json!({}))?;
    drop(app);
    let written = Written::of(&place.bare(WRITER_CACHE_KIB)?, invoices)?;
    let bare_insert = insert_bare(&folder.path().join("bare"), &written)?;
    Ok(Round { bare_read, bare_insert, preview, commit, forms_read, lookup, store_import })
}

fn insert_bare(folder: &Path, written: &Written) -> Outcome<Duration> {
    let (place, book) = Place::create(folder)?;
    book.close()?;
    let mut connection = place.bare(WRITER_CACHE_KIB)?;
    let ((), took) = once(|| written.insert_into(&mut connection))?;
    Ok(took)
}

/// The program's own parts, one after the other on a book of their own.
fn parts(bytes: &[u8]) -> Outcome<(Duration, Duration, Duration)> {
    let folder = tempfile::tempdir()?;
    let (_, book) = Place::create(folder.path())?;
    let (outcome, read) =
        once(|| Ok(jangbu_forms::read_document("목록.xlsx", bytes, &mut |_, _| ControlFlow::Continue(()))))?;
    let approvals: Vec<ApprovalNumber> =
        outcome.invoices.iter().map(|read| read.invoice.approval().clone()).collect();
    let ((), lookup) = once(|| {
        for chunk in approvals.chunks(LOOKUP_CHUNK) {
            book.read(|reader| reader.existing(chunk))?;
        }
        Ok(())
    })?;
    let items = outcome.invoices.into_iter().map(|read| ImportItem {
        invoice: read.invoice,
        direction: Direction::Sale,
        act: ImportAct::Add,
        source: Some(0),
        locator: Some(jangbu_store::Locator {
            sheet: "세금계산서".to_owned(), first_row: 7, last_row: 7
        }),
    });
    let (file_name, format) = ("목록.xlsx".to_owned(), "hometax_xlsx".to_owned());
    let files = vec![SourceFile { file_name, format, bytes, carries_resident: false }];
    let batch = ImportBatch { at: now()?, files, items_total: approvals.len() as u64 };
    let (_, write) = once(|| Ok(book.import(&batch, items, &mut |_, _| ControlFlow::Continue(()))?))?;
    book.close()?;
    Ok((read, lookup, write))
}

/// The workbook as a file in `folder`.
pub(crate) fn workbook_file(folder: &Path, count: usize) -> Outcome<PathBuf> {
    let path = folder.join("매출목록.xlsx");
    std::fs::write(&path, workbook(count)?.0)?;
    Ok(path)
}
