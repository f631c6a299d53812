//! 품목.

use crate::{Date, Decimal, Krw};
use serde::{Deserialize, Serialize};

/// Most lines of one invoice.
pub const LINES_MAX: usize = 99;

/// One line of an invoice; its number is its place. Everything but the place is optional by law.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// 거래일 (월·일).
    pub supplied_on: Option<Date>,
    /// 품목, up to 100 characters.
    pub item: Option<String>,
    /// 규격, up to 60 characters.
    pub specification: Option<String>,
    /// 수량.
    pub quantity: Option<Decimal>,
    /// 단가, in won.
    pub unit_price: Option<Decimal>,
    /// 공급가액.
    pub supply: Option<Krw>,
    /// 세액.
    pub tax: Option<Krw>,
    /// 비고, up to 100 characters.
    pub note: Option<String>,
}
