//! Passwords, and the bytes that key files, old and new, make of them.

use crate::NpkiError;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Longest password in bytes of UTF-8. Certificate authorities take less than a hundred letters.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Canonical composition never makes UTF-8 longer than this many times (Unicode Standard Annex 15).
const COMPOSED_GROWTH_MAX: usize = 3;

/// The password of a certificate. Wiped on drop; never printed, never serialised.
pub struct Password {
    /// In canonical composition, as every keyboard but not every file system gives it.
    composed: Zeroizing<String>,
}

impl Password {
    /// Takes a password as it was typed. The caller's own copy stays the caller's to wipe.
    ///
    /// # Errors
    /// [`NpkiError::PasswordLength`] when it is empty or beyond [`PASSWORD_BYTES_MAX`].
    pub fn parse(typed: &str) -> Result<Self, NpkiError> {
        if typed.is_empty() || typed.len() > PASSWORD_BYTES_MAX {
            return Err(NpkiError::PasswordLength { max_bytes: PASSWORD_BYTES_MAX });
        }
        // Room first: what is left behind when a string grows is not wiped.
        let mut composed = Zeroizing::new(String::with_capacity(typed.len() * COMPOSED_GROWTH_MAX));
        if typed.is_ascii() {
            composed.push_str(typed);
        } else {
            composed.extend(typed.nfc());
        }
        Ok(Self { composed })
    }

    /// UTF-8: what is written with, and tried first when something is read.
    pub(crate) fn utf8(&self) -> &[u8] {
        self.composed.as_bytes()
    }

    /// CP949, in which old Windows programs took Korean letters; `None` where that is the same as
    /// UTF-8, or where a letter has no place in it.
    pub(crate) fn cp949(&self) -> Option<Zeroizing<Vec<u8>>> {
        if self.composed.is_ascii() {
            return None;
        }
        let mut encoder = encoding_rs::EUC_KR.new_encoder();
        let room = encoder.max_buffer_length_from_utf8_without_replacement(self.composed.len())?;
        let mut bytes = Zeroizing::new(vec![0; room]);
        let (result, _, written) =
            encoder.encode_from_utf8_without_replacement(&self.composed, &mut bytes, true);
        bytes.truncate(written);
        matches!(result, encoding_rs::EncoderResult::InputEmpty).then_some(bytes)
    }

    /// UTF-16, big-endian, and two zero bytes: what PKCS#12 derives from (RFC 7292 appendix B.1).
    pub(crate) fn utf16(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * self.composed.len() + 2));
        for unit in self.composed.encode_utf16() {
            bytes.extend(unit.to_be_bytes());
        }
        bytes.extend([0, 0]);
        bytes
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password { … }")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_in_pieces_are_the_same_password() {
        let typed = Password::parse("비밀번호1!").unwrap();
        let in_pieces: String = "비밀번호1!".nfd().collect();
        assert_ne!(in_pieces, "비밀번호1!");
        assert_eq!(Password::parse(&in_pieces).unwrap().utf8(), typed.utf8());
    }

    #[test]
    fn old_windows_wrote_korean_letters_in_two_bytes() {
        let password = Password::parse("가1").unwrap();
        assert_eq!(**password.cp949().unwrap(), [0xb0, 0xa1, b'1']);
        assert_eq!(**password.utf16(), [0xac, 0x00, 0x00, b'1', 0, 0]);
    }

    #[test]
    fn what_cp949_cannot_say_or_says_alike_is_not_tried_in_it() {
        assert!(Password::parse("abc1!").unwrap().cp949().is_none());
        assert!(Password::parse("😀1").unwrap().cp949().is_none());
    }

    #[test]
    fn empty_and_endless_passwords_are_refused() {
        let long = "x".repeat(PASSWORD_BYTES_MAX);
        assert!(Password::parse(&long).is_ok());
        for wrong in ["", &format!("{long}x")] {
            assert!(matches!(Password::parse(wrong), Err(NpkiError::PasswordLength { .. })));
        }
    }

    #[test]
    fn debug_output_shows_no_password() {
        assert_eq!(format!("{:?}", Password::parse("secret").unwrap()), "Password { … }");
    }
}
