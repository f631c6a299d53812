//! Which invoices, in which order: the questions of the list.

mod cursor;
mod page;
mod plan;
mod text;
mod totals;

pub use cursor::Cursor;
pub(crate) use page::{anchors, page};
pub(crate) use plan::Plan;
pub(crate) use totals::{months, totals};

use crate::table::invoice::InvoiceRow;
use jangbu_domain::{Date, Direction, InvoiceKind, Krw, Variety};

/// Most rows of one page.
pub const PAGE_ROWS_MAX: u32 = 1_000;
/// Most selected rows that are added up by id.
pub const SELECTED_MAX: usize = 100_000;

/// Which invoices; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// First 작성일자.
    pub from: Option<Date>,
    /// Last 작성일자, inclusive.
    pub to: Option<Date>,
    /// 매출 or 매입 only.
    pub direction: Option<Direction>,
    /// Any of these kinds; empty means all.
    pub kinds: Vec<InvoiceKind>,
    /// Any of these varieties; empty means all.
    pub varieties: Vec<Variety>,
    /// One partner.
    pub partner: Option<i64>,
    /// Smallest 합계금액, inclusive.
    pub total_min: Option<Krw>,
    /// Largest 합계금액, inclusive.
    pub total_max: Option<Krw>,
    /// Words that each stand somewhere in the partner's name, an item or a note, spacing, case
    /// and width aside; or the beginning of an approval or business number.
    pub text: Option<String>,
    /// Only those with (true) or without (false) warnings.
    pub has_warnings: Option<bool>,
    /// Only those that the clerk has (true) or has not (false) looked at.
    pub looked_at: Option<bool>,
    /// Only those that one import answers for.
    pub import: Option<i64>,
}

/// A sortable column. Blank values sort as the smallest: no tax as zero, no 발급일시 before all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// 작성일자; within a day in the order of arrival.
    WrittenOn,
    /// 발급일시.
    IssuedOn,
    /// 상호 of the partner, in code-point order, which is 가나다 order for 한글.
    Partner,
    /// 공급가액.
    Supply,
    /// 세액.
    Tax,
    /// 합계금액.
    Total,
    /// Kind, then variety.
    Kind,
    /// Sales first.
    Direction,
    /// 승인번호.
    Approval,
    /// The first item.
    Item,
}

impl Column {
    /// All columns.
    pub const ALL: [Self; 10] = [
        Self::WrittenOn,
        Self::IssuedOn,
        Self::Partner,
        Self::Supply,
        Self::Tax,
        Self::Total,
        Self::Kind,
        Self::Direction,
        Self::Approval,
        Self::Item,
    ];
}

/// One sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
}

/// Rows and where the next page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rows in order.
    pub rows: Vec<InvoiceRow>,
    /// None on the last page.
    pub next: Option<Cursor>,
}

/// Cursors at every `every`-th row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// Rows in all.
    pub count: u64,
    /// `cursors[k]` stands after row `(k + 1) × every`.
    pub cursors: Vec<Cursor>,
}

/// Count and sums of one direction, in won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Invoices.
    pub count: u64,
    /// 공급가액.
    pub supply_krw: i64,
    /// 세액.
    pub tax_krw: i64,
}

impl Sums {
    /// 합계금액.
    pub const fn total_krw(&self) -> i64 {
        self.supply_krw.saturating_add(self.tax_krw)
    }
}

/// 매출 and 매입 apart; they are never added together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// 매출.
    pub sales: Sums,
    /// 매입.
    pub purchases: Sums,
}
