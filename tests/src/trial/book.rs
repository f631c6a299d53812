//! The real book that a trial's acts are done in.

use super::{Step, supply_of, throw};
use crate::Outcome;
use crate::file_keyring::FileKeyring;
use jangbu_domain::{
    ApprovalNumber, BusinessNumber, BuyerIdentity, Direction, InvoiceDraft, InvoiceTypeCode, Krw, Line,
    Party, TaxInvoice,
};
use jangbu_store::{
    Book, Books, Company, ImportAct, ImportBatch, ImportItem, NewCompany, NoteChange, Protection, SourceFile,
    Unlock,
};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of the trial's company.
pub const COMPANY: &str = "trial";
/// When the book is founded; act `n` is `n` minutes later.
const FOUNDED: i64 = 1_795_000_000;
/// Largest file of an import in bytes: some lie on many pages.
const FILE_BYTES_MAX: u64 = 40_000;
/// Partners of the invented company.
const PARTNERS: u32 = 17;

/// A data folder with the trial's company.
pub struct Trial {
    folder: PathBuf,
    seed: u64,
}

impl Trial {
    /// The trial of `seed` in a data folder.
    pub fn new(folder: &Path, seed: u64) -> Self {
        Self { folder: folder.to_owned(), seed }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All companies of the folder.
    pub fn books(&self) -> Books {
        Books::new(&self.folder, Arc::new(FileKeyring(self.folder.join("keys"))))
    }

    /// The file of the book.
    pub fn book_file(&self) -> PathBuf {
        self.folder.join("companies").join(COMPANY).join("book.db")
    }

    /// Founds the company.
    ///
    /// # Errors
    /// Those of the store.
    pub fn found(&self) -> Outcome<Book> {
        let company = Company {
            name: "가상상사".into(),
            business_number: BusinessNumber::parse("123-45-67891")?,
            representative: Some("김가상".into()),
        };
        let new = NewCompany { company, demo: false, at: moment(0)?, passphrase: None };
        Ok(self.books().create_as(COMPANY, &new, Protection::Keyring)?.book)
    }

    /// Opens the book.
    ///
    /// # Errors
    /// Those of the store.
    pub fn open(&self) -> Outcome<Book> {
        Ok(self.books().open(COMPANY, &Unlock::Keyring)?)
    }

    /// Does act number `number` (from zero).
    ///
    /// # Errors
    /// Those of the store.
    pub fn act(&self, book: &Book, number: usize, step: &Step) -> Outcome {
        let number = u32::try_from(number)?;
        let at = moment(i64::from(number) + 1)?;
        let go_on = &mut |_, _| ControlFlow::Continue(());
        match step {
            Step::Import { first, count } => {
                let invoices = (*first..first + count).map(|serial| invoice(serial, supply_of(serial)));
                self.import(book, number, at, ImportAct::Add, invoices.collect::<Outcome<_>>()?)?;
            }
            Step::Replace { serial, supply_krw } => {
                self.import(book, number, at, ImportAct::Replace, vec![invoice(*serial, *supply_krw)?])?;
            }
            Step::Note { serial, text, looked_at } => {
                let approval = approval(*serial)?;
                let id = book.read(|r| r.invoice_by_approval(&approval))?.ok_or("the invoice is gone")?;
                let change = NoteChange { text: text.clone(), looked_at: *looked_at };
                book.write_note(id, &change, at)?;
            }
            Step::Undo => {
                let newest = book.read(|r| r.acts(None, 1))?.pop().ok_or("the log is empty")?;
                book.undo_act(newest.id, at, go_on)?;
            }
        }
        Ok(())
    }

    fn import(
        &self,
        book: &Book,
        number: u32,
        at: Timestamp,
        act: ImportAct,
        invoices: Vec<TaxInvoice>,
    ) -> Outcome {
        let size = usize::try_from(throw(self.seed, number, 9) % FILE_BYTES_MAX)?;
        let mut bytes = format!("trial {} {number}", self.seed).into_bytes();
        bytes.resize(bytes.len().max(size), b'.');
        let file = SourceFile {
            file_name: format!("{number}.xml"),
            format: "etax_xml".into(),
            bytes: &bytes,
            carries_resident: false,
        };
        let items_total = u64::try_from(invoices.len())?;
        let items = invoices.into_iter().map(|invoice| ImportItem {
            invoice,
            direction: Direction::Sale,
            act,
            source: Some(0),
            locator: None,
        });
        let batch = ImportBatch { at, files: vec![file], items_total };
        book.import(&batch, items, &mut |_, _| ControlFlow::Continue(()))?;
        Ok(())
    }
}

fn moment(minutes: i64) -> Outcome<Timestamp> {
    Ok(Timestamp::from_second(FOUNDED + minutes * 60)?)
}

/// 승인번호 of an invoice of the trial.
pub(super) fn approval(serial: u32) -> Outcome<ApprovalNumber> {
    let day = 1 + serial % 28;
    Ok(ApprovalNumber::parse(&format!("202603{day:02}99990000{serial:08}"))?)
}

/// The serial of an invoice of the trial.
pub(super) fn serial_of(approval: &ApprovalNumber) -> Outcome<u32> {
    Ok(approval.as_str().get(16..).ok_or("a short approval number")?.parse()?)
}

/// What only this invoice is searched by.
pub(super) fn item_of(serial: u32) -> String {
    format!("물품{serial:08}호")
}

/// An invoice of the trial.
pub(super) fn invoice(serial: u32, supply_krw: i64) -> Outcome<TaxInvoice> {
    let supplier = Party::named(BusinessNumber::parse("123-45-67891")?, "가상상사", "김가상");
    let partner = serial % PARTNERS;
    let number = BusinessNumber::from_stem(&format!("{:09}", 999_000_000 + partner))?;
    let buyer = Party::named(BuyerIdentity::Business(number), format!("시험무역 {partner}"), "이대표");
    let code = InvoiceTypeCode::from_code("0301").ok_or("no such code")?;
    let mut draft = InvoiceDraft::new(approval(serial)?, code, supplier, buyer);
    draft.supply = Krw::new(supply_krw)?;
    draft.total = draft.supply;
    draft.lines = vec![Line { item: Some(item_of(serial)), supply: Some(draft.supply), ..Line::default() }];
    Ok(draft.check().map_err(|faults| format!("{faults:?}"))?)
}
