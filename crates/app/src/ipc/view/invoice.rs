//! Tax invoices: the list, its sums, one whole, its sources.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Seen from the book's company.
#[derive(Copy)]
pub enum Direction {
    /// 매출: the company is the supplier.
    Sale,
    /// 매입: the company is the buyer.
    Purchase,
}

/// First two digits of the type code.
#[derive(Copy)]
pub enum KindView {
    /// 01 세금계산서
    Tax,
    /// 02 수정세금계산서
    AmendedTax,
    /// 03 계산서
    Exempt,
    /// 04 수정계산서
    AmendedExempt,
}

/// Last two digits of the type code.
#[derive(Copy)]
pub enum VarietyView {
    /// 01 일반
    General,
    /// 02 영세율
    ZeroRated,
    /// 03 위수탁
    Consigned,
    /// 04 수입
    Import,
    /// 05 영세율위수탁
    ZeroRatedConsigned,
    /// 06 수입납부유예
    ImportDeferred,
}

/// 01 영수, 02 청구.
#[derive(Copy)]
pub enum PurposeView { Receipt, Claim }

/// Which invoices; empty fields do not narrow.
#[derive(Default)]
#[serde(default)]
pub struct InvoiceFilter {
    /// First 작성일자, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last 작성일자, inclusive.
    pub to: Option<String>,
    pub direction: Option<Direction>,
    /// Any of these kinds; empty means all.
    pub kinds: Vec<KindView>,
    pub varieties: Vec<VarietyView>,
    /// Partner by id.
    #[ts(type = "number | null")]
    pub partner: Option<i64>,
    /// Smallest total in won, inclusive.
    #[ts(type = "number | null")]
    pub total_min_krw: Option<i64>,
    #[ts(type = "number | null")]
    pub total_max_krw: Option<i64>,
    /// Substring of partner, items, notes; or the start of an approval or business number.
    pub text: Option<String>,
    /// Only those with (true) or without (false) warnings.
    pub has_warnings: Option<bool>,
    /// Only those that the clerk has (true) or has not (false) looked at.
    pub looked_at: Option<bool>,
    /// Only those of this import.
    #[ts(type = "number | null")]
    pub import: Option<i64>,
}

/// A sortable column.
#[derive(Copy)]
pub enum InvoiceColumn { WrittenOn, IssuedOn, Partner, Supply, Tax, Total, Kind, Direction, Approval, Item }

/// One sort key; the invoice's identity always breaks ties.
#[derive(Copy)]
pub struct InvoiceSort {
    pub column: InvoiceColumn,
    pub descending: bool,
}

/// A page by keyset.
pub struct InvoicePageRequest {
    pub filter: InvoiceFilter,
    /// First key first; empty means 작성일자 descending.
    pub sort: Vec<InvoiceSort>,
    /// `next` of the page before, or an anchor; null for the first page.
    pub after: Option<String>,
    /// 1 to 1,000.
    pub limit: u32,
}

/// One line of the list.
pub struct InvoiceRow {
    #[ts(type = "number")]
    pub id: i64,
    /// `8-8-8`.
    pub approval_number: String,
    pub direction: Direction,
    pub kind: KindView,
    pub variety: VarietyView,
    /// `YYYY-MM-DD`.
    pub written_on: String,
    pub issued_on: Option<String>,
    #[ts(type = "number | null")]
    pub partner_id: Option<i64>,
    pub partner_name: String,
    /// `123-45-67890`, a masked resident number, or blank.
    pub partner_number: String,
    /// First item, and how many more (`외 2`).
    pub item: String,
    #[ts(type = "number")]
    pub supply_krw: i64,
    /// Null for exempt invoices, which have none.
    #[ts(type = "number | null")]
    pub tax_krw: Option<i64>,
    #[ts(type = "number")]
    pub total_krw: i64,
    pub purpose: Option<PurposeView>,
    pub note: String,
    pub warnings: u32,
    /// The clerk has looked at its warnings and lets them stand.
    pub looked_at: bool,
    /// The clerk has written a note on it.
    pub noted: bool,
    /// Known in full (from its XML) or from a list only.
    pub full: bool,
}

/// Rows and where the next page starts.
pub struct InvoicePage {
    pub rows: Vec<InvoiceRow>,
    /// Null on the last page.
    pub next: Option<String>,
}

/// Cursors at every `every`-th row of the same order, so that a dragged thumb pages by key.
pub struct InvoiceAnchorsRequest {
    pub filter: InvoiceFilter,
    pub sort: Vec<InvoiceSort>,
    /// 50 to 1,000.
    pub every: u32,
}

/// `anchors[k]` is the cursor after row `(k + 1) × every`; page 0 starts with null.
pub struct InvoiceAnchors {
    #[ts(type = "number")]
    pub count: u64,
    pub every: u32,
    pub anchors: Vec<String>,
}

/// What to add up.
pub struct InvoiceTotalsRequest {
    pub filter: InvoiceFilter,
    /// When given, only these rows of the filter: the selection.
    #[ts(type = "number[] | null")]
    pub ids: Option<Vec<i64>>,
}

