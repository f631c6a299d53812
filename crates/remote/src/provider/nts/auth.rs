//! The service key, percent-encoded exactly once.
//!
//! The portal shows a key twice: "Encoding", ready for an address, and "Decoding", as it is. Users
//! paste either. A key encoded twice is answered with 401 (public client code, read 2026-11).

use crate::secret::Secret;

/// Bytes of a key at most; those of the portal have about a hundred.
const KEY_BYTES_MAX: usize = 512;

/// The key as it is, not encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceKey(Secret);

/// Why a text is no key. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceKeyError {
    /// Nothing there.
    #[error("the service key is empty")]
    Empty,
    /// More than 512 bytes.
    #[error("the service key is longer than {KEY_BYTES_MAX} bytes")]
    TooLong,
    /// Blanks or letters that no key has.
    #[error("the service key has a character that does not belong in one")]
    Character,
    /// A percent sign that begins no encoded byte, or one encoded byte inside another.
    #[error("the service key is not percent-encoded once")]
    Encoding,
}

impl ServiceKey {
    /// Reads either form; a key itself (base64 or hexadecimal) never has a percent sign.
    ///
    /// # Errors
    /// [`ServiceKeyError`].
    pub fn parse(text: &str) -> Result<Self, ServiceKeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ServiceKeyError::Empty);
        }
        if text.len() > KEY_BYTES_MAX {
            return Err(ServiceKeyError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ServiceKeyError::Character);
        }
        let key = Secret::new(decoded(text)?);
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_.".contains(&byte);
        if key.reveal().contains('%') {
            return Err(ServiceKeyError::Encoding);
        }
        if key.reveal().bytes().all(fits) { Ok(Self(key)) } else { Err(ServiceKeyError::Character) }
    }

    /// Every byte but the unreserved ones of RFC 3986 (section 2.3) encoded, once.
    pub(super) fn encoded(&self) -> Secret {
        let mut text = String::with_capacity(self.0.reveal().len() * 3);
        for byte in self.0.reveal().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                text.push('%');
                text.extend([byte >> 4, byte & 15].map(|half| char::from(hex(half))));
            }
        }
        Secret::new(text)
    }

    /// Both forms, to be kept out of whatever the remote says back.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        vec![self.encoded(), self.0.clone()]
    }
}

/// A digit of `0-9A-F`.
fn hex(half: u8) -> u8 {
    if half < 10 { b'0' + half } else { b'A' + half - 10 }
}

fn decoded(text: &str) -> Result<String, ServiceKeyError> {
    let mut parts = text.split('%');
    let mut key = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (byte, rest) = part.split_at_checked(2).ok_or(ServiceKeyError::Encoding)?;
        let byte = u8::from_str_radix(byte, 16).map_err(|_| ServiceKeyError::Encoding)?;
        if !byte.is_ascii_graphic() {
            return Err(ServiceKeyError::Character);
        }
        key.push(char::from(byte));
        key.push_str(rest);
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_form_of_a_key_is_encoded_exactly_once() {
        for text in ["ab+c/d==", "ab%2Bc%2Fd%3D%3D", " ab%2bc%2fd%3d%3d\n"] {
            assert_eq!(ServiceKey::parse(text).unwrap().encoded().reveal(), "ab%2Bc%2Fd%3D%3D", "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let refused = |text: &str| ServiceKey::parse(text).unwrap_err();
        assert_eq!(refused(" "), ServiceKeyError::Empty);
        assert_eq!(refused("ab%252Bc"), ServiceKeyError::Encoding);
        assert_eq!(refused("ab%2"), ServiceKeyError::Encoding);
        assert_eq!(refused("ab%zz"), ServiceKeyError::Encoding);
        assert_eq!(refused("ab%0Ac"), ServiceKeyError::Character);
        assert_eq!(refused("키"), ServiceKeyError::Character);
        assert_eq!(refused("ab&returnType=XML"), ServiceKeyError::Character);
        assert_eq!(refused(&"a".repeat(513)), ServiceKeyError::TooLong);
    }

    #[test]
    fn a_key_is_not_printed() {
        assert!(!format!("{:?}", ServiceKey::parse("top-secret").unwrap()).contains("top"));
    }
}
