//! 주민등록번호 and 외국인등록번호: sensitive.

use super::{digit_text, digits_of};
use crate::Date;
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// `ResidentNumber` — 주민등록번호 (or 외국인등록번호): thirteen digits that begin with a date of birth.
///
/// Sensitive: neither `Debug` nor `Display` shows more than `YYMMDD-1******`, the digits leave only
/// through [`ResidentNumber::reveal`], and memory is wiped on drop. No check digit is tested: since
/// 2020-10 the last six digits are random.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ResidentNumber([u8; 13]);

/// Why a text is no resident number; never quotes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResidentNumberError {
    /// Not thirteen digits.
    #[error("a resident number has thirteen digits")]
    Length,
    /// The first seven digits are no date of birth.
    #[error("the first seven digits of the resident number are no date of birth")]
    BirthDate,
}

impl ResidentNumber {
    /// Reads what a person enters: thirteen digits, hyphens and blanks ignored, a real birthday.
    ///
    /// # Errors
    /// [`ResidentNumberError`].
    pub fn parse(text: &str) -> Result<Self, ResidentNumberError> {
        let number = Self::from_document(text)?;
        if number.is_birth_date_real() { Ok(number) } else { Err(ResidentNumberError::BirthDate) }
    }

    /// Reads what an issued document holds. The document is a fact, so an impossible birthday
    /// does not refuse it; [`ResidentNumber::is_birth_date_real`] says so and the invoice warns.
    ///
    /// # Errors
    /// [`ResidentNumberError::Length`].
    pub fn from_document(text: &str) -> Result<Self, ResidentNumberError> {
        digits_of::<13>(text).map(Self).ok_or(ResidentNumberError::Length)
    }

    /// Whether the first seven digits are a date of birth.
    pub fn is_birth_date_real(&self) -> bool {
        self.born_on().is_some()
    }

    /// Day of birth; the seventh digit gives the century (1 2 5 6: 1900s, 3 4 7 8: 2000s, 9 0: 1800s).
    fn born_on(&self) -> Option<Date> {
        let [birth @ .., century, _, _, _, _, _, _] = self.0;
        let base: i16 = match century {
            1 | 2 | 5 | 6 => 1900,
            3 | 4 | 7 | 8 => 2000,
            _ => 1800,
        };
        let [year, month, day] = birth.as_chunks::<2>().0.try_into().ok()?;
        let two = |[tens, ones]: [u8; 2]| i8::try_from(tens * 10 + ones).ok();
        Date::new(base + i16::from(two(year)?), two(month)?, two(day)?).ok()
    }

    /// `YYMMDD-1******`.
    pub fn masked(&self) -> MaskedResidentNumber {
        let [shown @ .., _, _, _, _, _, _] = self.0;
        MaskedResidentNumber(shown)
    }

    /// All thirteen digits, for sealing and for official documents only.
    pub fn reveal(&self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(digit_text(&self.0))
    }
}

impl fmt::Debug for ResidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentNumber({})", self.masked())
    }
}

impl fmt::Display for ResidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.masked(), f)
    }
}

/// What may be shown of a resident number: date of birth and the seventh digit, `YYMMDD-1******`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MaskedResidentNumber([u8; 7]);

impl MaskedResidentNumber {
    /// Reads `YYMMDD-1******` (or with the seventh digit masked too, taken as 0), as lists show it.
    ///
    /// # Errors
    /// [`ResidentNumberError::Length`].
    pub fn parse(text: &str) -> Result<Self, ResidentNumberError> {
        let kept: Vec<char> = text.trim().chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let (shown, hidden) = kept.split_at_checked(7).ok_or(ResidentNumberError::Length)?;
        let masked = |c: &char| matches!(c, '*' | 'X' | 'x' | '●');
        if hidden.len() != 6 || !hidden.iter().all(masked) {
            return Err(ResidentNumberError::Length);
        }
        let mut digits = [0; 7];
        for (index, (slot, c)) in digits.iter_mut().zip(shown).enumerate() {
            *slot = match c.to_digit(10).and_then(|d| u8::try_from(d).ok()) {
                Some(digit) => digit,
                None if index == 6 && masked(c) => 0,
                None => return Err(ResidentNumberError::Length),
            };
        }
        Ok(Self(digits))
    }
}

impl MaskedResidentNumber {
    /// Whether both show the same birthday, and the same seventh digit where both show one.
    pub fn birth_agrees(self, other: Self) -> bool {
        let [birth_a @ .., seventh_a] = self.0;
        let [birth_b @ .., seventh_b] = other.0;
        birth_a == birth_b && (seventh_a == seventh_b || seventh_a == 0 || seventh_b == 0)
    }
}

impl fmt::Display for MaskedResidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [birth @ .., seventh] = &self.0;
        f.pad(&format!("{}-{seventh}******", digit_text(birth)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_masked_form_is_ever_printed() {
        let number = ResidentNumber::parse("991332-0000000");
        assert_eq!(number, Err(ResidentNumberError::BirthDate), "month 13 does not exist");
        assert!(ResidentNumber::from_document("991332-0000000").is_ok_and(|n| !n.is_birth_date_real()));
        let number = ResidentNumber::parse("850229-1234567");
        assert_eq!(number, Err(ResidentNumberError::BirthDate), "1985 had no 29 February");
        let number = ResidentNumber::parse("8503011234567").unwrap();
        assert_eq!(number.to_string(), "850301-1******");
        assert_eq!(format!("{number:?}"), "ResidentNumber(850301-1******)");
        assert_eq!(number.reveal().as_str(), "8503011234567");
    }

    #[test]
    fn the_seventh_digit_gives_the_century() {
        assert!(ResidentNumber::parse("000229-3000000").is_ok(), "2000 was a leap year");
        assert!(ResidentNumber::parse("000229-1000000").is_err(), "1900 was none");
    }

    #[test]
    fn lists_show_masked_numbers_in_two_ways() {
        assert_eq!(MaskedResidentNumber::parse("850301-1******").unwrap().to_string(), "850301-1******");
        assert_eq!(MaskedResidentNumber::parse("850301-*******").unwrap().to_string(), "850301-0******");
        assert!(MaskedResidentNumber::parse("850301-1234567").is_err());
        assert!(MaskedResidentNumber::parse("8503").is_err());
    }

    proptest! {
        #[test]
        fn no_form_of_printing_holds_the_last_six_digits(day in 1u8..=28, tail in 100_000u32..1_000_000) {
            let number = ResidentNumber::parse(&format!("9006{day:02}2{tail}")).unwrap();
            let printed = format!("{number} {number:?} {}", number.masked());
            prop_assert!(!printed.contains(&tail.to_string()));
        }
    }
}
