//! Whether the pages of a list are all of it, each once.

use super::PAGE_ROWS;
use crate::port::tax_invoice_collect::Listing;
use jangbu_domain::{ApprovalNumber, Direction, Krw, TaxInvoice};
use jangbu_forms::ReadOutcome;
use jangbu_forms::hometax::DeclaredTotals;
use std::collections::HashSet;

/// The finding of a page whose rows do not add up to what stands above them.
const TOTALS_MISMATCH: &str = "totals_mismatch";

/// How a page does not fit its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// More or fewer rows than are left by the total.
    Count,
    /// An invoice of an earlier page again.
    Twice,
    /// A list of the other direction.
    Direction,
    /// Other sums above this page than above the first.
    SumsChanged,
    /// The rows of all pages do not add up to the sums above them.
    SumsDiffer,
}

impl Oddity {
    /// Set as the error's code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Count => "row_count",
            Self::Twice => "row_twice",
            Self::Direction => "other_direction",
            Self::SumsChanged => "sums_changed",
            Self::SumsDiffer => "sums_differ",
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    supply: Krw,
    tax: Krw,
    total: Krw,
}

impl Sums {
    fn plus<'i>(self, invoices: impl Iterator<Item = &'i TaxInvoice>) -> Option<Self> {
        let mut sums = self;
        for invoice in invoices {
            sums.supply = sums.supply.checked_add(invoice.supply()).ok()?;
            sums.tax = sums.tax.checked_add(invoice.tax().unwrap_or_default()).ok()?;
            sums.total = sums.total.checked_add(invoice.total()).ok()?;
        }
        Some(sums)
    }

    fn agree_with(self, declared: DeclaredTotals) -> bool {
        let pairs = [(declared.supply, self.supply), (declared.tax, self.tax), (declared.total, self.total)];
        pairs.into_iter().all(|(declared, read)| declared.is_none_or(|declared| declared == read))
    }
}

/// What has come of a list.
pub(super) struct Tally {
    total: u64,
    direction: Direction,
    seen: HashSet<ApprovalNumber>,
    pages: u32,
    rows: u64,
    rejected: u64,
    sums: Option<Sums>,
    declared: Option<DeclaredTotals>,
}

impl Tally {
    pub(super) fn new(total: u64, direction: Direction) -> Self {
        Self {
            total,
            direction,
            seen: HashSet::new(),
            pages: 0,
            rows: 0,
            rejected: 0,
            sums: Some(Sums::default()),
            declared: None,
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn pages(&self) -> u32 {
        u32::try_from(self.total.div_ceil(PAGE_ROWS)).unwrap_or(u32::MAX)
    }

    /// Takes a page, or says why it does not fit; then nothing of it is kept.
    pub(super) fn admit(&mut self, number: u32, mut read: ReadOutcome) -> Result<ReadOutcome, Oddity> {
        if read.invoices.iter().any(|read| self.seen.contains(read.invoice.approval())) {
            return Err(Oddity::Twice);
        }
        let before = u64::from(number.saturating_sub(1)).saturating_mul(PAGE_ROWS);
        let invoices = u64::try_from(read.invoices.len()).unwrap_or(u64::MAX);
        let rows = invoices.saturating_add(u64::from(read.rejected));
        if rows != self.total.saturating_sub(before).min(PAGE_ROWS) {
            return Err(Oddity::Count);
        }
        if read.title_direction.is_some_and(|direction| direction != self.direction) {
            return Err(Oddity::Direction);
        }
        let sums = self.sums.and_then(|sums| sums.plus(read.invoices.iter().map(|read| &read.invoice)));
        let rejected = self.rejected.saturating_add(u64::from(read.rejected));
        self.compare(number, &read, sums, rejected)?;
        // Above a page stand the sums of the whole list, which its own rows need not make.
        if self.pages() > 1 {
            read.findings.retain(|finding| finding.code != TOTALS_MISMATCH);
        }
        self.seen.extend(read.invoices.iter().map(|read| read.invoice.approval().clone()));
        self.declared = self.declared.or(read.declared);
        (self.sums, self.rejected) = (sums, rejected);
        self.pages += 1;
        self.rows = self.rows.saturating_add(rows);
        Ok(read)
    }

    /// What stands above a page is of the whole list or of this page: both are known.
    fn compare(
        &self,
        number: u32,
        read: &ReadOutcome,
        sums: Option<Sums>,
        rejected: u64,
    ) -> Result<(), Oddity> {
        let Some(declared) = read.declared.filter(|_| read.reconciled != Some(true)) else { return Ok(()) };
        if self.declared.is_some_and(|first| first != declared) {
            return Err(Oddity::SumsChanged);
        }
        let is_last = number == self.pages();
        // A row that cannot be taken is missing in the sums, and its finding says so.
        let agrees = sums.is_none_or(|sums| sums.agree_with(declared));
        if is_last && rejected == 0 && !agrees { Err(Oddity::SumsDiffer) } else { Ok(()) }
    }

    pub(super) fn listing(&self) -> Listing {
        Listing { pages: self.pages, rows: self.rows, is_whole: self.rows == self.total }
    }
}
