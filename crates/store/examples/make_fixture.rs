//! Makes the fixture book of the present schema, once per schema, when it lands:
//!
//! ```text
//! cargo run -p jangbu-store --example make_fixture -- tests/fixtures/books
//! ```
//!
//! writes `tests/fixtures/books/schema-N`, a demo company whose key lies in the open beside it. The
//! upgrade test opens every one of them from then on. A folder that is there already is refused: a
//! fixture of an earlier program is only worth something as that program wrote it. Keys, salts and
//! initial vectors are random, so two runs differ in every byte of the database and in nothing else.

#![expect(clippy::unwrap_used, reason = "a chore that a developer runs stops at the first surprise")]

use jangbu_domain::{Direction, TaxInvoice};
use jangbu_store::{
    Book, Books, ImportAct, ImportBatch, ImportItem, Locator, NewCompany, NoKeyring, Protection, SCHEMA,
    SourceFile,
};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[path = "../tests/it/specimen.rs"]
mod specimen;

/// Invoices of the import that was undone.
const UNDONE: u32 = 3;

/// A moment on 2 March 2026.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_772_400_000 + minutes * 60).unwrap()
}

fn main() {
    let into = std::env::args_os().nth(1).map(PathBuf::from).unwrap();
    let name = format!("schema-{SCHEMA}");
    let target = into.join(&name);
    assert!(!target.exists(), "{} is there already", target.display());
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new(folder.path(), Arc::new(NoKeyring));
    let new = NewCompany { company: specimen::company(), demo: true, at: at(0), passphrase: None };
    let book = books.create_as(&name, &new, Protection::Throwaway).unwrap().book;
    fill(&book);
    book.close().unwrap();
    copy(&folder.path().join("companies").join(&name), &target);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in ["book.db", "book.keys", "company.json"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// Writes the content into the new book: two imports that stand, one that was undone, one look at
/// a sealed number.
fn fill(book: &Book) {
    let items = |invoices: &[TaxInvoice]| {
        let item = |(row, invoice): (u32, &TaxInvoice)| ImportItem {
            invoice: invoice.clone(),
            direction: Direction::Sale,
            act: ImportAct::Add,
            source: Some(0),
            locator: Some(Locator { sheet: "세금계산서".into(), first_row: row, last_row: row }),
        };
        (7..).zip(invoices).map(item).collect::<Vec<_>>()
    };
    let import = |minutes: i64, bytes: &[u8], invoices: &[TaxInvoice]| {
        let file = SourceFile {
            file_name: format!("견본 {minutes}.xml"),
            format: "etax_xml".into(),
            bytes,
            carries_resident: bytes == specimen::DOCUMENT,
        };
        let items_total = u64::try_from(invoices.len()).unwrap();
        let batch = ImportBatch { at: at(minutes), files: vec![file], items_total };
        let counts = book.import(&batch, items(invoices), &mut |_, _| ControlFlow::Continue(()));
        counts.unwrap().import_id.unwrap()
    };
    let invoices = specimen::invoices();
    let (first, second) = invoices.split_at(10);
    import(1, specimen::DOCUMENT, first);
    import(2, b"<second/>", second);
    let undone: Vec<TaxInvoice> =
        (100..100 + UNDONE).map(|serial| specimen::draft(serial).check().unwrap()).collect();
    let third = import(3, b"<third/>", &undone);
    book.undo_import(third, at(4), &mut |_, _| ControlFlow::Continue(())).unwrap();
    let sealed = first.get(4).unwrap().approval().clone();
    let id = book.read(|reader| reader.invoice_by_approval(&sealed)).unwrap().unwrap();
    book.unmask(id, at(5)).unwrap();
}
