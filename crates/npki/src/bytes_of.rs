//! Bytes from the hexadecimal text of a standard, for unit tests.

/// The bytes that `text` spells.
pub(crate) fn hex<const N: usize>(text: &str) -> [u8; N] {
    let digits: Vec<u8> =
        text.chars().map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap()).collect();
    assert_eq!(digits.len(), 2 * N, "length of {text}");
    std::array::from_fn(|at| 16 * digits[2 * at] + digits[2 * at + 1])
}
