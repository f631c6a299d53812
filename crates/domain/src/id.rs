//! Numbers that identify: businesses, persons, corporations, invoices.

mod approval;
mod business;
mod corporate;
mod resident;

pub use approval::{ApprovalNumber, ApprovalNumberError};
pub use business::{BusinessNumber, BusinessNumberError};
pub use corporate::{CorporateNumber, CorporateNumberError, CorporateNumberWarning};
pub use resident::{MaskedResidentNumber, ResidentNumber, ResidentNumberError};

/// The decimal digits of `text` if it holds nothing but `N` of them, hyphens and blanks.
fn digits_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut digits = [0; N];
    let mut count = 0;
    for c in text.trim().chars().filter(|c| !matches!(c, '-' | ' ')) {
        let digit = u8::try_from(c.to_digit(10)?).ok()?;
        *digits.get_mut(count)? = digit;
        count += 1;
    }
    (count == N).then_some(digits)
}

/// The digits as ASCII text.
fn digit_text(digits: &[u8]) -> String {
    digits.iter().map(|d| char::from(b'0' + d)).collect()
}
