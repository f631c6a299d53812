//! The recovery key: shown once, printed, kept away from the machine.

use crate::seal::SealKey;
use crate::{StoreError, random};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Digits and letters without I, L, O and U, which hands and eyes mix up.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 160 bits: beyond guessing, and 32 characters are still copied by hand.
const KEY_BYTES: usize = 20;
/// Characters that carry the key.
const KEY_CHARS: usize = KEY_BYTES * 8 / 5;
/// Characters that check it: one typing mistake in a million goes unnoticed.
const CHECK_CHARS: usize = 4;
/// Characters between hyphens.
const GROUP_CHARS: usize = 6;

/// The recovery key of one book. Neither printed nor logged; [`RecoveryKey::shown`] gives it out.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryKey([u8; KEY_BYTES]);

impl RecoveryKey {
    /// A new random key.
    pub(crate) fn make() -> Result<Self, StoreError> {
        random::make_bytes().map(Self)
    }

    /// Reads a key as a person types it: case, hyphens and blanks do not matter, O is 0, I and L
    /// are 1.
    ///
    /// # Errors
    /// [`StoreError::RecoveryKeyTypo`] when the characters do not fit their checksum, which is
    /// told apart from a key that fits and opens another book.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let mut values = Zeroizing::new(Vec::with_capacity(KEY_CHARS + CHECK_CHARS));
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
            values.push(value_of(c).ok_or(StoreError::RecoveryKeyTypo)?);
        }
        let (key, check) = values.split_at_checked(KEY_CHARS).ok_or(StoreError::RecoveryKeyTypo)?;
        let mut bytes = [0; KEY_BYTES];
        for (group, five) in key.chunks(8).zip(bytes.chunks_mut(5)) {
            let bits = group.iter().fold(0u64, |bits, value| bits << 5 | u64::from(*value));
            let [_, _, _, tail @ ..] = bits.to_be_bytes();
            five.copy_from_slice(&tail);
        }
        let parsed = Self(bytes);
        if check == parsed.derive_check() { Ok(parsed) } else { Err(StoreError::RecoveryKeyTypo) }
    }

    /// The key to print: six groups of six characters.
    pub fn shown(&self) -> Zeroizing<String> {
        let mut values = Zeroizing::new(Vec::with_capacity(KEY_CHARS + CHECK_CHARS));
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            values.extend((0..8u32).rev().map(|place| low_five(bits >> (place * 5))));
        }
        values.extend(self.derive_check());
        let mut text = Zeroizing::new(String::with_capacity(KEY_CHARS + CHECK_CHARS + 5));
        for (index, value) in values.iter().enumerate() {
            if index > 0 && index % GROUP_CHARS == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET.get(usize::from(*value)).copied().unwrap_or(b'?')));
        }
        text
    }

    /// The key that wraps the bundle. Random enough to need no stretching.
    pub(crate) fn derive_wrapping_key(&self) -> Result<SealKey, StoreError> {
        let mut bytes = Zeroizing::new([0; SealKey::BYTES]);
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(b"jangbu recovery slot", bytes.as_mut_slice())
            .map_err(|_| StoreError::WrongKey)?;
        Ok(SealKey::from_bytes(&bytes))
    }

    /// Twenty bits of a digest, as four characters' values.
    fn derive_check(&self) -> [u8; CHECK_CHARS] {
        let mut digest = Sha256::new();
        digest.update(b"jangbu recovery check");
        digest.update(self.0);
        let [a, b, c, ..]: [u8; 32] = digest.finalize().into();
        let bits = u64::from(a) << 16 | u64::from(b) << 8 | u64::from(c);
        [low_five(bits >> 19), low_five(bits >> 14), low_five(bits >> 9), low_five(bits >> 4)]
    }
}

/// The lowest five bits.
fn low_five(bits: u64) -> u8 {
    let [.., low] = bits.to_be_bytes();
    low & 31
}

/// What a typed character stands for.
fn value_of(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|letter| char::from(*letter) == c)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_printed_key_reads_back_as_a_person_types_it(bytes: [u8; KEY_BYTES]) {
            let shown = RecoveryKey(bytes).shown();
            prop_assert_eq!(shown.len(), 41);
            let typed = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(RecoveryKey::parse(&typed).unwrap().0, bytes);
        }

        #[test]
        fn one_wrong_character_is_a_typing_mistake(bytes: [u8; KEY_BYTES], at in 0usize..36, add in 1u8..32) {
            let shown = RecoveryKey(bytes).shown().replace('-', "");
            let mut chars: Vec<char> = shown.chars().collect();
            let value = value_of(chars[at]).unwrap();
            chars[at] = char::from(ALPHABET[usize::from((value + add) % 32)]);
            let typed: String = chars.into_iter().collect();
            prop_assert!(matches!(RecoveryKey::parse(&typed), Err(StoreError::RecoveryKeyTypo)));
        }
    }

    #[test]
    fn a_key_of_another_length_is_a_typing_mistake() {
        let shown = RecoveryKey([3; KEY_BYTES]).shown();
        let (longer, shorter) =
            (format!("{}0", shown.as_str()), shown.replacen('-', "", 1).replacen('0', "", 1));
        for wrong in ["", "A", &shorter, &longer, "열쇠"] {
            assert!(matches!(RecoveryKey::parse(wrong), Err(StoreError::RecoveryKeyTypo)), "{wrong:?}");
        }
    }
}
