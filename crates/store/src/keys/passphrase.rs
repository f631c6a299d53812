//! Keys from passphrases: Argon2id (RFC 9106), its parameters stored beside the slot.

use super::hex;
use crate::seal::SealKey;
use crate::{StoreError, random};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Memory of a new slot in KiB: the second recommendation of RFC 9106 §4, 64 MiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes of a new slot.
const PASSES: u32 = 3;
/// Lanes of a new slot.
const LANES: u32 = 4;
/// Least memory that is accepted when reading, in KiB: 19 MiB.
const MEMORY_KIB_MIN: u32 = 19 * 1024;
/// Most memory that is accepted when reading, in KiB: a tampered file must not exhaust the machine.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// Most passes that are accepted when reading.
const PASSES_MAX: u32 = 64;
/// Most lanes that are accepted when reading.
const LANES_MAX: u32 = 16;
/// Bytes of salt.
const SALT_BYTES: usize = 16;
/// Fewest characters of a passphrase.
pub const CHARS_MIN: usize = 8;
/// Most characters of a passphrase.
const CHARS_MAX: usize = 1024;

/// How a passphrase becomes a key.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stretch {
    algorithm: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl Stretch {
    /// Today's parameters and a new salt.
    pub(crate) fn make() -> Result<Self, StoreError> {
        let salt: [u8; SALT_BYTES] = random::make_bytes()?;
        Ok(Self {
            algorithm: "argon2id".to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: hex(&salt),
        })
    }

    /// The wrapping key of `passphrase`, composed (NFC) first: keyboards differ in how they
    /// spell 한글.
    pub(crate) fn derive_wrapping_key(&self, passphrase: &str) -> Result<SealKey, StoreError> {
        let composed = Zeroizing::new(passphrase.nfc().collect::<String>());
        if !(CHARS_MIN..=CHARS_MAX).contains(&composed.chars().count()) {
            return Err(StoreError::PassphraseLength { min: CHARS_MIN, max: CHARS_MAX });
        }
        let mut bytes = Zeroizing::new([0; SealKey::BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params()?)
            .hash_password_into(composed.as_bytes(), self.salt.as_bytes(), bytes.as_mut_slice())
            .map_err(|_| StoreError::KeyFileDamaged {
                reason: "the passphrase slot is unusable".to_owned(),
            })?;
        Ok(SealKey::from_bytes(&bytes))
    }

    fn params(&self) -> Result<Params, StoreError> {
        let within = self.algorithm == "argon2id"
            && (MEMORY_KIB_MIN..=MEMORY_KIB_MAX).contains(&self.memory_kib)
            && (1..=PASSES_MAX).contains(&self.passes)
            && (1..=LANES_MAX).contains(&self.lanes)
            && self.salt.len() == SALT_BYTES * 2;
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(SealKey::BYTES));
        params.ok().filter(|_| within).ok_or_else(|| StoreError::KeyFileDamaged {
            reason: "the parameters of the passphrase slot are out of bounds".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_a_tampered_file_are_bounded_before_they_cost_anything() {
        let base = || Stretch::make().unwrap();
        for wrong in [
            Stretch { memory_kib: 8, ..base() },
            Stretch { memory_kib: u32::MAX, ..base() },
            Stretch { passes: u32::MAX, ..base() },
            Stretch { passes: 0, ..base() },
            Stretch { lanes: 255, ..base() },
            Stretch { salt: String::new(), ..base() },
            Stretch { algorithm: "argon2i".into(), ..base() },
        ] {
            let refused = wrong.derive_wrapping_key("여덟 글자 이상");
            assert!(matches!(refused, Err(StoreError::KeyFileDamaged { .. })));
        }
    }

    #[test]
    fn a_short_passphrase_is_refused_by_its_length() {
        let short = Stretch::make().unwrap().derive_wrapping_key("짧다");
        assert!(matches!(short, Err(StoreError::PassphraseLength { min: 8, .. })));
    }

    #[test]
    fn composed_and_decomposed_hangul_are_the_same_passphrase() {
        let stretch = Stretch::make().unwrap();
        let composed = "장부 암호 하나";
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        let sealed = stretch.derive_wrapping_key(composed).unwrap().seal("c", b"k").unwrap();
        assert!(stretch.derive_wrapping_key(&decomposed).unwrap().open("c", &sealed).is_ok());
    }
}
