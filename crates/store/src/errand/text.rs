//! Texts of remote work: short, plain, and without what looks like a resident number.

use crate::StoreError;
use jangbu_domain::mask_resident_numbers;
use std::borrow::Cow;

/// Characters of a name: of an operation, a provider, a failure, an owner.
const NAME_CHARS_MAX: usize = 80;

/// A name: lower-case letters, digits, `_`, `-`, `.`, beginning with a letter.
pub(crate) fn check_name(what: &'static str, name: &str) -> Result<(), StoreError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain);
    if is_name { check_text(what, name, NAME_CHARS_MAX) } else { Err(StoreError::BadRemoteText { what }) }
}

/// A text of 1 to `max` characters without control characters.
pub(crate) fn check_text(what: &'static str, text: &str, max: usize) -> Result<(), StoreError> {
    let fits = !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
    let is_open = fits && matches!(mask_resident_numbers(text), Cow::Borrowed(_));
    if is_open { Ok(()) } else { Err(StoreError::BadRemoteText { what }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_and_no_text_carries_a_resident_number() {
        assert!(check_name("n", "collect.hometax_list").is_ok());
        for bad in ["", "1a", "A", "a b", "a\n", "a850301-1234567", &"a".repeat(81)] {
            assert!(matches!(check_name("n", bad), Err(StoreError::BadRemoteText { what: "n" })), "{bad}");
        }
        assert!(check_text("t", "2026-03 매출", 10).is_ok());
        for bad in ["", "\u{7}", "8503011234567", "열 글자가 넘는 글입니다"] {
            assert!(check_text("t", bad, 10).is_err(), "{bad}");
        }
    }
}
