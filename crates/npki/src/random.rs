//! The one home of randomness in this crate: salts, initial vectors, content keys, blinding.

use crate::NpkiError;
use zeroize::Zeroizing;

/// Fills `bytes` from the operating system's generator.
#[expect(clippy::disallowed_methods, reason = "this is the one place of the crate where chance comes in")]
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), NpkiError> {
    getrandom::fill(bytes).map_err(|_| NpkiError::Randomness)
}

/// `N` random bytes.
pub(crate) fn make_bytes<const N: usize>() -> Result<[u8; N], NpkiError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// `length` random bytes that are secret: a key.
pub(crate) fn make_secret(length: usize) -> Result<Zeroizing<Vec<u8>>, NpkiError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    fill(&mut bytes)?;
    Ok(bytes)
}
