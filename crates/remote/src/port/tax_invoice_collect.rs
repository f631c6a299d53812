//! `TaxInvoiceCollect`: e-tax invoices (전자세금계산서) that the tax office holds, listed for a period and fetched as documents.

use crate::error::RemoteError;
use jangbu_domain::{ApprovalNumber, Date, Direction};
use jangbu_forms::{Finding, ReadInvoice};
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;

/// Work on its way; it ends early when it is dropped.
pub type Collecting<'a, T> = Pin<Box<dyn Future<Output = Result<T, RemoteError>> + Send + 'a>>;

/// Takes the pages of a list as they come, in their order, each once. Breaking ends the listing
/// without a failure.
pub type PageSink<'a> = &'a mut (dyn FnMut(ListPage) -> ControlFlow<()> + Send);

/// What a provider offers and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Who it is.
    pub provider: &'static str,
    /// Whether a call costs nothing.
    pub is_free: bool,
    /// Months of one list at most.
    pub months_max: u8,
    /// Whether [`TaxInvoiceCollect::document`] gives the signed XML.
    pub has_documents: bool,
}

/// Lists and fetches. Both only read at the tax office.
pub trait TaxInvoiceCollect: Send + Sync {
    /// What is offered.
    fn capability(&self) -> Capability;

    /// Lists what `query` asks for, page after page; a period without invoices gives no page or an
    /// empty one.
    ///
    /// # Errors
    /// Pages that came before the failure were given to `pages` and stand.
    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing>;

    /// One document as the tax office keeps it, byte for byte.
    fn document<'a>(&'a self, query: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source>;
}

/// Which invoices are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// 매출 or 매입.
    pub direction: Direction,
    /// 세금계산서, or 계산서.
    pub taxation: Taxation,
    /// Which of an invoice's days is meant.
    pub by: DateKind,
    /// No longer than [`Capability::months_max`].
    pub period: Period,
}

/// Two lists that the tax office keeps apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taxation {
    /// 세금계산서, zero-rated ones too.
    Taxable,
    /// 계산서 (면세).
    Exempt,
}

/// Which of an invoice's days a period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// 작성일자.
    Written,
    /// 발급일자.
    Issued,
    /// 전송일자.
    Sent,
}

/// Days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: Date,
    to: Date,
}

/// Why two days are no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period ends before it begins")]
pub struct PeriodError;

/// Pieces of one period at most: ten years in months.
pub const PIECES_MAX: usize = 120;

impl Period {
    /// From one day to another, both included.
    ///
    /// # Errors
    /// The last day is before the first.
    pub fn parse(from: Date, to: Date) -> Result<Self, PeriodError> {
        if from <= to { Ok(Self { from, to }) } else { Err(PeriodError) }
    }

    /// The first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(self) -> Date {
        self.to
    }

    /// The period in pieces of at most `months_max` calendar months (at least one), oldest first,
    /// without gap or overlap: a piece that begins on the 15th ends on the 14th. `None` when there
    /// would be more than [`PIECES_MAX`].
    pub fn pieces(self, months_max: u8) -> Option<Vec<Self>> {
        let mut pieces = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            if pieces.len() == PIECES_MAX {
                return None;
            }
            let months = jiff::Span::new().months(i64::from(months_max.max(1)));
            // Beyond the calendar's end there is nothing to cut.
            let next = from.checked_add(months).ok();
            let last = next.and_then(|next| next.yesterday().ok()).map_or(self.to, |last| last.min(self.to));
            pieces.push(Self { from, to: last });
            match last.tomorrow() {
                Ok(tomorrow) => from = tomorrow,
                Err(_) => break,
            }
        }
        Some(pieces)
    }
}

/// One page of a list.
#[derive(Debug)]
pub struct ListPage {
    /// Counts from one within the list.
    pub number: u32,
    /// How many invoices the whole list has, if it was said.
    pub invoices_total: Option<u64>,
    /// Invoices as the list shows them: less than their documents.
    pub invoices: Vec<ReadInvoice>,
    /// Rows that cannot be taken.
    pub rejected: u32,
    /// What was found in the page.
    pub findings: Vec<Finding>,
    /// The page itself, to be kept.
    pub source: Source,
}

/// Bytes as they came, unpacked.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// A name for a person, as a file would have: `홈택스_매출_20260801-20261031_1.txt`.
    pub name: String,
    /// `etax_xml`, `hometax_text`, `popbill_json`.
    pub format: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Source");
        shown.field("name", &self.name).field("format", &self.format).field("bytes", &self.bytes.len());
        shown.finish()
    }
}

/// A list that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Pages given.
    pub pages: u32,
    /// Invoices and rejected rows given.
    pub rows: u64,
    /// Whether all was given: `false` when the caller had enough.
    pub is_whole: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn shown(period: Period, months: u8) -> Vec<String> {
        let pieces = period.pieces(months).unwrap();
        pieces.iter().map(|piece| format!("{}..{}", piece.from, piece.to)).collect()
    }

    #[test]
    fn a_period_is_cut_without_gap_or_overlap() {
        let year = Period::parse(date(2026, 1, 1), date(2026, 12, 31)).unwrap();
        let quarters = [
            "2026-01-01..2026-03-31",
            "2026-04-01..2026-06-30",
            "2026-07-01..2026-09-30",
            "2026-10-01..2026-12-31",
        ];
        assert_eq!(shown(year, 3), quarters);
        let odd = Period::parse(date(2025, 11, 30), date(2026, 3, 1)).unwrap();
        assert_eq!(shown(odd, 3), ["2025-11-30..2026-02-27", "2026-02-28..2026-03-01"]);
        let day = Period::parse(date(2026, 2, 28), date(2026, 2, 28)).unwrap();
        assert_eq!(shown(day, 0), ["2026-02-28..2026-02-28"]);
    }

    #[test]
    fn a_period_backwards_or_of_too_many_pieces_is_refused() {
        assert_eq!(Period::parse(date(2026, 1, 2), date(2026, 1, 1)), Err(PeriodError));
        let long = Period::parse(date(2000, 1, 1), date(2026, 1, 1)).unwrap();
        assert_eq!(long.pieces(1), None);
        let end = Period::parse(date(9999, 12, 1), date(9999, 12, 31)).unwrap();
        assert_eq!(end.pieces(3).map(|pieces| pieces.len()), Some(1));
    }
}
