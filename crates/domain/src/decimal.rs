//! Quantities and unit prices: decimals as written, without binary rounding.

use core::fmt;
use serde::{Deserialize, Serialize};

/// A decimal number `mantissa × 10^-scale`, trailing zeros removed, so that equal values are equal.
///
/// The e-tax format gives quantities as (12,2) and unit prices as (18,2); lists show more places,
/// so up to [`Decimal::SCALE_MAX`] are kept and more than two are a warning of the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

/// Why a text is no decimal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Something other than sign, digits, commas and one point.
    #[error("not a number: expected digits such as 2.5")]
    NotANumber,
    /// More than 18 digits, or more than nine of them after the point.
    #[error("more digits than a quantity or price can have")]
    TooLong,
}

impl Decimal {
    /// Most digits after the point that are kept.
    pub const SCALE_MAX: u8 = 9;

    /// Reads `2.5`, `-1,200.50`, `.5`.
    ///
    /// # Errors
    /// [`DecimalError::NotANumber`], [`DecimalError::TooLong`].
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        if unsigned.trim_end_matches('.').is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DecimalError::NotANumber);
        }
        let scale = u8::try_from(fraction.len()).map_err(|_| DecimalError::TooLong)?;
        if scale > Self::SCALE_MAX || digits.trim_start_matches('0').len() > 18 {
            return Err(DecimalError::TooLong);
        }
        let mantissa: i64 =
            if digits.is_empty() { 0 } else { digits.parse().map_err(|_| DecimalError::TooLong)? };
        Ok(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            scale: if mantissa == 0 { 0 } else { scale },
        })
    }

    /// Digits after the point.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The digits without the point.
    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// Plain digits as the XML carries them: `-1200.5`.
    pub fn to_plain(self) -> String {
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        let padded =
            if digits.len() <= scale { format!("{digits:0>width$}", width = scale + 1) } else { digits };
        let sign = if self.mantissa < 0 { "-" } else { "" };
        match padded.split_at_checked(padded.len() - scale) {
            Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
            _ => format!("{sign}{padded}"),
        }
    }
}

impl fmt::Display for Decimal {
    /// Thousands separated: `1,200.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.to_plain();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
        let mut out = String::from(sign);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        f.pad(&out)
    }
}

impl TryFrom<String> for Decimal {
    type Error = DecimalError;

    fn try_from(text: String) -> Result<Self, DecimalError> {
        Self::parse(&text)
    }
}

impl From<Decimal> for String {
    fn from(value: Decimal) -> Self {
        value.to_plain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_values_are_equal_however_written() {
        assert_eq!(Decimal::parse("40000.50"), Decimal::parse("40,000.5"));
        assert_eq!(Decimal::parse("-0.00"), Decimal::parse("0"));
        assert_eq!(Decimal::parse(".5").map(Decimal::to_plain), Ok("0.5".into()));
        assert_eq!(Decimal::parse("1234567.25").map(|d| d.to_string()), Ok("1,234,567.25".into()));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in ["", ".", "-", "1.2.3", "1e5", "열", "1 2", "0x10"] {
            assert_eq!(Decimal::parse(wrong), Err(DecimalError::NotANumber), "{wrong:?}");
        }
        assert_eq!(Decimal::parse("1.0123456789"), Err(DecimalError::TooLong));
        assert_eq!(Decimal::parse("1234567890123456789"), Err(DecimalError::TooLong));
    }

    proptest! {
        #[test]
        fn plain_form_reads_back(mantissa in -999_999_999_999_999_999i64..=999_999_999_999_999_999, scale in 0u8..=9) {
            let value = Decimal { mantissa, scale };
            let plain = value.to_plain();
            prop_assert_eq!(Decimal::parse(&plain).map(Decimal::to_plain), Decimal::parse(&value.to_string()).map(Decimal::to_plain));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = Decimal::parse(&text);
        }
    }
}
