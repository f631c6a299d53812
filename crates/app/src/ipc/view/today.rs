//! 오늘.

use super::import::ImportSummary;
use super::invoice::{InvoiceFilter, Sums};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A month's sums.
#[derive(Copy)]
pub struct MonthSums {
    /// For instance 2026.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    pub sales: Sums,
    pub purchases: Sums,
}

/// A thing to do, with its link.
pub struct TodoView {
    /// Key into the `todo` texts.
    pub code: String,
    /// `YYYY-MM-DD`, when it is due.
    pub due_on: Option<String>,
    #[ts(type = "number")]
    pub count: u64,
    /// The list behind it.
    pub filter: Option<InvoiceFilter>,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// 오늘.
pub struct TodayOverview {
    pub today: String,
    pub todos: Vec<TodoView>,
    /// This year and last, 24 months in order.
    pub months: Vec<MonthSums>,
    /// VAT of the current half-year so far: sales tax less purchase tax, a sum of documents, not a return.
    #[ts(type = "number")]
    pub vat_sales_krw: i64,
    #[ts(type = "number")]
    pub vat_purchases_krw: i64,
    pub vat_from: String,
    pub vat_to: String,
    pub last_import: Option<ImportSummary>,
}

/// How every failure crosses the edge. Texts are found by `code` in the locale tables:
/// what happened, what was kept, what to do next.
pub struct ErrorView {
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
    /// English, for logs and scripts; never sensitive.
    pub message: String,
}
}