/// Count and sums of one direction.
#[derive(Default, Copy)]
pub struct Sums {
    #[ts(type = "number")]
    pub count: u64,
    #[ts(type = "number")]
    pub supply_krw: i64,
    #[ts(type = "number")]
    pub tax_krw: i64,
    #[ts(type = "number")]
    pub total_krw: i64,
}

/// 매출 and 매입 apart; they are never added together.
#[derive(Default, Copy)]
pub struct InvoiceTotals {
    pub sales: Sums,
    pub purchases: Sums,
}

/// One invoice, by id or by approval number.
#[derive(Default)]
#[serde(default)]
pub struct InvoiceRef {
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    pub approval_number: Option<String>,
}

/// A party as the form shows it.
pub struct PartyView {
    /// `123-45-67890`, masked resident number `000000-1******`, or the foreigner's note.
    pub number: String,
    /// `business`, `resident`, `foreigner`.
    pub number_kind: String,
    /// 종사업장번호.
    pub branch: Option<String>,
    pub name: String,
    pub representative: String,
    pub address: Option<String>,
    /// 업태
    pub business_type: Option<String>,
    /// 종목
    pub business_item: Option<String>,
    pub contacts: Vec<ContactView>,
}

/// A contact person.
pub struct ContactView {
    pub department: Option<String>,
    pub person: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// A line of the invoice.
pub struct LineView {
    pub number: u16,
    /// `YYYY-MM-DD`.
    pub supplied_on: Option<String>,
    pub item: Option<String>,
    pub specification: Option<String>,
    /// Decimal as written, thousands separated.
    pub quantity: Option<String>,
    pub unit_price: Option<String>,
    #[ts(type = "number | null")]
    pub supply_krw: Option<i64>,
    #[ts(type = "number | null")]
    pub tax_krw: Option<i64>,
    pub note: Option<String>,
}

/// How the total was or is to be paid.
#[derive(Default, Copy)]
pub struct PaymentView {
    #[ts(type = "number | null")]
    pub cash_krw: Option<i64>,
    #[ts(type = "number | null")]
    pub cheque_krw: Option<i64>,
    #[ts(type = "number | null")]
    pub note_krw: Option<i64>,
    #[ts(type = "number | null")]
    pub credit_krw: Option<i64>,
}

/// Something odd but legal.
pub struct WarningView {
    /// Key into the `warnings` texts.
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// Whether a signature holds.
#[derive(Copy)]
pub enum SignatureState {
    Holds,
    Fails,
}

/// A document the invoice was read from.
pub struct SourceSummary {
    #[ts(type = "number")]
    pub id: i64,
    pub file_name: String,
    /// `etax_xml`, `hometax_xls`, `hometax_xlsx`, `hometax_text`, `popbill_json`.
    pub format: String,
    /// What became of its signature when it was collected; null when nobody checked it.
    pub signature: Option<SignatureState>,
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// RFC 3339.
    pub imported_at: String,
    /// Where in it, for instance `세금계산서!7-8행`.
    pub locator: Option<String>,
    #[ts(type = "number")]
    pub import_id: i64,
}

/// A change of this document, from the change table.
pub struct ChangeView {
    #[ts(type = "number")]
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    /// `create`, `import`, `note`, `unmask`, `undo`, `redo`.
    pub act: String,
    /// Number of the act.
    #[ts(type = "number")]
    pub act_id: i64,
    /// What was done to the document: `add`, `enrich`, `replace`, `remove`, `restore`, `keep`, `update`, `unmask`.
    pub operation: String,
    /// Fields that changed: name, before, after (masked).
    pub fields: Vec<FieldChange>,
}

/// One changed field.
pub struct FieldChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An invoice whole.
pub struct InvoiceView {
    pub row: InvoiceRow,
    pub amendment_reason: Option<String>,
    pub original_approval_number: Option<String>,
    /// The original's id if it is in the book.
    #[ts(type = "number | null")]
    pub original_id: Option<i64>,
    /// Amendments of this one that are in the book.
    pub amended_by: Vec<InvoiceRow>,
    pub issued_at: Option<String>,
    pub transmitted_on: Option<String>,
    pub supplier: PartyView,
    pub buyer: PartyView,
    pub broker: Option<PartyView>,
    pub payment: PaymentView,
    pub notes: Vec<String>,
    pub import_declaration: Option<ImportDeclarationView>,
    pub lines: Vec<LineView>,
    pub warnings: Vec<WarningView>,
    pub sources: Vec<SourceSummary>,
    pub history: Vec<ChangeView>,
    /// The clerk's own note, resident numbers masked.
    pub clerk_note: Option<String>,
    /// RFC 3339: when the clerk looked at the warnings and let them stand.
    pub looked_at: Option<String>,
}

/// The clerk's own word on an invoice.
pub struct InvoiceNoteRequest {
    #[ts(type = "number")]
    pub id: i64,
    /// The whole note; null or blank takes it away.
    pub note: Option<String>,
    /// Whether the warnings were looked at and may stand.
    pub looked_at: bool,
}

/// 수입 only: the customs declaration behind the invoice.
pub struct ImportDeclarationView {
    pub number: Option<String>,
    #[ts(type = "number | null")]
    pub item_count: Option<u32>,
    pub from: Option<String>,
    pub to: Option<String>,
}
}
