//! Unguessable tokens for the loopback host.

use crate::AppError;
use jangbu_store::make_random_bytes;
use subtle::ConstantTimeEq as _;

/// 256 random bits as lower-case hexadecimal.
///
/// # Errors
/// `internal` when the system gives no randomness; nothing predictable is used instead.
pub fn make_token() -> Result<String, AppError> {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let nibbles = make_random_bytes::<32>()?.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(nibbles.filter_map(|nibble| DIGITS.get(usize::from(nibble))).collect())
}

/// Compares without telling by its time how much was right.
pub fn tokens_equal(one: &str, two: &str) -> bool {
    one.as_bytes().ct_eq(two.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_each_equals_itself() {
        let (one, two) = (make_token().unwrap(), make_token().unwrap());
        assert_eq!(one.len(), 64);
        assert!(tokens_equal(&one, &one));
        assert!(
            !tokens_equal(&one, &two)
                && !tokens_equal(&one, "")
                && !tokens_equal(&one, one.trim_end_matches(|_| true))
        );
    }
}
