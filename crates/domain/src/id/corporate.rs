//! 법인등록번호.

use super::{digit_text, digits_of};
use core::fmt;
use serde::{Deserialize, Serialize};

/// `CorporateNumber` — 법인등록번호: thirteen digits, shown `110111-1129497`.
///
/// The check digit is only a warning: numbers given since 2025-01-31 are reported to carry none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CorporateNumber([u8; 13]);

/// Why a text is no corporate number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorporateNumberError {
    /// Not thirteen digits.
    #[error("a corporate number has thirteen digits, for instance 110111-1129497")]
    Length,
}

/// What is odd about a number that is taken all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorporateNumberWarning {
    /// The thirteenth digit does not check the others by the rule in force until 2025-01.
    CheckDigit,
}

impl CorporateNumber {
    /// Reads thirteen digits, hyphens and blanks ignored.
    ///
    /// # Errors
    /// [`CorporateNumberError::Length`].
    pub fn parse(text: &str) -> Result<Self, CorporateNumberError> {
        digits_of::<13>(text).map(Self).ok_or(CorporateNumberError::Length)
    }

    /// Weights 1 2 1 2 …, plain sum, to a multiple of ten.
    pub fn warning(self) -> Option<CorporateNumberWarning> {
        let [body @ .., check] = self.0;
        let sum: u8 =
            body.iter().zip([1u8, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum();
        ((10 - sum % 10) % 10 != check).then_some(CorporateNumberWarning::CheckDigit)
    }

    /// Thirteen digits without the hyphen.
    pub fn digits(self) -> String {
        digit_text(&self.0)
    }
}

impl fmt::Display for CorporateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        match digits.split_at_checked(6) {
            Some((registry, serial)) => f.pad(&format!("{registry}-{serial}")),
            None => f.pad(&digits),
        }
    }
}

impl TryFrom<String> for CorporateNumber {
    type Error = CorporateNumberError;

    fn try_from(text: String) -> Result<Self, CorporateNumberError> {
        Self::parse(&text)
    }
}

impl From<CorporateNumber> for String {
    fn from(number: CorporateNumber) -> Self {
        number.digits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_only_warns() {
        for fitting in ["130111-0006246", "1101111129497"] {
            assert_eq!(CorporateNumber::parse(fitting).unwrap().warning(), None, "{fitting}");
        }
        let odd = CorporateNumber::parse("110111-1129498").unwrap();
        assert_eq!(odd.warning(), Some(CorporateNumberWarning::CheckDigit));
        assert_eq!(odd.to_string(), "110111-1129498");
        assert_eq!(CorporateNumber::parse("110111-112949"), Err(CorporateNumberError::Length));
    }
}
