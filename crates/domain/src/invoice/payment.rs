//! 현금 · 수표 · 어음 · 외상미수금.

use crate::{Krw, KrwError};
use serde::{Deserialize, Serialize};

/// How the total was or is to be paid; absent parts were not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSplit {
    /// 10 현금.
    pub cash: Option<Krw>,
    /// 20 수표.
    pub cheque: Option<Krw>,
    /// 30 어음.
    pub note: Option<Krw>,
    /// 40 외상미수금.
    pub credit: Option<Krw>,
}

impl PaymentSplit {
    /// The parts with their codes, in code order.
    pub fn parts(self) -> [(&'static str, Option<Krw>); 4] {
        [("10", self.cash), ("20", self.cheque), ("30", self.note), ("40", self.credit)]
    }

    /// The place of a payment code.
    pub fn part_mut(&mut self, code: &str) -> Option<&mut Option<Krw>> {
        match code {
            "10" => Some(&mut self.cash),
            "20" => Some(&mut self.cheque),
            "30" => Some(&mut self.note),
            "40" => Some(&mut self.credit),
            _ => None,
        }
    }

    /// Whether no part was written.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Sum of the parts.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`].
    pub fn total(self) -> Result<Krw, KrwError> {
        Krw::total(self.parts().into_iter().filter_map(|(_, amount)| amount))
    }
}
