//! 국세청 승인번호.

use crate::Date;
use core::fmt;
use serde::{Deserialize, Serialize};

/// `ApprovalNumber` — 승인번호: 24 characters = 작성일자 (8) + registration number of the issuing
/// system (8) + serial (8, letters occur). Kept as received, shown 8-8-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApprovalNumber([u8; CHARS]);

/// Characters of a number.
const CHARS: usize = 24;

/// Why a text is no approval number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalNumberError {
    /// Not 24 ASCII letters and digits (hyphens and blanks aside).
    #[error("an approval number has 24 letters and digits, for instance 20250131-99990000-00000001")]
    Length,
    /// The first eight are no date.
    #[error("the first eight digits of the approval number are no date")]
    Date,
}

impl ApprovalNumber {
    /// Reads 24 letters and digits, hyphens and blanks ignored; case is kept as received.
    ///
    /// # Errors
    /// [`ApprovalNumberError`].
    pub fn parse(text: &str) -> Result<Self, ApprovalNumberError> {
        let mut kept = [0; CHARS];
        let mut place = kept.iter_mut();
        for c in text.trim().bytes().filter(|c| !matches!(c, b'-' | b' ')) {
            let place = place.next().filter(|_| c.is_ascii_alphanumeric());
            *place.ok_or(ApprovalNumberError::Length)? = c;
        }
        if place.next().is_some() {
            return Err(ApprovalNumberError::Length);
        }
        let number = Self(kept);
        number.date().map(|_| ()).ok_or(ApprovalNumberError::Date)?;
        Ok(number)
    }

    /// 24 characters without hyphens.
    pub fn as_str(&self) -> &str {
        // `parse` has kept ASCII only.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// 작성일자, from the first eight digits.
    pub fn written_on(&self) -> Date {
        // `parse` has seen the date; the fallback cannot be reached and is harmless.
        self.date().unwrap_or(Date::ZERO)
    }

    /// Every row of a list reads one: digit by digit, without a detour over text.
    fn date(&self) -> Option<Date> {
        let (digits, _) = self.0.split_first_chunk::<8>()?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|digit| i16::from(digit - b'0'));
        let (year, month, day) = (y1 * 1_000 + y2 * 100 + y3 * 10 + y4, m1 * 10 + m2, d1 * 10 + d2);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

impl fmt::Display for ApprovalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |from: usize, to: usize| self.as_str().get(from..to).unwrap_or_default();
        f.pad(&format!("{}-{}-{}", part(0, 8), part(8, 16), part(16, 24)))
    }
}

impl fmt::Debug for ApprovalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApprovalNumber").field(&self.as_str()).finish()
    }
}

impl TryFrom<String> for ApprovalNumber {
    type Error = ApprovalNumberError;

    fn try_from(text: String) -> Result<Self, ApprovalNumberError> {
        Self::parse(&text)
    }
}

impl From<ApprovalNumber> for String {
    fn from(number: ApprovalNumber) -> Self {
        number.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_shown_form_reads_back_and_letters_keep_their_case() {
        let number = ApprovalNumber::parse("20250131-9999aBcD-0000000Z").unwrap();
        assert_eq!(number.as_str(), "202501319999aBcD0000000Z");
        assert_eq!(number.to_string(), "20250131-9999aBcD-0000000Z");
        assert_eq!(number.written_on(), Date::constant(2025, 1, 31));
    }

    #[test]
    fn length_and_date_are_told_apart() {
        assert_eq!(ApprovalNumber::parse("20250131-99990000-0000000"), Err(ApprovalNumberError::Length));
        assert_eq!(ApprovalNumber::parse("20250131-99990000-0000000가"), Err(ApprovalNumberError::Length));
        assert_eq!(ApprovalNumber::parse("20250231-99990000-00000001"), Err(ApprovalNumberError::Date));
        assert_eq!(ApprovalNumber::parse("2025013A-99990000-00000001"), Err(ApprovalNumberError::Date));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC{0,40}") {
            let _ = ApprovalNumber::parse(&text);
        }
    }
}
