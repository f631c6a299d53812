//! Books in temporary folders and invoices of invented companies.

use jangbu_domain::*;
use jangbu_store::*;
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::sync::Arc;

pub(crate) struct Fixture {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) books: Books,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Arc::new(MemoryKeyring::default());
        let books = Books::new(folder.path(), keyring.clone());
        Self { folder, keyring, books }
    }

    pub(crate) fn create(&self, id: &str) -> Created {
        self.books.create_as(id, &new_company(), Protection::Keyring).unwrap()
    }

    pub(crate) fn company_folder(&self, id: &str) -> std::path::PathBuf {
        self.folder.path().join("companies").join(id)
    }
}

/// A book and the folder that must outlive it.
pub(crate) fn book() -> (Fixture, Book) {
    let fixture = Fixture::new();
    let book = fixture.create("company").book;
    (fixture, book)
}

pub(crate) fn new_company() -> NewCompany {
    NewCompany {
        company: Company {
            name: "가상상사".into(),
            business_number: company_number(),
            representative: Some("김가상".into()),
        },
        demo: false,
        at: at(0),
        passphrase: None,
    }
}

pub(crate) fn company_number() -> BusinessNumber {
    BusinessNumber::parse("123-45-67891").unwrap()
}

/// Some moment, `minutes` after the first.
pub(crate) fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + minutes * 60).unwrap()
}

pub(crate) fn krw(won: i64) -> Krw {
    Krw::new(won).unwrap()
}

/// A partner with a valid number.
pub(crate) fn number(stem: u32) -> BusinessNumber {
    BusinessNumber::from_stem(&format!("{:09}", 999_000_000 + stem)).unwrap()
}

/// What distinguishes one invented invoice.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) day: Date,
    pub(crate) serial: u32,
    pub(crate) direction: Direction,
    pub(crate) type_code: &'static str,
    pub(crate) partner: u32,
    pub(crate) partner_name: String,
    pub(crate) supply: i64,
    pub(crate) items: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) issued: Option<i8>,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            day: Date::constant(2026, 3, 2),
            serial: 1,
            direction: Direction::Sale,
            type_code: "0101",
            partner: 1,
            partner_name: "시험무역".into(),
            supply: 1_000_000,
            items: vec!["복사용지".into()],
            notes: Vec::new(),
            issued: Some(9),
        }
    }
}

impl Spec {
    pub(crate) fn draft(&self) -> InvoiceDraft {
        let code = InvoiceTypeCode::from_code(self.type_code).unwrap();
        let day = self.day;
        let approval =
            format!("{:04}{:02}{:02}99990000{:08}", day.year(), day.month(), day.day(), self.serial);
        let own = Party::named(company_number(), "가상상사", "김가상");
        let other = Party {
            address: Some("서울특별시 가상구 시험로 1".into()),
            business_type: Some("도매".into()),
            contacts: vec![Contact { email: Some("who@example.test".into()), ..Contact::default() }],
            ..Party::named(number(self.partner), self.partner_name.clone(), "이대표")
        };
        let as_buyer = |party: Party<BusinessNumber>| Party {
            identity: BuyerIdentity::Business(party.identity),
            branch: party.branch,
            name: party.name,
            representative: party.representative,
            address: party.address,
            business_type: party.business_type,
            business_item: party.business_item,
            contacts: party.contacts,
        };
        let (supplier, buyer) = match self.direction {
            Direction::Sale => (own, as_buyer(other)),
            Direction::Purchase => (other, as_buyer(own)),
        };
        let mut draft = InvoiceDraft::new(ApprovalNumber::parse(&approval).unwrap(), code, supplier, buyer);
        draft.supply = krw(self.supply);
        let taxed = !code.kind.is_exempt();
        draft.tax =
            taxed.then(|| if code.variety.is_zero_rated() { Krw::ZERO } else { krw(self.supply / 10) });
        draft.total = draft.supply.checked_add(draft.tax.unwrap_or_default()).unwrap();
        draft.purpose = Some(Purpose::Claim);
        draft.notes.clone_from(&self.notes);
        draft.issued_at = self.issued.map(|hour| day.at(hour, 30, 15, 0));
        if code.kind.is_amended() {
            draft.amendment = Some(Amendment { reason: Some(AmendmentReason::PriceChange), original: None });
        }
        draft.payment.credit = Some(draft.total);
        draft.lines = self
            .items
            .iter()
            .map(|item| Line {
                supplied_on: Some(day),
                item: Some(item.clone()),
                quantity: Some(Decimal::parse("2.5").unwrap()),
                supply: Some(krw(self.supply)),
                ..Line::default()
            })
            .collect();
        draft
    }

    pub(crate) fn invoice(&self) -> TaxInvoice {
        self.draft().check().unwrap()
    }

    pub(crate) fn item(&self) -> ImportItem {
        item(self.invoice(), self.direction, ImportAct::Add)
    }
}

pub(crate) fn item(invoice: TaxInvoice, direction: Direction, act: ImportAct) -> ImportItem {
    ImportItem { invoice, direction, act, source: None, locator: None }
}

/// Items read from the one file of their import.
pub(crate) fn from_file(mut items: Vec<ImportItem>) -> Vec<ImportItem> {
    for (row, item) in (7u32..).zip(&mut items) {
        item.source = Some(0);
        item.locator = Some(Locator { sheet: "세금계산서".into(), first_row: row, last_row: row });
    }
    items
}

pub(crate) fn file(name: &str, bytes: &'static [u8]) -> SourceFile<'static> {
    SourceFile { file_name: name.into(), format: "hometax_xlsx".into(), bytes, carries_resident: false }
}

pub(crate) fn go_on(_done: u64, _total: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn import(
    book: &Book,
    minutes: i64,
    files: Vec<SourceFile<'_>>,
    items: Vec<ImportItem>,
) -> ImportCounts {
    try_import(book, minutes, files, items).unwrap()
}

pub(crate) fn try_import(
    book: &Book,
    minutes: i64,
    files: Vec<SourceFile<'_>>,
    items: Vec<ImportItem>,
) -> Result<ImportCounts, StoreError> {
    let items_total = u64::try_from(items.len()).unwrap();
    book.import(&ImportBatch { at: at(minutes), files, items_total }, items, &mut go_on)
}

pub(crate) fn import_specs(book: &Book, specs: &[Spec]) -> ImportCounts {
    import(book, 1, Vec::new(), specs.iter().map(Spec::item).collect())
}

/// Every row of a filter in an order, page by page.
pub(crate) fn all_pages(book: &Book, filter: &Filter, sort: &[Sort], limit: u32) -> Vec<InvoiceRow> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = book.read(|r| r.invoice_page(filter, sort, after.as_ref(), limit)).unwrap();
        assert!(page.rows.len() <= usize::try_from(limit).unwrap());
        rows.extend(page.rows);
        let Some(next) = page.next else { return rows };
        after = Some(Cursor::parse(&next.to_string()).unwrap());
    }
}

/// Documents that the chain does not vouch for.
pub(crate) fn altered_documents(book: &Book) -> Vec<AlteredDocument> {
    book.read(|reader| reader.altered_documents(10, &mut go_on)).unwrap()
}

/// The serial that [`Spec`] put at the end of the approval number.
pub(crate) fn serial_of(row: &InvoiceRow) -> u32 {
    row.approval.as_str().get(16..).unwrap().parse().unwrap()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
