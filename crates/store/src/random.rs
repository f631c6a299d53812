//! The one home of randomness: keys, salts, initial vectors, names of books.

use crate::StoreError;

/// Fills `bytes` from the operating system's generator.
///
/// # Errors
/// [`StoreError::Randomness`] when the system gives none; nothing predictable is used instead.
#[expect(clippy::disallowed_methods, reason = "this is the one place where chance comes in")]
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|_| StoreError::Randomness)
}

/// `N` random bytes.
///
/// # Errors
/// [`StoreError::Randomness`].
pub fn make_bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}
