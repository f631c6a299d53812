//! Whole won.

use core::fmt;
use serde::{Deserialize, Serialize};

/// An amount in whole won, negative for amendments; arithmetic is checked, never wrapping.
///
/// # Examples
/// ```
/// use jangbu_domain::Krw;
/// let supply = Krw::parse("1,100,001")?;
/// assert_eq!(supply.checked_add(Krw::new(110_000)?)?.to_string(), "1,210,001");
/// # Ok::<(), jangbu_domain::KrwError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Krw(i64);

/// Why a number is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KrwError {
    /// Something other than an optional sign, digits and thousands commas.
    #[error("not a whole number of won: expected digits such as 1,100,000")]
    NotWhole,
    /// Beyond [`Krw::MAX_ABS`].
    #[error("amount beyond ±9,007,199,254,740,991 won")]
    TooLarge,
}

/// How a fraction of a won becomes whole; each use names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Toward zero: 절사, the practice for invoice amounts (a negative amendment mirrors its original).
    Truncate,
    /// Half away from zero: 반올림.
    HalfAwayFromZero,
    /// Away from zero: 올림.
    AwayFromZero,
}

impl Krw {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Largest magnitude in won, 2^53 − 1: every amount stays exact in JSON, spreadsheets and
    /// the window. The e-tax format itself allows 18 digits; such a document is refused by name.
    pub const MAX_ABS: i64 = 9_007_199_254_740_991;

    /// An amount of `won`.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`] beyond [`Krw::MAX_ABS`].
    pub const fn new(won: i64) -> Result<Self, KrwError> {
        if won > Self::MAX_ABS || won < -Self::MAX_ABS { Err(KrwError::TooLarge) } else { Ok(Self(won)) }
    }

    /// Reads `-1,234`, `1234`, `+5`; commas may stand only between groups of three digits.
    ///
    /// # Errors
    /// [`KrwError::NotWhole`] for anything else, a fraction included; [`KrwError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, KrwError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if !is_grouped(digits) {
            return Err(KrwError::NotWhole);
        }
        let mut won: i64 = 0;
        for digit in digits.bytes().filter(u8::is_ascii_digit) {
            won = won
                .checked_mul(10)
                .and_then(|w| w.checked_add(i64::from(digit - b'0')))
                .ok_or(KrwError::TooLarge)?;
        }
        Self::new(if negative { -won } else { won })
    }

    /// The number of won.
    pub const fn won(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`] when the sum leaves the range.
    pub fn checked_add(self, other: Self) -> Result<Self, KrwError> {
        self.0.checked_add(other.0).ok_or(KrwError::TooLarge).and_then(Self::new)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`] when the difference leaves the range.
    pub fn checked_sub(self, other: Self) -> Result<Self, KrwError> {
        self.0.checked_sub(other.0).ok_or(KrwError::TooLarge).and_then(Self::new)
    }

    /// `self × numerator ÷ denominator`, rounded as named; exact before the one rounding.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`] when the result leaves the range or `denominator` is zero.
    pub fn mul_ratio(self, numerator: i64, denominator: i64, rounding: Rounding) -> Result<Self, KrwError> {
        let product = i128::from(self.0) * i128::from(numerator);
        let divisor = i128::from(denominator);
        let quotient = product.checked_div(divisor).ok_or(KrwError::TooLarge)?;
        let remainder = product.checked_rem(divisor).ok_or(KrwError::TooLarge)?;
        let away = if (product < 0) == (divisor < 0) { 1 } else { -1 };
        let rounded = match rounding {
            Rounding::AwayFromZero if remainder != 0 => quotient + away,
            Rounding::HalfAwayFromZero if remainder.abs() * 2 >= divisor.abs() => quotient + away,
            _ => quotient,
        };
        i64::try_from(rounded).map_err(|_| KrwError::TooLarge).and_then(Self::new)
    }

    /// Adds up many amounts.
    ///
    /// # Errors
    /// [`KrwError::TooLarge`] when the sum leaves the range.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, KrwError> {
        let sum: i128 = amounts.into_iter().map(|a| i128::from(a.0)).sum();
        i64::try_from(sum).map_err(|_| KrwError::TooLarge).and_then(Self::new)
    }
}

