//! 사업자등록번호.

use super::{digit_text, digits_of};
use core::fmt;
use serde::{Deserialize, Serialize};

/// `BusinessNumber` — 사업자등록번호: ten digits whose last checks the others; shown `123-45-67890`.
///
/// # Examples
/// ```
/// use jangbu_domain::BusinessNumber;
/// assert_eq!(BusinessNumber::parse("2208162517")?.to_string(), "220-81-62517");
/// # Ok::<(), jangbu_domain::BusinessNumberError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BusinessNumber([u8; 10]);

/// Why a text is no business number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BusinessNumberError {
    /// Not ten digits (hyphens and blanks aside).
    #[error("a business number has ten digits, for instance 123-45-67891")]
    Length,
    /// The last digit does not check the nine before it.
    #[error("the check digit of the business number does not fit")]
    CheckDigit,
}

impl BusinessNumber {
    /// Reads ten digits, hyphens and blanks ignored, and tests the check digit: weights
    /// 1 3 7 1 3 7 1 3 5 plus the tens of 5 × the ninth digit, to a multiple of ten.
    ///
    /// # Errors
    /// [`BusinessNumberError`].
    pub fn parse(text: &str) -> Result<Self, BusinessNumberError> {
        let digits = digits_of::<10>(text).ok_or(BusinessNumberError::Length)?;
        let number = Self(digits);
        if digits.last() == Some(&number.derive_check_digit()) {
            Ok(number)
        } else {
            Err(BusinessNumberError::CheckDigit)
        }
    }

    /// Completes nine digits with their check digit.
    ///
    /// # Errors
    /// [`BusinessNumberError::Length`] when there are not nine.
    pub fn from_stem(stem: &str) -> Result<Self, BusinessNumberError> {
        let nine = digits_of::<9>(stem).ok_or(BusinessNumberError::Length)?;
        let mut digits = [0; 10];
        for (slot, digit) in digits.iter_mut().zip(nine) {
            *slot = digit;
        }
        let check = Self(digits).derive_check_digit();
        if let Some(last) = digits.last_mut() {
            *last = check;
        }
        Ok(Self(digits))
    }

    fn derive_check_digit(self) -> u8 {
        const WEIGHTS: [u8; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];
        let weighted: u8 = self.0.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight % 10).sum();
        let [.., ninth, _] = self.0;
        let sum = weighted + ninth * 5 / 10;
        (10 - sum % 10) % 10
    }

    /// Ten digits without hyphens, as the XML carries them.
    pub fn digits(self) -> String {
        digit_text(&self.0)
    }
}

impl fmt::Display for BusinessNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        f.pad(&format!("{}-{}-{}", part(0, 3), part(3, 5), part(5, 10)))
    }
}

impl TryFrom<String> for BusinessNumber {
    type Error = BusinessNumberError;

    fn try_from(text: String) -> Result<Self, BusinessNumberError> {
        Self::parse(&text)
    }
}

impl From<BusinessNumber> for String {
    fn from(number: BusinessNumber) -> Self {
        number.digits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers_pass() {
        for number in ["124-81-00998", "220-81-62517", "120-81-47521", "1234567891", " 999-88-00014 "] {
            assert!(BusinessNumber::parse(number).is_ok(), "{number}");
        }
    }

    #[test]
    fn the_two_ways_to_be_wrong_are_told_apart() {
        assert_eq!(BusinessNumber::parse("123-45-67890"), Err(BusinessNumberError::CheckDigit));
        for wrong in ["", "123-45-6789", "123-45-678911", "123-45-6789X", "１２３4567891"] {
            assert_eq!(BusinessNumber::parse(wrong), Err(BusinessNumberError::Length), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn exactly_one_check_digit_fits(stem in "[0-9]{9}") {
            let fits = (0..10).filter(|d| BusinessNumber::parse(&format!("{stem}{d}")).is_ok()).count();
            prop_assert_eq!(fits, 1);
            let number = BusinessNumber::from_stem(&stem).unwrap();
            prop_assert_eq!(BusinessNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn one_wrong_digit_at_an_odd_weight_is_noticed(stem in "[0-9]{9}", at in 0usize..8, add in 1u8..10) {
            let number = BusinessNumber::from_stem(&stem).unwrap().digits();
            let mut bytes = number.into_bytes();
            bytes[at] = b'0' + (bytes[at] - b'0' + add) % 10;
            prop_assert_eq!(BusinessNumber::parse(std::str::from_utf8(&bytes).unwrap()), Err(BusinessNumberError::CheckDigit));
        }
    }
}
