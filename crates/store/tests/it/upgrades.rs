//! A book of every schema that ever landed opens, after a backup, with everything in it.

use crate::fixture::{at, go_on};
use crate::specimen;
use jangbu_domain::*;
use jangbu_store::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A data folder with the fixture book of one schema.
struct Landed {
    folder: tempfile::TempDir,
    books: Books,
    id: String,
}

impl Landed {
    fn of(schema: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let id = format!("schema-{schema}");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/books").join(&id);
        assert!(
            from.is_dir(),
            "schema {schema} has landed without its fixture: examples/make_fixture.rs makes it"
        );
        let to = folder.path().join("companies").join(&id);
        fs::create_dir_all(&to).unwrap();
        for name in ["book.db", "book.keys", "company.json"] {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
        let seat = Seat { version: "9.8.7".into(), ..Seat::default() };
        let books = Books::new(folder.path(), Arc::new(NoKeyring)).seated(seat);
        Self { folder, books, id }
    }

    fn open(&self, minutes: i64) -> Book {
        self.books.open_with(&self.id, &Unlock::Throwaway, OpenOptions::at(at(minutes))).unwrap()
    }

    fn backups(&self) -> Vec<BackupEntry> {
        self.books.backups(&self.id, &[self.books.backup_place()]).unwrap()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("companies").join(&self.id).join("book.db")
    }
}

/// Everything the specimen says, read back through today's program.
fn assert_whole(book: &Book, schema: i64) {
    assert_eq!(book.company(), &specimen::company());
    let expected = specimen::invoices();
    let sum = |of: fn(&TaxInvoice) -> i64| expected.iter().map(of).sum::<i64>();
    let totals = book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap();
    assert_eq!(totals.sales.count, u64::from(specimen::INVOICES), "schema {schema}");
    assert_eq!(totals.sales.supply_krw, sum(|invoice| invoice.supply().won()));
    assert_eq!(totals.sales.tax_krw, sum(|invoice| invoice.tax().map_or(0, Krw::won)));
    for invoice in &expected {
        let id = book.read(|r| r.invoice_by_approval(invoice.approval())).unwrap().unwrap();
        assert_eq!(&book.unmask(id, at(9)).unwrap(), invoice, "schema {schema}");
        let found = Filter { text: Some(invoice.lines()[0].item.clone().unwrap()), ..Filter::default() };
        let found = book.read(|r| r.invoice_page(&found, &[], None, 100)).unwrap().rows;
        assert!(found.iter().any(|row| row.id == id), "schema {schema}: search");
    }
    let imports = book.read(Reader::imports).unwrap();
    assert_eq!(imports.iter().filter(|import| import.undone_at.is_some()).count(), 1);
    assert_eq!(imports.len(), 3);
    let id = book.read(|r| r.invoice_by_approval(expected[4].approval())).unwrap().unwrap();
    let source = book.read(|r| r.invoice(id)).unwrap().unwrap().sources[0].source.id;
    let bytes = book.read(|r| r.source_bytes(source)).unwrap();
    assert_eq!(bytes.as_slice(), specimen::DOCUMENT);
    assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None, "schema {schema}");
    assert!(book.read(|r| r.altered_documents(10, &mut go_on)).unwrap().is_empty(), "schema {schema}");
}

#[test]
fn a_book_of_every_schema_that_landed_opens_with_everything_in_it() {
    for schema in 1..=SCHEMA {
        let landed = Landed::of(schema);
        let book = landed.open(1);
        assert_whole(&book, schema);
        book.close().unwrap();
        let backups = landed.backups();
        assert_eq!(backups.len(), usize::from(schema < SCHEMA), "schema {schema}");
        for backup in backups {
            assert_eq!((backup.reason, backup.at), (BackupReason::Upgrade, at(1)));
            let manifest = backup.state.unwrap();
            assert_eq!((manifest.schema, manifest.program_version.as_str()), (schema, "9.8.7"));
        }
        assert_whole(&landed.open(2), schema);
        assert_eq!(landed.backups().len(), usize::from(schema < SCHEMA), "it is upgraded once");
    }
}

#[test]
fn an_upgrade_rolls_back_to_the_bytes_before_it() {
    for schema in 1..SCHEMA {
        let landed = Landed::of(schema);
        landed.open(1).close().unwrap();
        let backup = landed.backups()[0].path.join("book.db");
        let taken =
            landed.books.roll_back_upgrade(&landed.id, &Unlock::Throwaway, at(5), &mut go_on).unwrap();
        assert_eq!(fs::read(landed.database()).unwrap(), fs::read(backup).unwrap(), "schema {schema}");
        assert!(taken.replaced.is_some(), "the upgraded book is kept");
        let refused = landed.books.open_to_read(&landed.id, &Unlock::Throwaway);
        assert!(matches!(refused, Err(StoreError::OlderSchema { found, known: SCHEMA }) if found == schema));
        assert_whole(&landed.open(6), schema);
    }
}

#[test]
fn a_book_that_was_never_upgraded_has_nothing_to_roll_back_to() {
    let landed = Landed::of(SCHEMA);
    landed.open(1).close().unwrap();
    let refused = landed.books.roll_back_upgrade(&landed.id, &Unlock::Throwaway, at(5), &mut go_on);
    assert!(matches!(refused, Err(StoreError::NoBackup)));
}

#[test]
fn a_book_whose_backup_cannot_be_made_is_not_upgraded() {
    for schema in 1..SCHEMA {
        let landed = Landed::of(schema);
        fs::write(landed.books.backup_place(), "no folder").unwrap();
        let before = fs::read(landed.database()).unwrap();
        let refused = landed.books.open_with(&landed.id, &Unlock::Throwaway, OpenOptions::at(at(1)));
        assert!(matches!(refused, Err(StoreError::Io { .. })), "{refused:?}");
        assert_eq!(fs::read(landed.database()).unwrap(), before);
    }
}