/// Digits alone, or digits in comma-separated groups of three after the first.
fn is_grouped(digits: &str) -> bool {
    let mut groups = digits.split(',');
    let first = groups.next().unwrap_or_default();
    let all_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    all_digits(first)
        && (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| all_digits(group) && group.len() == 3)
}

impl fmt::Display for Krw {
    /// Thousands separated, no currency sign: `-1,234,567`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            grouped.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&grouped)
    }
}

impl core::ops::Neg for Krw {
    type Output = Self;

    /// Cannot overflow: the range is symmetric.
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl From<Krw> for i64 {
    fn from(amount: Krw) -> Self {
        amount.0
    }
}

impl TryFrom<i64> for Krw {
    type Error = KrwError;

    fn try_from(won: i64) -> Result<Self, KrwError> {
        Self::new(won)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn commas_must_stand_between_groups_of_three() {
        assert_eq!(Krw::parse("1,234,567").map(Krw::won), Ok(1_234_567));
        for wrong in
            ["1,23", "12,34,567", ",123", "1234,567", "1,,234", "", "-", "1.5", "１２", "1 000", "--1", "원"]
        {
            assert_eq!(Krw::parse(wrong), Err(KrwError::NotWhole), "{wrong:?}");
        }
    }

    #[test]
    fn an_amount_beyond_the_exact_range_is_refused_by_name() {
        assert_eq!(Krw::parse("9007199254740992"), Err(KrwError::TooLarge));
        assert_eq!(Krw::parse("999999999999999999999999"), Err(KrwError::TooLarge));
        assert!(Krw::new(Krw::MAX_ABS).is_ok_and(|max| max.checked_add(Krw(1)).is_err()));
    }

    #[test]
    fn each_rounding_does_what_its_name_says() {
        let ten = |won, rounding| Krw(won).mul_ratio(1, 10, rounding).map(Krw::won);
        assert_eq!(ten(19, Rounding::Truncate), Ok(1));
        assert_eq!(ten(-19, Rounding::Truncate), Ok(-1));
        assert_eq!(ten(15, Rounding::HalfAwayFromZero), Ok(2));
        assert_eq!(ten(-15, Rounding::HalfAwayFromZero), Ok(-2));
        assert_eq!(ten(14, Rounding::HalfAwayFromZero), Ok(1));
        assert_eq!(ten(11, Rounding::AwayFromZero), Ok(2));
        assert_eq!(ten(-11, Rounding::AwayFromZero), Ok(-2));
        assert_eq!(ten(20, Rounding::AwayFromZero), Ok(2));
        assert_eq!(Krw(1).mul_ratio(1, 0, Rounding::Truncate), Err(KrwError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(won in -Krw::MAX_ABS..=Krw::MAX_ABS) {
            prop_assert_eq!(Krw::parse(&Krw(won).to_string()), Ok(Krw(won)));
            prop_assert_eq!(Krw::parse(&won.to_string()), Ok(Krw(won)));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = Krw::parse(&text);
        }

        #[test]
        fn truncation_mirrors_the_sign(won in -1_000_000_000_000i64..1_000_000_000_000, n in 1i64..10_000, d in 1i64..10_000) {
            let plus = Krw(won).mul_ratio(n, d, Rounding::Truncate).unwrap();
            let minus = Krw(-won).mul_ratio(n, d, Rounding::Truncate).unwrap();
            prop_assert_eq!(plus, -minus);
        }

        #[test]
        fn addition_is_undone_by_subtraction(a in -Krw::MAX_ABS..=Krw::MAX_ABS, b in -Krw::MAX_ABS..=Krw::MAX_ABS) {
            if let Ok(sum) = Krw(a).checked_add(Krw(b)) {
                prop_assert_eq!(sum.checked_sub(Krw(b)), Ok(Krw(a)));
            } else {
                prop_assert!((i128::from(a) + i128::from(b)).abs() > i128::from(Krw::MAX_ABS));
            }
        }
    }
}
